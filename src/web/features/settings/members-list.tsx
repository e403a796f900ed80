import type { Role } from '#model/member'
import { faultWords } from '#web/data/fault-words.ts'
import { useMe } from '#web/data/me.ts'
import { useMembers } from '#web/data/workspace.ts'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '#web/ui/display/table.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'

const roleWords: Readonly<Record<Role, string>> = {
  admin: 'Admin',
  policy_manager: 'Policy manager',
  approver: 'Approver',
  viewer: 'Viewer',
}

export function MembersList({ workspaceId }: { workspaceId: string }) {
  const members = useMembers(workspaceId)
  const me = useMe().data
  if (members.isPending) return <SkeletonRows rows={2} />
  if (members.data === undefined)
    return (
      <ErrorState
        title="The members could not be loaded."
        {...faultWords(members.error)}
        onRetry={() => void members.refetch()}
        retrying={members.isFetching}
        className="px-0! py-2!"
      />
    )
  return (
    <Table label="Members">
      <TableHead>
        <HeadCell className="pl-0!">Member</HeadCell>
        <HeadCell>Role</HeadCell>
        <HeadCell className="max-[480px]:hidden">Since</HeadCell>
      </TableHead>
      <TableBody>
        {members.data.map((member) => (
          <Row key={member.id}>
            <Cell className="pl-0!">
              <span className="font-medium">{member.name || member.email}</span>
              {member.userId === me?.user.id && <span className="text-ink-3"> (you)</span>}
              {member.name !== '' && (
                <span className="block text-sm break-all text-ink-3">{member.email}</span>
              )}
            </Cell>
            <Cell className="w-40">{roleWords[member.role]}</Cell>
            <Cell className="w-28 text-ink-2 max-[480px]:hidden">
              <RelativeTime at={member.joinedAt} />
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  )
}

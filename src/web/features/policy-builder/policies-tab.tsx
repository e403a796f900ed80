import { useNavigate, useParams } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { type PolicySummary, useCreatePolicy, useDeletePolicy, usePolicies } from '#web/data/policies.ts'
import { useMay } from '#web/data/workspace.ts'
import { paths } from '#web/paths.ts'
import { Button } from '#web/ui/action/button.tsx'
import { ButtonLink } from '#web/ui/action/button-link.tsx'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { Badge } from '#web/ui/display/badge.tsx'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '#web/ui/display/table.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { AlertDialog } from '#web/ui/overlay/alert-dialog.tsx'
import { NewPolicyDialog } from './new-policy-dialog.tsx'

/** The policies of a server: what is enforced, which grants carry it, and whether a draft of yours waits. */
export function PoliciesTab() {
  const { serverId } = useParams({ from: '/servers/$serverId/policies' })
  const policies = usePolicies(serverId)
  const mayEdit = useMay('policies')
  const navigate = useNavigate()
  const create = useCreatePolicy(serverId)
  const [asking, setAsking] = useState(false)
  const [doomed, setDoomed] = useState<PolicySummary>()
  const open = (policy: PolicySummary) => void navigate({ href: paths.policy(serverId, policy.id) })
  const recommend = () => create.mutate({ name: 'Default' }, { onSuccess: open })

  if (policies.isError) {
    return (
      <ErrorState
        title="The policies could not be loaded."
        cause={policies.error.message}
        id={policies.error.requestId}
        onRetry={() => void policies.refetch()}
        retrying={policies.isFetching}
      />
    )
  }
  if (policies.data === undefined) return <SkeletonRows rows={3} label="Loading the policies" />
  if (policies.data.length === 0) {
    return (
      <EmptyState
        title="This server has no policy, so every call is denied."
        action={
          mayEdit && (
            <div className="flex flex-wrap justify-center gap-2">
              <Button variant="primary" loading={create.isPending} onClick={recommend}>
                Draft the recommended policy
              </Button>
              <Button onClick={() => setAsking(true)}>Another beginning …</Button>
              <NewPolicyDialog open={asking} onOpenChange={setAsking} serverId={serverId} onCreated={open} />
            </div>
          )
        }
      >
        {create.error?.message ??
          'The recommended one lets agents read, limits what they write, and asks you before anything is destroyed or paid. Nothing is enforced before you publish.'}
      </EmptyState>
    )
  }
  return (
    <div className="p-4 max-[560px]:p-3">
      <div className="flex items-center gap-2 pb-3">
        <p className="min-w-0 flex-1 text-ink-2">
          A grant carries one policy; without one it is denied everything.
        </p>
        {mayEdit && (
          <Button icon={<Plus aria-hidden />} onClick={() => setAsking(true)}>
            New policy
          </Button>
        )}
      </div>
      <PolicyTable policies={policies.data} mayEdit={mayEdit} onDelete={setDoomed} />
      <NewPolicyDialog open={asking} onOpenChange={setAsking} serverId={serverId} onCreated={open} />
      <DeletePolicy serverId={serverId} policy={doomed} onClose={() => setDoomed(undefined)} />
    </div>
  )
}

interface PolicyTableProps {
  policies: readonly PolicySummary[]
  mayEdit: boolean
  onDelete: (policy: PolicySummary) => void
}

function PolicyTable({ policies, mayEdit, onDelete }: PolicyTableProps) {
  return (
    <Table label="Policies">
      <TableHead>
        <HeadCell>Policy</HeadCell>
        <HeadCell>Enforced</HeadCell>
        <HeadCell>Grants</HeadCell>
        <HeadCell>Your draft</HeadCell>
        <HeadCell>
          <span className="sr-only">What can be done</span>
        </HeadCell>
      </TableHead>
      <TableBody>
        {policies.map((policy) => (
          <Row key={policy.id}>
            <Cell>
              <TextLink href={paths.policy(policy.serverId, policy.id)}>{policy.name}</TextLink>
            </Cell>
            <Cell>
              {policy.enforced === null ? (
                <Badge>nothing yet</Badge>
              ) : (
                <Badge tone="allow">v{policy.enforced} enforced</Badge>
              )}
              {policy.shadow !== null && (
                <Badge tone="ask" className="ml-1.5">
                  v{policy.shadow} in shadow
                </Badge>
              )}
            </Cell>
            <Cell className="tabular-nums">{policy.grants}</Cell>
            <Cell className="text-ink-2">
              {policy.draftUpdatedAt === null ? 'none' : <RelativeTime at={policy.draftUpdatedAt} />}
            </Cell>
            <Cell className="text-right">
              <span className="inline-flex gap-1">
                <ButtonLink size="small" href={paths.policy(policy.serverId, policy.id)}>
                  Open
                </ButtonLink>
                {mayEdit && (
                  <Button size="small" variant="quiet" onClick={() => onDelete(policy)}>
                    Delete<span className="sr-only"> {policy.name}</span>
                  </Button>
                )}
              </span>
            </Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  )
}

interface DeletePolicyProps {
  serverId: string
  policy: PolicySummary | undefined
  onClose: () => void
}

function DeletePolicy({ serverId, policy, onClose }: DeletePolicyProps) {
  const remove = useDeletePolicy(serverId)
  const grants = policy?.grants ?? 0
  return (
    <AlertDialog
      open={policy !== undefined}
      onOpenChange={(open) => {
        remove.reset()
        if (!open) onClose()
      }}
      title={`Delete the policy ${policy?.name ?? ''}?`}
      consequence={
        grants === 0
          ? 'No grant carries it. Its revisions and drafts go with it.'
          : `${grants} ${grants === 1 ? 'grant carries' : 'grants carry'} it and will be denied everything from then on. Its revisions and drafts go with it.`
      }
      confirm="Delete policy"
      pending={remove.isPending}
      error={remove.error?.message}
      onConfirm={() => policy && remove.mutate({ policyId: policy.id }, { onSuccess: onClose })}
    />
  )
}

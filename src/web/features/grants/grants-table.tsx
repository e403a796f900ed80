import { useState } from 'react'
import type { Grant } from '#model/grant'
import type { PolicySummary } from '#web/data/policies.ts'
import type { ServerSummary } from '#web/data/servers.ts'
import { Button } from '#web/ui/action/button.tsx'
import { Badge } from '#web/ui/display/badge.tsx'
import { useSecond } from '#web/ui/display/now.ts'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '#web/ui/display/table.tsx'
import { GrantActions } from './grant-actions.tsx'
import { GrantPolicy } from './grant-policy.tsx'

interface GrantsTableProps {
  readonly server: ServerSummary
  readonly grants: readonly Grant[]
  readonly policies: readonly PolicySummary[]
  readonly mayChange: boolean
}

export function GrantsTable({ server, grants, policies, mayChange }: GrantsTableProps) {
  const [withRevoked, setWithRevoked] = useState(false)
  const live = grants.filter((grant) => grant.revokedAt === null)
  const revoked = grants.length - live.length
  const shown = withRevoked || live.length === 0 ? grants : live
  return (
    <>
      <Table label="Grants">
        <TableHead>
          <HeadCell>Label</HeadCell>
          <HeadCell>Policy</HeadCell>
          <HeadCell className="max-[860px]:hidden">Client</HeadCell>
          <HeadCell className="max-[640px]:hidden">Last use</HeadCell>
          <HeadCell className="max-[1020px]:hidden">Expires</HeadCell>
          <HeadCell>
            <span className="sr-only">Actions</span>
          </HeadCell>
        </TableHead>
        <TableBody>
          {shown.map((grant) => (
            <GrantRow key={grant.id} {...{ server, grant, policies, mayChange }} />
          ))}
        </TableBody>
      </Table>
      {revoked > 0 && live.length > 0 && (
        <div className="px-4 py-3">
          <Button size="small" variant="quiet" onClick={() => setWithRevoked(!withRevoked)}>
            {withRevoked ? 'Hide revoked' : `Show ${numberWords(revoked)} revoked`}
          </Button>
        </div>
      )}
    </>
  )
}

interface GrantRowProps {
  readonly server: ServerSummary
  readonly grant: Grant
  readonly policies: readonly PolicySummary[]
  readonly mayChange: boolean
}

function GrantRow({ server, grant, policies, mayChange }: GrantRowProps) {
  return (
    <Row>
      <Cell className="max-w-0 min-w-32">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{grant.label}</span>
          <GrantState grant={grant} />
        </span>
        <span className="block truncate text-xs text-ink-3">
          token ends in <code>{grant.hint}</code>, minted by {grant.mintedBy.name}
        </span>
      </Cell>
      <Cell className="w-52">
        <GrantPolicy grant={grant} policies={policies} mayChange={mayChange} />
      </Cell>
      <Cell className="w-44 truncate text-ink-2 max-[860px]:hidden">{clientWords(grant)}</Cell>
      <Cell className="w-28 text-ink-2 max-[640px]:hidden">
        {grant.progress.seenAt === null ? (
          <span className="text-ink-3">never</span>
        ) : (
          <RelativeTime at={grant.progress.seenAt} tabStop={false} />
        )}
      </Cell>
      <Cell className="w-28 text-ink-2 max-[1020px]:hidden">
        {grant.expiresAt === null ? (
          <span className="text-ink-3">never</span>
        ) : (
          <RelativeTime at={grant.expiresAt} tabStop={false} />
        )}
      </Cell>
      <Cell className="w-12 text-right">
        <GrantActions server={server} grant={grant} mayChange={mayChange} />
      </Cell>
    </Row>
  )
}

function clientWords({ progress }: Grant): string {
  return [progress.clientName, progress.clientVersion].filter(Boolean).join(' ')
}

function GrantState({ grant }: { grant: Grant }) {
  const now = useSecond()
  if (grant.revokedAt !== null) return <Badge tone="deny">Revoked</Badge>
  if (grant.expiresAt !== null && grant.expiresAt <= now) return <Badge tone="limit">Expired</Badge>
  return null
}

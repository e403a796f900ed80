import type { ServerSummary } from '#web/data/servers.ts'
import { paths } from '#web/paths.ts'
import { CopyButton } from '#web/ui/action/copy-button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RiskBar, riskCountWords } from '#web/ui/display/risk-bar.tsx'
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '#web/ui/display/table.tsx'
import { HealthBadge } from './health-badge.tsx'
import { transportKindWords, transportWords } from './transport-words.ts'

interface ServersTableProps {
  readonly servers: readonly ServerSummary[]
  readonly grantCount: (server: ServerSummary) => number | undefined
}

export function ServersTable({ servers, grantCount }: ServersTableProps) {
  return (
    <Table label="Servers">
      <TableHead>
        <HeadCell>Name</HeadCell>
        <HeadCell>Health</HeadCell>
        <HeadCell className="max-[720px]:hidden">Tools</HeadCell>
        <HeadCell className="text-right max-[560px]:hidden">Grants</HeadCell>
        <HeadCell className="max-[1040px]:hidden">Gateway URL</HeadCell>
      </TableHead>
      <TableBody>
        {servers.map((server) => (
          <ServerRow key={server.id} server={server} grants={grantCount(server)} />
        ))}
      </TableBody>
    </Table>
  )
}

function ServerRow({ server, grants }: { server: ServerSummary; grants: number | undefined }) {
  return (
    <Row>
      <Cell className="max-w-0 min-w-44">
        <a href={paths.server(server.id)} className="block truncate font-medium text-ink hover:underline">
          {server.name}
        </a>
        <Where transport={server.transport} />
      </Cell>
      <Cell className="w-40">
        <HealthBadge state={server.health.state} />
        {server.health.error !== null && (
          <span className="mt-0.5 line-clamp-2 text-xs text-ink-3" title={server.health.error}>
            {server.health.error}
          </span>
        )}
      </Cell>
      <Cell className="w-64 max-[720px]:hidden">
        <ToolCounts inventory={server.inventory} />
      </Cell>
      <Cell className="w-20 text-right tabular-nums max-[560px]:hidden">
        {grants === undefined ? (
          <span className="text-ink-3">…</span>
        ) : (
          <a href={paths.grants(server.id)} className="hover:underline">
            {numberWords(grants)}
          </a>
        )}
      </Cell>
      <Cell className="w-[300px] max-[1040px]:hidden">
        <span className="flex items-center gap-1">
          <code className="max-w-[260px] truncate text-xs text-ink-2">{server.gatewayUrl}</code>
          <CopyButton text={server.gatewayUrl} label={`Copy the gateway URL of ${server.name}`} />
        </span>
      </Cell>
    </Row>
  )
}

function Where({ transport }: { transport: ServerSummary['transport'] }) {
  const words = transportWords(transport)
  if (transport.kind === 'demo') return <span className="block truncate text-sm text-ink-3">{words}</span>
  return (
    <span className="flex min-w-0 gap-1.5 text-sm text-ink-3">
      <span>{transportKindWords(transport)}</span>
      <span className="min-w-0 truncate font-mono text-xs leading-[1.6]" title={words}>
        {words}
      </span>
    </span>
  )
}

function ToolCounts({ inventory }: { inventory: ServerSummary['inventory'] }) {
  if (inventory === null) return <span className="text-ink-3">not listed yet</span>
  if (inventory.tools === 0) return <span className="text-ink-3">none</span>
  return (
    <span className="grid gap-1">
      <RiskBar counts={inventory.risks} />
      <span className="truncate text-xs text-ink-3" title={riskCountWords(inventory.risks)}>
        {riskCountWords(inventory.risks)}
      </span>
    </span>
  )
}

import { useNavigate, useSearch } from '@tanstack/react-router'
import { faultWords } from '#web/data/fault-words.ts'
import { type ServerSummary, useServers } from '#web/data/servers.ts'
import { useWorkspace } from '#web/data/workspace.ts'
import { paths } from '#web/paths.ts'
import { ButtonLink } from '#web/ui/action/button-link.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { RiskIcon, riskOrder, riskWord } from '#web/ui/display/risk-badge.tsx'
import { RiskBar } from '#web/ui/display/risk-bar.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { SearchInput } from '#web/ui/form/search-input.tsx'
import { TopBar } from '#web/ui/layout/top-bar.tsx'

/** What this workspace's own servers can do, by risk. */
export function CataloguePage() {
  const current = useWorkspace()
  return (
    <>
      <TopBar title="Catalogue" />
      {current === null ? <SkeletonRows /> : <Catalogue workspaceId={current.workspace.id} />}
    </>
  )
}

function Catalogue({ workspaceId }: { workspaceId: string }) {
  const servers = useServers(workspaceId)
  const { q = '' } = useSearch({ strict: false })
  const navigate = useNavigate()
  if (servers.isPending) return <SkeletonRows />
  if (servers.data === undefined)
    return (
      <ErrorState
        title="The catalogue could not be loaded."
        {...faultWords(servers.error)}
        onRetry={() => void servers.refetch()}
        retrying={servers.isFetching}
      />
    )
  const scanned = servers.data.filter((server) => server.inventory !== null)
  if (scanned.length === 0)
    return (
      <EmptyState
        title="Nothing is catalogued yet."
        action={
          <ButtonLink href={paths.newServer()} variant="primary">
            Add server
          </ButtonLink>
        }
      >
        The catalogue shows what each server of this workspace can do, by risk, once its tools have been
        listed.
      </EmptyState>
    )
  const found = scanned.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()))
  const tools = scanned.reduce((sum, { inventory }) => sum + (inventory?.tools ?? 0), 0)
  return (
    <div className="grid w-full max-w-[920px] gap-6 px-4 py-6">
      <p className="leading-relaxed text-ink-2">
        {numberWords(tools)} tools on {numberWords(scanned.length)}{' '}
        {scanned.length === 1 ? 'server' : 'servers'} of this workspace, each with its risk as Sallyport
        judges it.
      </p>
      <SearchInput
        label="Search servers"
        value={q}
        onChange={(event) =>
          void navigate({ href: paths.catalogue({ q: event.target.value }), replace: true })
        }
      />
      {found.length === 0 ? (
        <EmptyState title={`No server is called “${q}”.`} />
      ) : (
        <ul className="border-t border-line">
          {found.map((server) => (
            <Entry key={server.id} server={server} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Entry({ server }: { server: ServerSummary }) {
  const { inventory } = server
  if (inventory === null) return null
  return (
    <li className="grid gap-2.5 border-b border-line py-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="text-lg font-semibold">
          <a href={paths.tools(server.id)} className="hover:underline">
            {server.name}
          </a>
        </h2>
        <span className="text-sm text-ink-3">
          {numberWords(inventory.tools)} {inventory.tools === 1 ? 'tool' : 'tools'}, listed{' '}
          <RelativeTime at={inventory.discoveredAt} tabStop={false} />
        </span>
      </div>
      {inventory.tools > 0 && <RiskBar counts={inventory.risks} />}
      <ul className="flex flex-wrap gap-x-5 gap-y-1">
        {riskOrder.map((risk) => {
          const count = inventory.risks[risk] ?? 0
          if (count === 0) return null
          return (
            <li key={risk}>
              <a
                href={paths.tools(server.id, { risk })}
                className="inline-flex min-h-6 items-center gap-1.5 text-ink-2 hover:text-ink hover:underline"
              >
                <span data-tone={risk} className="text-tone">
                  <RiskIcon risk={risk} className="size-3.5" />
                </span>
                {numberWords(count)} {riskWord(risk).toLowerCase()}
              </a>
            </li>
          )
        })}
      </ul>
    </li>
  )
}

import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { faultWords } from '#web/data/fault-words.ts'
import { useGrants } from '#web/data/grants.ts'
import { usePolicies } from '#web/data/policies.ts'
import { type ServerSummary, useServer } from '#web/data/servers.ts'
import { useFollowWorkspace } from '#web/data/workspace.ts'
import { paths } from '#web/paths.ts'
import { CopyButton } from '#web/ui/action/copy-button.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { Skeleton, SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { TabLinks } from '#web/ui/layout/tab-links.tsx'
import { TabCount, tabClass } from '#web/ui/layout/tabs.tsx'
import { TopBar } from '#web/ui/layout/top-bar.tsx'
import { DiscoverButton } from './discover-button.tsx'
import { HealthBadge } from './health-badge.tsx'
import { HealthNote } from './health-note.tsx'

const parent = <a href={paths.servers()}>Servers</a>

/** The head and tabs of one server; the tabs are pages of their own and stand in the outlet. */
export function ServerLayout() {
  const { serverId = '' } = useParams({ strict: false })
  const server = useServer(serverId)
  useFollowWorkspace(server.data?.workspaceId)
  if (server.isPending)
    return (
      <>
        <TopBar parent={parent} title={<Skeleton className="w-36" />} />
        <SkeletonRows />
      </>
    )
  // A server that could be read once stays on the screen while it cannot be read again.
  if (server.data === undefined)
    return (
      <>
        <TopBar parent={parent} title="Server" />
        <ErrorState
          title="This server could not be loaded."
          {...faultWords(server.error)}
          {...(server.error?.status !== 404 && { onRetry: () => void server.refetch() })}
          retrying={server.isFetching}
        />
      </>
    )
  return (
    <div className="flex h-page flex-col">
      <TopBar
        parent={parent}
        title={server.data.name}
        status={<HealthBadge state={server.data.health.state} />}
        actions={<ServerActions server={server.data} />}
      />
      <ServerTabs server={server.data} />
      <HealthNote health={server.data.health} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <Outlet />
      </div>
    </div>
  )
}

function ServerActions({ server }: { server: ServerSummary }) {
  return (
    <>
      <span className="flex min-w-0 items-center gap-1">
        <code className="min-w-0 truncate text-xs text-ink-2 max-[1100px]:hidden">{server.gatewayUrl}</code>
        <span className="max-[1100px]:hidden">
          <CopyButton text={server.gatewayUrl} label="Copy gateway URL" />
        </span>
        <span className="min-[1101px]:hidden">
          <CopyButton text={server.gatewayUrl} label="Copy URL" showLabel variant="default" size="medium" />
        </span>
      </span>
      <DiscoverButton server={server} />
    </>
  )
}

function ServerTabs({ server }: { server: ServerSummary }) {
  const { pathname } = useLocation()
  const policies = usePolicies(server.id)
  const grants = useGrants(server.workspaceId, server.id)
  const tabs = [
    { href: paths.tools(server.id), label: 'Tools', count: server.inventory?.tools },
    { href: paths.policies(server.id), label: 'Policies', count: policies.data?.length },
    {
      href: paths.grants(server.id),
      label: 'Grants',
      count: grants.data?.filter((grant) => grant.revokedAt === null).length,
    },
    { href: paths.serverSettings(server.id), label: 'Settings', count: undefined },
  ]
  return (
    <TabLinks label={`Parts of ${server.name}`} className="shrink-0">
      {tabs.map(({ href, label, count }) => (
        <a
          key={label}
          href={href}
          className={tabClass}
          aria-current={pathname.startsWith(href) ? 'page' : undefined}
        >
          {label}
          <TabCount count={count} />
        </a>
      ))}
    </TabLinks>
  )
}

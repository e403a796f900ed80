import { useNavigate, useSearch } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { faultWords } from '#web/data/fault-words.ts'
import { useGrants } from '#web/data/grants.ts'
import { type ServerSummary, useServers } from '#web/data/servers.ts'
import { useMay, useWorkspace } from '#web/data/workspace.ts'
import { paths } from '#web/paths.ts'
import { ButtonLink } from '#web/ui/action/button-link.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { ErrorState } from '#web/ui/feedback/error-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { SearchInput } from '#web/ui/form/search-input.tsx'
import { TopBar } from '#web/ui/layout/top-bar.tsx'
import { AddDemoButton } from './add-demo-button.tsx'
import { ServersTable } from './servers-table.tsx'

export function ServersPage() {
  const current = useWorkspace()
  if (current !== null) return <Servers key={current.workspace.id} workspaceId={current.workspace.id} />
  return (
    <>
      <TopBar title="Servers" />
      <SkeletonRows />
    </>
  )
}

function Servers({ workspaceId }: { workspaceId: string }) {
  const servers = useServers(workspaceId)
  const mayAdd = useMay('servers')
  // While there is none, the empty page itself holds the one thing to do.
  const add = mayAdd && (servers.data?.length ?? 0) > 0 && (
    <ButtonLink href={paths.newServer()} variant="primary" icon={<Plus aria-hidden />}>
      Add server
    </ButtonLink>
  )
  return (
    <>
      <TopBar title="Servers" actions={add} />
      <ServerList workspaceId={workspaceId} servers={servers} mayAdd={mayAdd} />
    </>
  )
}

interface ServerListProps {
  readonly workspaceId: string
  readonly servers: ReturnType<typeof useServers>
  readonly mayAdd: boolean
}

function ServerList({ workspaceId, servers, mayAdd }: ServerListProps) {
  const grants = useGrants(workspaceId)
  if (servers.isPending) return <SkeletonRows />
  if (servers.isError)
    return (
      <ErrorState
        title="The servers could not be loaded."
        {...faultWords(servers.error)}
        onRetry={() => void servers.refetch()}
        retrying={servers.isFetching}
      />
    )
  if (servers.data.length === 0) return <NoServers workspaceId={workspaceId} mayAdd={mayAdd} />
  const grantCount = (server: ServerSummary) =>
    grants.data?.filter((grant) => grant.serverId === server.id && grant.revokedAt === null).length
  return <FoundServers servers={servers.data} grantCount={grantCount} />
}

/** A list that can be read at a glance needs no search. */
const glance = 8

function FoundServers({
  servers,
  grantCount,
}: {
  servers: readonly ServerSummary[]
  grantCount: (server: ServerSummary) => number | undefined
}) {
  const { q = '' } = useSearch({ strict: false })
  const navigate = useNavigate()
  const words = q.toLowerCase()
  const found = servers.filter(({ name, slug }) => `${name} ${slug}`.toLowerCase().includes(words))
  return (
    <>
      {servers.length > glance && (
        <div className="border-b border-line px-4 py-2">
          <SearchInput
            label="Search servers"
            value={q}
            onChange={(event) =>
              void navigate({ href: paths.servers({ q: event.target.value }), replace: true })
            }
          />
        </div>
      )}
      {found.length === 0 ? (
        <EmptyState title={`No server is called “${q}”.`} />
      ) : (
        <ServersTable servers={found} grantCount={grantCount} />
      )}
    </>
  )
}

function NoServers({ workspaceId, mayAdd }: { workspaceId: string; mayAdd: boolean }) {
  if (!mayAdd)
    return (
      <EmptyState title="No server yet.">
        An admin or a policy manager of this workspace can add one.
      </EmptyState>
    )
  return (
    <EmptyState
      title="No server yet."
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <ButtonLink href={paths.newServer()} variant="primary" icon={<Plus aria-hidden />}>
            Add server
          </ButtonLink>
          <AddDemoButton workspaceId={workspaceId} />
        </div>
      }
    >
      Register an MCP server, and agents reach it through a policy. The built-in demo server has one tool of
      each risk and works offline.
    </EmptyState>
  )
}

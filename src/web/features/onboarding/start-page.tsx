import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ComponentType, useEffect, useRef } from 'react'
import type { Grant } from '#model/grant'
import { useGrant } from '#web/data/grants.ts'
import { usePolicies } from '#web/data/policies.ts'
import { type ServerSummary, useServer } from '#web/data/servers.ts'
import { useMay, useWorkspace } from '#web/data/workspace.ts'
import { paths, type StartSearch } from '#web/paths.ts'
import { ButtonLink } from '#web/ui/action/button-link.tsx'
import { EmptyState } from '#web/ui/feedback/empty-state.tsx'
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx'
import { PageBody, PageHeader } from '#web/ui/layout/page-header.tsx'
import { ConnectStep } from './connect-step.tsx'
import { PolicyStep } from './policy-step.tsx'
import { ServerStep } from './server-step.tsx'
import { Step } from './step.tsx'
import { WatchStep } from './watch-step.tsx'

/** What the page is made of that belongs to other features; the routes put them together. */
export interface StartParts {
  AddServer: ComponentType<{ workspaceId: string; onRegistered: (server: ServerSummary) => void }>
  Connect: ComponentType<{ server: ServerSummary; grant: Grant; token: string | null }>
  Lights: ComponentType<{ grant: Grant; since: number }>
}

/** Server → policy → client → the first enforced call, on one page that can be left and come back to. */
export function StartPage(parts: StartParts) {
  const current = useWorkspace()
  const mayAll = [useMay('servers'), useMay('policies'), useMay('grants')].every(Boolean)
  return (
    <PageBody className="max-w-[760px]!">
      <PageHeader title="Get started" actions={<ButtonLink href={paths.servers()}>Skip for now</ButtonLink>}>
        Four steps to a first call that a policy decides.
      </PageHeader>
      {current === null && <SkeletonRows rows={4} />}
      {current !== null && !mayAll && (
        <EmptyState title="There is nothing to set up for you.">
          An admin or a policy manager of {current.workspace.name} connects servers and clients.
        </EmptyState>
      )}
      {current !== null && mayAll && <Steps workspaceId={current.workspace.id} {...parts} />}
    </PageBody>
  )
}

function Steps({ workspaceId, AddServer, Connect, Lights }: StartParts & { workspaceId: string }) {
  const { search, go: follow } = useStartSearch()
  const server = useServer(search.server ?? '', search.server !== undefined).data
  const enforced = usePolicies(search.server ?? '', search.server !== undefined).data?.find(
    (policy) => policy.enforced !== null && (search.policy === undefined || policy.id === search.policy),
  )
  const grant = useGrant(search.grant ?? '', { enabled: search.grant !== undefined }).data
  const { list, act } = useFocusOnNext([server, enforced, grant].filter((part) => part !== undefined).length)
  const go = (next: StartSearch) => {
    act()
    follow(next)
  }
  const connected = server !== undefined && enforced !== undefined && grant !== undefined
  return (
    <ol ref={list} className="grid gap-8">
      <ServerStep
        workspaceId={workspaceId}
        server={server}
        loading={search.server !== undefined && server === undefined}
        AddServer={AddServer}
        onServer={(chosen) => go({ server: chosen?.id })}
      />
      {server === undefined ? (
        <Step number={2} title="Choose what agents may do" state="waiting" />
      ) : (
        <PolicyStep
          key={server.id}
          server={server}
          enforced={enforced}
          onEnforced={(policy) => go({ ...search, policy: policy.id })}
        />
      )}
      {server === undefined || enforced === undefined ? (
        <Step number={3} title="Connect a client" state="waiting" />
      ) : (
        <ConnectStep
          server={server}
          policy={enforced}
          grant={grant}
          Connect={Connect}
          onGrant={(minted) => go({ ...search, policy: enforced.id, grant: minted.id })}
        />
      )}
      {connected ? (
        <WatchStep server={server} policy={enforced} grant={grant} Lights={Lights} />
      ) : (
        <Step number={4} title="Watch the first call" state="waiting" />
      )}
    </ol>
  )
}

/** The button that was pressed is gone with its step, so focus goes to the heading of the next one. */
function useFocusOnNext(done: number) {
  const list = useRef<HTMLOListElement>(null)
  const acted = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: one step more is done when the count changes
  useEffect(() => {
    if (!acted.current || document.activeElement !== document.body) return
    acted.current = false
    list.current?.querySelector<HTMLElement>('[aria-current=step] h2')?.focus()
  }, [done])
  const act = () => {
    acted.current = true
  }
  return { list, act }
}

/** How far one has come, kept in the URL: reload, come back tomorrow, or send it to oneself. */
function useStartSearch() {
  const { server, policy, grant } = useSearch({ strict: false })
  const navigate = useNavigate()
  const search: StartSearch = { server, policy, grant }
  const go = (next: StartSearch) => void navigate({ href: paths.start(next), replace: true })
  return { search, go }
}

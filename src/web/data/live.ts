import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { ApprovalCard } from '#contract/approvals'
import { type LiveEvent, live } from '#contract/live'
import type { Approval } from '#model/approval'
import { unreachable } from '#std/invariant'
import { showLiveCalls } from './activity.ts'
import { ApiFault } from './api-fault.ts'
import { stream } from './client.ts'
import { keys } from './keys.ts'
import { showEditor } from './presence.ts'
import { untilVisible, whileSeen } from './visibility.ts'

/** connecting: not yet. open: what is on the screen is what is. down: it may be older, and the line is tried again. */
export type LiveState = 'connecting' | 'open' | 'down'

const firstPause = 500
const longestPause = 30_000
/**
 * A browser keeps six connections to one origin over HTTP/1.1, and a line takes one of them: tabs that nobody looks at
 * give theirs up, and only count what waits for a person, which stands in their title.
 */
const hiddenLong = 60_000
const hiddenCount = 30_000

/**
 * Keeps one line open to a workspace's events and turns each into changes of the cache; the shell mounts it once.
 * Over fetch instead of EventSource, which hides the status and so could not tell an ended session from an outage.
 */
export function useLive(workspaceId: string | undefined): void {
  const client = useQueryClient()
  useEffect(() => {
    if (workspaceId === undefined) return
    const stop = new AbortController()
    void listen(client, workspaceId, stop.signal)
    return () => stop.abort()
  }, [client, workspaceId])
}

export function useLiveState(workspaceId: string): LiveState {
  return (
    useQuery<LiveState>({
      queryKey: keys.live(workspaceId),
      queryFn: () => 'connecting',
      enabled: false,
      staleTime: Number.POSITIVE_INFINITY,
    }).data ?? 'connecting'
  )
}

async function listen(client: QueryClient, workspaceId: string, signal: AbortSignal): Promise<void> {
  const tell = (state: LiveState) => client.setQueryData(keys.live(workspaceId), state)
  const countApprovals = () => void client.invalidateQueries({ queryKey: keys.approvals(workspaceId) })
  let failures = 0
  for (let round = 0; !signal.aborted; round += 1) {
    await untilVisible(signal, { every: hiddenCount, run: countApprovals })
    const line = whileSeen(signal, hiddenLong)
    try {
      await stream(
        live.events,
        { params: { workspaceId }, signal: line.signal },
        (event) => showEvent(client, workspaceId, event),
        () => {
          failures = 0
          tell('open')
          // What happened while nobody listened was told to nobody.
          if (round > 0) refresh(client, workspaceId)
        },
      )
    } catch (thrown) {
      if (!(thrown instanceof ApiFault) && !line.signal.aborted) throw thrown
      if (thrown instanceof ApiFault && thrown.code === 'unauthenticated') {
        client.setQueryData(keys.me, null)
        return
      }
    } finally {
      line.end()
    }
    if (signal.aborted) return
    // Given up because nobody looks: the next round waits for someone who does.
    if (line.signal.aborted) {
      tell('connecting')
      continue
    }
    tell('down')
    await pause(failures, signal)
    failures += 1
  }
}

/** Doubles up to half a minute, a random share off so that not every tab comes back at once; going online cuts it short. */
function pause(failures: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(longestPause, firstPause * 2 ** failures) * (0.5 + Math.random() / 2)
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    window.addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}

/** Everything that live events keep fresh is asked for again. */
function refresh(client: QueryClient, workspaceId: string): void {
  const stale = [
    keys.servers(workspaceId),
    keys.grants(workspaceId),
    keys.approvals(workspaceId),
    keys.activity(workspaceId),
    ['server'],
    ['inventory'],
    ['policies'],
    ['policy'],
    ['grant'],
    ['approval'],
  ]
  for (const queryKey of stale) void client.invalidateQueries({ queryKey })
}

/** What an event changes in the cache. */
export function showEvent(client: QueryClient, workspaceId: string, event: LiveEvent): void {
  const stale = (queryKey: readonly unknown[], exact = false) =>
    void client.invalidateQueries({ queryKey, exact })
  if ('serverId' in event && client.isMutating({ mutationKey: keys.deletion(event.serverId) }) > 0) return
  switch (event.kind) {
    case 'server':
      stale(keys.servers(workspaceId))
      stale(keys.server(event.serverId))
      return
    case 'inventory':
      stale(keys.servers(workspaceId))
      stale(keys.server(event.serverId))
      stale(keys.inventory(event.serverId))
      stale(keys.dispatchers(event.serverId))
      return
    case 'policy':
      stale(keys.policies(event.serverId))
      stale(keys.policy(event.policyId))
      stale(keys.revisions(event.policyId), true)
      return
    case 'grant':
      stale(keys.grants(workspaceId))
      stale(keys.grant(event.grantId))
      stale(keys.policies(event.serverId))
      return
    case 'progress':
      stale(keys.grants(workspaceId))
      stale(keys.grant(event.grantId))
      return
    case 'approval':
      showApproval(client, workspaceId, event.approval)
      return
    case 'presence':
      showEditor(client, event, Date.now())
      return
    case 'activity':
      showLiveCalls(client, workspaceId, event.calls)
      return
    default:
      unreachable(event)
  }
}

/** Cards on the screen change at once; who may decide and the track record come with the next answer. */
function showApproval(client: QueryClient, workspaceId: string, approval: Approval): void {
  client.setQueryData<ApprovalCard>(keys.approval(approval.id), (card) => card && { ...card, ...approval })
  void client.invalidateQueries({ queryKey: keys.approvals(workspaceId) })
  void client.invalidateQueries({ queryKey: keys.approval(approval.id) })
}

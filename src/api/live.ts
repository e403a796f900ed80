import { type LiveEvent, live } from '#contract/live'
import type { UserId, WorkspaceId } from '#model/id'
import { unreachable } from '#std/invariant'
import { ok } from '#std/result'
import type { Change, Storage } from '#storage'
import { type Served, serve } from './handle.ts'
import type { Circumstances, Streaming, User } from './http/asked.ts'

export interface LiveParts {
  readonly storage: Storage
  readonly userOf: (headers: Headers) => Promise<User | undefined>
}

/** How often it is asked whether the reader may still read. */
export const recheckMs = 5_000

/** What happens in a workspace, as it happens. */
export function serveLive(parts: LiveParts): readonly Served[] {
  return serve(live, {
    events: async ({ workspace, user, headers }) =>
      ok(telling(parts, { workspaceId: workspace.id, userId: user.id, headers })),
  })
}

interface Reader extends Pick<Circumstances, 'headers'> {
  readonly workspaceId: WorkspaceId
  readonly userId: UserId
}

/**
 * THREAT: a stream outlives the moment its reader was let in. It ends when the session does or the membership, within
 * seconds; the change of another workspace is never looked at.
 */
function telling({ storage, userOf }: LiveParts, reader: Reader): Streaming<LiveEvent> {
  return (tell, gone) =>
    new Promise((resolve, reject) => {
      const unsubscribe = storage.changes.subscribe((change) => {
        if (change.workspaceId === reader.workspaceId) tell(eventOf(change))
      })
      const mayRead = async () => {
        const user = await userOf(reader.headers)
        if (user?.id !== reader.userId) return false
        return (await storage.workspaces.memberOf(user.id, reader.workspaceId)) !== undefined
      }
      const recheck = setInterval(() => {
        mayRead().then((may) => may || end(), fail)
      }, recheckMs)
      const stop = () => {
        clearInterval(recheck)
        unsubscribe()
      }
      const end = () => {
        stop()
        resolve()
      }
      const fail = (thrown: unknown) => {
        stop()
        reject(thrown)
      }
      gone.addEventListener('abort', end, { once: true })
      if (gone.aborted) end()
    })
}

/** Of a change only what the contract names goes out. */
function eventOf(change: Change): LiveEvent {
  switch (change.kind) {
    case 'server':
    case 'inventory':
      return { kind: change.kind, serverId: change.serverId }
    case 'policy':
      return { kind: 'policy', serverId: change.serverId, policyId: change.policyId }
    case 'grant':
    case 'progress':
      return { kind: change.kind, serverId: change.serverId, grantId: change.grantId }
    case 'approval':
      return { kind: 'approval', approval: change.approval }
    case 'activity':
      return { kind: 'activity', calls: [...change.calls] }
    default:
      return unreachable(change)
  }
}

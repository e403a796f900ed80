import { type LiveEvent, live } from '#contract/live'
import type { UserId, WorkspaceId } from '#model/id'
import { unreachable } from '#std/invariant'
import { fail, ok } from '#std/result'
import type { Change, Storage } from '#storage'
import { type Served, serve } from './handle.ts'
import type { Circumstances, Streaming, User } from './http/asked.ts'
import { tooMany } from './http/faults.ts'
import type { Presence } from './policies/presence.ts'

export interface LiveParts {
  readonly storage: Storage
  readonly userOf: (headers: Headers) => Promise<User | undefined>
  readonly presence: Presence
}

/** How often it is asked whether the reader may still read. */
export const recheckMs = 5_000

/** THREAT: each stream costs memory and a look every few seconds; more than this is no person with many tabs. */
export const streamsPerUser = 24

const tooManyStreams = tooMany(10_000, 'Sallyport is open in too many tabs. Close some of them.')

/** What happens in a workspace, as it happens. */
export function serveLive(parts: LiveParts): readonly Served[] {
  const open = new Map<UserId, number>()
  return serve(live, {
    async events({ workspace, user, headers }) {
      if ((open.get(user.id) ?? 0) >= streamsPerUser) return fail(tooManyStreams)
      const told = telling(parts, { workspaceId: workspace.id, userId: user.id, headers })
      // Counted while it runs: a stream that is refused or never begun takes no place.
      return ok(async (tell, gone) => {
        open.set(user.id, (open.get(user.id) ?? 0) + 1)
        try {
          await told(tell, gone)
        } finally {
          const left = (open.get(user.id) ?? 1) - 1
          if (left === 0) open.delete(user.id)
          else open.set(user.id, left)
        }
      })
    },
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
function telling({ storage, userOf, presence }: LiveParts, reader: Reader): Streaming<LiveEvent> {
  return (tell, gone) =>
    new Promise((resolve, reject) => {
      const unsubscribe = storage.changes.subscribe((change) => {
        if (change.workspaceId === reader.workspaceId) tell(eventOf(change))
      })
      const unsubscribePresence = presence.subscribe(({ workspaceId, ...editor }) => {
        if (workspaceId === reader.workspaceId) tell({ kind: 'presence', ...editor })
      })
      // On a clock and not at each event: events must not wait for the database, nor overtake each other.
      const mayRead = async () => {
        const user = await userOf(reader.headers)
        if (user?.id !== reader.userId) return false
        return (await storage.workspaces.memberOf(user.id, reader.workspaceId)) !== undefined
      }
      const recheck = setInterval(() => {
        mayRead().then((may) => may || end(), broke)
      }, recheckMs)
      const stop = () => {
        clearInterval(recheck)
        unsubscribe()
        unsubscribePresence()
      }
      const end = () => {
        stop()
        resolve()
      }
      const broke = (thrown: unknown) => {
        stop()
        reject(thrown)
      }
      gone.addEventListener('abort', end, { once: true })
      // Gone already: no event will say so again.
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

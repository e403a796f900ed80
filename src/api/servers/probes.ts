import type { Discovered } from '#model/discovery'
import type { UserId, WorkspaceId } from '#model/id'
import type { TransportInput } from '#model/server'
import type { Clock } from '#platform/clock'
import { digestOf, newId } from '#platform/id'

/** What a successful probe found, kept for a while so that registering does not ask the server again. */
export interface Probes {
  keep(probe: { for: ProbeOwner; transport: TransportInput; discovered: Discovered }): string
  /** Undefined = never was, not theirs, of another address, or too long ago. */
  find(id: string, owner: ProbeOwner, transport: TransportInput): Discovered | undefined
  forget(id: string): void
}

export interface ProbeOwner {
  readonly userId: UserId
  readonly workspaceId: WorkspaceId
}

interface Kept {
  /** User, workspace and address, as one digest: secrets are not kept for it. */
  readonly key: string
  readonly discovered: Discovered
  readonly until: number
}

const keptMs = 10 * 60_000
/** An inventory may be 2 MB; the oldest makes room. */
const most = 32

export function createProbes(clock: Clock): Probes {
  const kept = new Map<string, Kept>()
  const prune = () => {
    for (const [id, probe] of kept) if (probe.until <= clock.now() || kept.size > most) kept.delete(id)
  }
  return {
    keep({ for: owner, transport, discovered }) {
      const id = newId('probe', clock)
      kept.set(id, { key: keyOf(owner, transport), discovered, until: clock.now() + keptMs })
      prune()
      return id
    },
    find(id, owner, transport) {
      prune()
      const probe = kept.get(id)
      return probe?.key === keyOf(owner, transport) ? probe.discovered : undefined
    },
    forget: (id) => void kept.delete(id),
  }
}

function keyOf(owner: ProbeOwner, transport: TransportInput): string {
  return digestOf([owner.userId, owner.workspaceId, JSON.stringify(transport)])
}

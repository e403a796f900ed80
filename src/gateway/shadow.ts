import type { ShadowVerdict } from '#model/activity'
import type { Log } from '#platform/log'
import { memoryCounters, type PastReservation, type Reservation } from '#policy'
import type { CallExchange } from './call-exchange.ts'
import { judgeBy } from './decide.ts'

/** What became of a call: sent upstream, put before a person, or ended here. */
export type Fate = 'forwarded' | 'held' | 'ended'

/** What the shadow revision would have said, and what it has counted. */
export interface Shadowed {
  readonly verdict: ShadowVerdict
  readonly reservations: readonly Reservation[]
}

/** Computes the shadow revision of a policy beside the enforced one. INVARIANT: it decides nothing, not even by failing. */
export class Shadow {
  readonly #log: Log
  /** Counters of their own: what is tried out takes no room from what is enforced. */
  readonly #counters = memoryCounters()

  constructor({ log }: { log: Log }) {
    this.#log = log
  }

  judge(exchange: CallExchange, now: number, fate: Fate): Shadowed | undefined {
    const { grant, server } = exchange.caller
    const policy = grant.policyId === null ? undefined : server.shadows.get(grant.policyId)
    if (policy === undefined) return undefined
    const { revision } = policy
    try {
      const verdict = judgeBy(policy, exchange, { counts: this.#counters, now })
      if (verdict.kind === 'invalid') return undefined
      if (verdict.kind === 'unknown')
        return { verdict: { revision, outcome: 'hide', rule: '(unknown tool)' }, reservations: [] }
      const { outcome, rule, reservations } = verdict.decision
      const isCounted =
        fate === 'forwarded' ? reservations.length > 0 : outcome === 'allow' && fate === 'ended'
      const counted = isCounted && this.#counters.reserve(reservations, now) === undefined ? reservations : []
      return { verdict: { revision, outcome, rule, ...noted(counted) }, reservations: counted }
    } catch (error) {
      this.#log.error({ err: error, policyId: policy.id, revision }, 'a shadow revision failed')
      return undefined
    }
  }

  /** Counts what the log remembers of it from before this process. */
  restore(past: readonly PastReservation[], now: number): void {
    this.#counters.restore(past, now)
  }

  /** The call never reached the server. */
  giveBack(shadowed: Shadowed | undefined, at: number): void {
    if (shadowed !== undefined) this.#counters.giveBack(shadowed.reservations, at)
  }
}

/** As the record has it; most calls take nothing, and their rows stay short. */
function noted(reservations: readonly Reservation[]): Pick<ShadowVerdict, 'reservations'> {
  if (reservations.length === 0) return {}
  return {
    reservations: reservations.map(({ key, windowMs, amount }) => ({ key, window: windowMs, amount })),
  }
}

/** What the record says of a call that never reached the server: it took nothing. */
export function uncounted(verdict: ShadowVerdict | null): ShadowVerdict | null {
  if (verdict?.reservations === undefined) return verdict
  const { reservations: _, ...rest } = verdict
  return rest
}

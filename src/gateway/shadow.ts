import type { ShadowVerdict } from '#model/activity'
import type { Log } from '#platform/log'
import { memoryCounters, type Reservation } from '#policy'
import type { CallExchange } from './calls.ts'
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
  /** Counters of their own: what is tried out takes no room from what is enforced. They begin anew with the process. */
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
      return { verdict: { revision, outcome, rule }, reservations: counted }
    } catch (error) {
      this.#log.error({ err: error, policyId: policy.id, revision }, 'a shadow revision failed')
      return undefined
    }
  }

  /** The call never reached the server. */
  giveBack(shadowed: Shadowed | undefined, at: number): void {
    if (shadowed !== undefined) this.#counters.giveBack(shadowed.reservations, at)
  }
}

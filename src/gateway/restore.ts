import type { Call } from '#model/activity'
import type { Clock } from '#platform/clock'
import type { Counters, PastReservation } from '#policy'
import type { Storage } from '#storage'
import type { Recorder } from './record.ts'
import type { Shadow } from './shadow.ts'
import type { EnforcedServer } from './snapshot.ts'

const named: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 }
const leastMs = 86_400_000

/** The counters as the log remembers them: a restart neither forgets a call nor counts it twice. */
export class Restorer {
  readonly #storage: Storage
  readonly #counters: Counters
  readonly #shadow: Shadow
  readonly #clock: Clock
  #from: number

  constructor(needs: { storage: Storage; counters: Counters; shadow: Shadow; clock: Clock }) {
    this.#storage = needs.storage
    this.#counters = needs.counters
    this.#shadow = needs.shadow
    this.#clock = needs.clock
    this.#from = needs.clock.now()
  }

  /**
   * Calls that were on their way when the last process ended are recorded with an unknown end, and those that a person
   * had approved are for a person to settle. INVARIANT: before the counters are read, since these took from them too.
   */
  async recover(recorder: Recorder): Promise<void> {
    for (const call of await recorder.recover()) {
      if (call.approvalId === null || call.upstream !== 'unknown') continue
      const step = { from: ['executed'], to: 'outcome_unknown', at: this.#clock.now() } as const
      await this.#storage.approvals.transition(call.approvalId, step)
    }
  }

  /** Counts what was reserved before this process, as far back as the longest window in force looks. */
  async count(servers: Iterable<EnforcedServer>): Promise<void> {
    let longest = leastMs
    for (const server of servers) longest = Math.max(longest, longestWindow(server))
    // A slot more than the window: the running one counts besides.
    const from = this.#clock.now() - Math.ceil((longest * 62) / 60)
    if (from >= this.#from) return
    const until = this.#from
    this.#from = from
    const { activity } = this.#storage
    const since = Math.max(0, from)
    this.#counters.restore(pastOf(await activity.reservationsSince(since), until), this.#clock.now())
    this.#shadow.restore(pastOf(await activity.shadowReservationsSince(since), until), this.#clock.now())
  }
}

function pastOf(rows: readonly Pick<Call, 'at' | 'reservations'>[], until: number): PastReservation[] {
  return rows
    .filter(({ at }) => at < until)
    .flatMap(({ at, reservations }) =>
      reservations.map(({ key, window, amount }) => ({ key, windowMs: window, amount, at })),
    )
}

function longestWindow({ policies, shadows }: EnforcedServer): number {
  let longest = 0
  for (const { compiled } of [...policies.values(), ...shadows.values()]) {
    const { all_tools, tools, risk } = compiled.document
    const rules = [...Object.values(tools ?? {}), ...Object.values(risk ?? {})]
    const limits = [...(all_tools?.limits ?? []), ...rules.flatMap((rule) => rule?.limits ?? [])]
    const rates = rules.map((rule) => rule?.rate_limit?.window ?? 0)
    const windows = limits.map(({ window }) => (typeof window === 'number' ? window : (named[window] ?? 0)))
    longest = Math.max(longest, ...windows, ...rates)
  }
  return longest * 1000
}

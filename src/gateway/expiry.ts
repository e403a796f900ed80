import type { Clock } from '#platform/clock'
import type { Snapshot } from './snapshot.ts'

/** Timers take no longer than 2^31 ms; a long wait is made of shorter ones. */
const longestMs = 3_600_000

/** Wakes when a grant expires: what was opened under it ends as it would on revocation. */
export class Expiry {
  readonly #snapshot: Snapshot
  readonly #clock: Clock
  readonly #onExpired: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(needs: { snapshot: Snapshot; clock: Clock; onExpired: () => void }) {
    this.#snapshot = needs.snapshot
    this.#clock = needs.clock
    this.#onExpired = needs.onExpired
  }

  /** To be called whenever grants may have changed. */
  arm(): void {
    clearTimeout(this.#timer)
    const now = this.#clock.now()
    const next = this.#snapshot.nextExpiry(now)
    if (next === Number.POSITIVE_INFINITY) return
    this.#timer = setTimeout(
      () => {
        // INVARIANT: in this order, or what expires in between would be seen by neither.
        this.arm()
        this.#onExpired()
      },
      Math.min(longestMs, next - now),
    )
    this.#timer.unref()
  }

  close(): void {
    clearTimeout(this.#timer)
  }
}

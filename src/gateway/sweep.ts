import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Activity } from '#storage'

const dayMs = 86_400_000

/** Deletes the values of calls that are older than they are to be kept: in parts, and calls are served in between. */
export class Sweep {
  readonly #activity: Activity
  readonly #clock: Clock
  readonly #log: Log
  readonly #days: number
  #running: Promise<void> | undefined

  constructor(needs: { activity: Activity; clock: Clock; log: Log; days: number }) {
    this.#activity = needs.activity
    this.#clock = needs.clock
    this.#log = needs.log
    this.#days = needs.days
  }

  run(): Promise<void> {
    this.#running ??= this.#sweep()
      .catch((error: unknown) => this.#log.error({ err: error }, 'old values could not be deleted'))
      .finally(() => {
        this.#running = undefined
      })
    return this.#running
  }

  /** Nothing of it is under way any more. */
  async done(): Promise<void> {
    await this.#running
  }

  async #sweep(): Promise<void> {
    // With 0 nothing is kept, also of what was kept before that was said.
    const before = this.#days === 0 ? Number.MAX_SAFE_INTEGER : this.#clock.now() - this.#days * dayMs
    while (await this.#activity.forgetValues(before)) await new Promise((resolve) => setImmediate(resolve))
  }
}

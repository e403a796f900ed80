import type { ClientProgress } from '#model/grant'
import type { GrantId } from '#model/id'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Grants } from '#storage'

type Step = 'seenAt' | 'initializedAt' | 'listedAt' | 'calledAt'

const gatherMs = 200
/** A step that was told is told again only after this long: it says when, not how often. */
const repeatMs = 10_000

/** How far each client has come, told to storage now and then and never on the way of a call. */
export class Progress {
  readonly #grants: Grants
  readonly #clock: Clock
  readonly #log: Log
  readonly #told = new Map<GrantId, Partial<Record<Step, number>>>()
  #pending = new Map<GrantId, Partial<ClientProgress>>()
  #timer: NodeJS.Timeout | undefined

  constructor(needs: { grants: Grants; clock: Clock; log: Log }) {
    this.#grants = needs.grants
    this.#clock = needs.clock
    this.#log = needs.log
  }

  note(id: GrantId, step: Step, more: Partial<ClientProgress> | undefined = undefined): void {
    const now = this.#clock.now()
    let told = this.#told.get(id)
    if (told === undefined) {
      told = {}
      this.#told.set(id, told)
    }
    if (more === undefined && now - (told[step] ?? 0) < repeatMs) return
    told[step] = now
    this.#pending.set(id, { ...this.#pending.get(id), ...more, [step]: now })
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.flush()
    }, gatherMs)
  }

  async flush(): Promise<void> {
    const pending = this.#pending
    this.#pending = new Map()
    for (const [id, progress] of pending) {
      try {
        await this.#grants.progress(id, progress)
      } catch (error) {
        // It is a light on a screen, not a record: lost is better than late.
        this.#log.warn({ err: error, grantId: id }, 'the progress of a client could not be stored')
      }
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.flush()
  }
}

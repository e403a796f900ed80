import type { ClientProgress } from '#model/grant'
import type { GrantId } from '#model/id'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Grants } from '#storage'
import type { Introduction } from './introduction.ts'

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
  readonly #introduced = new Map<GrantId, Introduction>()
  #pending = new Map<GrantId, Partial<ClientProgress>>()
  #timer: NodeJS.Timeout | undefined

  constructor(needs: { grants: Grants; clock: Clock; log: Log }) {
    this.#grants = needs.grants
    this.#clock = needs.clock
    this.#log = needs.log
  }

  note(id: GrantId, step: Step): void {
    const now = this.#clock.now()
    let told = this.#told.get(id)
    if (told === undefined) {
      told = {}
      this.#told.set(id, told)
    }
    if (now - (told[step] ?? 0) < repeatMs) return
    told[step] = now
    this.#gather(id, { [step]: now })
  }

  /** A client said who it is. Where it says so with each request, only what is new is told at once. */
  introduce(id: GrantId, introduction: Introduction): void {
    const before = this.#introduced.get(id)
    this.#introduced.set(id, introduction)
    if (before !== undefined && isSame(before, introduction)) this.note(id, 'initializedAt')
    else this.#gather(id, { ...introduction, initializedAt: this.#clock.now() })
  }

  /** The name that was said last with this grant. Where the server keeps no sessions, nothing else tells. */
  nameOf(id: GrantId): string | undefined {
    return this.#introduced.get(id)?.clientName ?? undefined
  }

  #gather(id: GrantId, progress: Partial<ClientProgress>): void {
    this.#pending.set(id, { ...this.#pending.get(id), ...progress })
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

function isSame(one: Introduction, other: Introduction): boolean {
  return (
    one.clientName === other.clientName &&
    one.clientVersion === other.clientVersion &&
    one.protocolVersion === other.protocolVersion
  )
}

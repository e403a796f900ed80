import type { Call } from '#model/activity'
import type { CallId } from '#model/id'
import type { KeptValues } from '#model/recorded-call'
import type { Journal } from '#platform/journal'
import type { Log } from '#platform/log'
import type { Activity } from '#storage'
import type { Values } from './call-values.ts'
import { callIn, lineOf } from './journal-line.ts'

const batch = 1_000
const retryMs = 1_000
/** Values that wait to be written hold at most about so many letters; beyond, calls are recorded without. */
const mostLetters = 16 * 1024 * 1024

/** A call that waits to be written. */
interface Waiting {
  readonly call: Call
  readonly values: Values | undefined
}

/** Writes calls down: each in the journal before it acts, then in storage, many in one commit. */
export class Recorder {
  readonly #activity: Activity
  readonly #journal: Journal
  readonly #log: Log
  readonly #queueSize: number
  readonly #everyMs: number
  #queue: Waiting[] = []
  #letters = 0
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #waiting: (() => void)[] = []
  #isLost = false

  constructor(needs: { activity: Activity; journal: Journal; log: Log; queueSize: number; everyMs: number }) {
    this.#activity = needs.activity
    this.#journal = needs.journal
    this.#log = needs.log
    this.#queueSize = needs.queueSize
    this.#everyMs = needs.everyMs
  }

  /** Storage takes nothing at the moment: calls must be refused rather than go unrecorded. */
  get isLost(): boolean {
    return this.#isLost
  }

  /** Undefined when there is room, else what to wait for. */
  room(): Promise<void> | undefined {
    if (this.#queue.length < this.#queueSize) return undefined
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /**
   * Says what is about to happen, with what it takes from the counters. INVARIANT: it is written before the call leaves,
   * or a crash could forget that it ever left.
   */
  intend(call: Call): void {
    this.#journal.write(call.id, lineOf(call))
  }

  /** The same by one write with all the others of this moment: the call may leave when it resolves, or at once. */
  intended(call: Call): Promise<void> | undefined {
    return this.#journal.writeSoon(call.id, lineOf(call))
  }

  /** A call as it ended; it may come again, better known, under the same id. Its values go to storage and nowhere else. */
  add(call: Call, values?: Values): void {
    const isTooMuch = values !== undefined && this.#letters + values.letters > mostLetters
    if (!isTooMuch) this.#letters += values?.letters ?? 0
    this.#queue.push({ call, values: isTooMuch ? undefined : values })
    this.#timer ??= setTimeout(() => this.#onTimer(), this.#everyMs)
  }

  /** Everything added so far is in storage when it resolves, unless storage is lost. */
  async flush(): Promise<void> {
    while (this.#running !== undefined) await this.#running
    if (this.#queue.length === 0) return
    this.#running = this.#write().finally(() => {
      this.#running = undefined
    })
    await this.#running
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.flush()
  }

  /** Calls that earlier runs wrote down and of which storage knows nothing; the rest are only crossed off. */
  async recover(): Promise<Call[]> {
    const lost: Call[] = []
    for (const entry of this.#journal.recovered) {
      const call = callIn(entry)
      if (call === undefined) this.#log.error(entry, 'a line of the journal cannot be read')
      else if ((await this.#activity.get(call.id)) === undefined) lost.push(call)
    }
    if (lost.length > 0) await this.#activity.append(lost)
    this.#journal.settle(this.#journal.recovered.map(({ id }) => id))
    return lost
  }

  #onTimer(): void {
    this.#timer = undefined
    void this.flush()
  }

  async #write(): Promise<void> {
    while (this.#queue.length > 0) {
      const waiting = this.#queue.slice(0, batch)
      const calls = waiting.map(({ call }) => call)
      try {
        await this.#activity.append(calls, madeValues(waiting))
      } catch (error) {
        this.#lose(error)
        return
      }
      this.#isLost = false
      this.#queue = this.#queue.slice(waiting.length)
      for (const { values } of waiting) this.#letters -= values?.letters ?? 0
      this.#journal.settle(calls.map((call) => call.id))
      for (const resolve of this.#waiting.splice(0)) resolve()
    }
  }

  #lose(error: unknown): void {
    if (!this.#isLost) this.#log.error({ err: error }, 'calls cannot be recorded; further calls are refused')
    this.#isLost = true
    for (const resolve of this.#waiting.splice(0)) resolve()
    this.#timer ??= setTimeout(() => this.#onTimer(), retryMs)
    this.#timer.unref()
  }
}

function madeValues(waiting: readonly Waiting[]): ReadonlyMap<CallId, KeptValues> {
  const made = new Map<CallId, KeptValues>()
  for (const { call, values } of waiting) if (values !== undefined) made.set(call.id, values.make())
  return made
}

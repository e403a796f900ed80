import { z } from 'zod'
import type { Journal } from '#platform/journal'
import type { Log } from '#platform/log'
import type { Sealer } from '#platform/seal'

/** What stands in the place of what is over. */
const over = null

const Sealed = z.object({ sealed: z.string() })

export interface BookNeeds {
  readonly journal: Journal
  readonly sealer: Sealer
  readonly log: Log
}

/** What a book is about: the word by which its entries are bound to it, and what to say when something goes wrong. */
export interface BookWords {
  readonly noun: string
  readonly unwritten: string
  readonly unreadable: string
}

export interface Read<Entry> {
  readonly id: string
  readonly entry: Entry
}

/**
 * What outlives the process without being told to anyone: written down entry by entry, sealed, for an upstream may take
 * an id for proof of who speaks. What cannot be written is lost with the process and no harm is done before.
 */
export class SealedBook<Entry extends object> {
  readonly #needs: BookNeeds
  readonly #schema: z.ZodType<Entry>
  readonly #words: BookWords
  readonly #written = new Set<string>()

  constructor(needs: BookNeeds, schema: z.ZodType<Entry>, words: BookWords) {
    this.#needs = needs
    this.#schema = schema
    this.#words = words
  }

  get size(): number {
    return this.#written.size
  }

  /** The entry that was written first. */
  get oldest(): string | undefined {
    const [oldest] = this.#written
    return oldest
  }

  write(id: string, entry: Entry): void {
    const { journal, sealer, log } = this.#needs
    try {
      journal.write(id, { sealed: sealer.seal(JSON.stringify(entry), this.#contextOf(id)) })
      this.#written.delete(id)
      this.#written.add(id)
    } catch (error) {
      log.warn({ err: error, entry: id }, this.#words.unwritten)
    }
  }

  /** INVARIANT: that it is over is written too, or a killed process would leave it to the next as good. */
  strike(id: string): void {
    const { journal, log } = this.#needs
    if (!this.#written.delete(id)) return
    try {
      journal.write(id, over)
    } catch (error) {
      log.warn({ err: error, entry: id }, `the end of a ${this.#words.noun} could not be written down`)
    }
    journal.settle([id])
  }

  /** What earlier processes wrote and did not strike. What `isGood` does not want is struck. */
  recover(isGood: (entry: Entry) => boolean): Read<Entry>[] {
    const { journal } = this.#needs
    journal.settle(journal.recovered.filter(({ line }) => line === over).map(({ id }) => id))
    return journal.recovered.flatMap(({ id, line }) => {
      if (line === over) return []
      this.#written.add(id)
      const entry = this.#read(id, line)
      if (entry !== undefined && isGood(entry)) return [{ id, entry }]
      this.strike(id)
      return []
    })
  }

  #read(id: string, line: unknown): Entry | undefined {
    const { sealer, log } = this.#needs
    const sealed = Sealed.safeParse(line)
    const plain = sealed.success ? sealer.open(sealed.data.sealed, this.#contextOf(id)) : undefined
    const entry = plain?.ok === true ? this.#schema.safeParse(JSON.parse(plain.value)) : undefined
    if (entry?.success === true) return entry.data
    log.warn({ entry: id }, this.#words.unreadable)
    return undefined
  }

  #contextOf(id: string): string {
    return `${this.#words.noun} ${id}`
  }
}

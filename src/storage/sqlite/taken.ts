import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Call } from '#model/activity'
import { invariant } from '#std/invariant'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

type Reservations = Call['reservations']

/** What a call took from counters, as its row says it: each counter by the key of its name, its window and the amount. */
const Taken = jsonColumn(z.array(z.tuple([z.number(), z.number(), z.number()])))

export function takenText(reservations: Reservations, wordOf: (text: string) => number): string | null {
  if (reservations.length === 0) return null
  // All of it is numbers, and written as JSON writes them.
  return `[${reservations.map(({ key, window, amount }) => `[${wordOf(key)},${window},${amount}]`).join()}]`
}

/** What each of some rows took, in their order. Most say the same, and a text is read once. */
export async function readTaken(
  db: Kysely<Tables>,
  rows: readonly { readonly taken: string | null }[],
): Promise<Reservations[]> {
  const texts = new Set(rows.flatMap(({ taken }) => taken ?? []))
  const read = [...texts].map((text) => ({ text, parts: Taken.parse(text) }))
  const names = await namesOf(db, new Set(read.flatMap(({ parts }) => parts.map(([word]) => word))))
  const found = new Map(
    read.map(({ text, parts }) => {
      const reservations = parts.map(([word, window, amount]) => {
        const key = names.get(word)
        invariant(key !== undefined, `the word ${word} is in a call and in no table`)
        return { key, window, amount }
      })
      return [text, reservations]
    }),
  )
  return rows.map(({ taken }) => (taken === null ? [] : (found.get(taken) ?? [])))
}

async function namesOf(db: Kysely<Tables>, words: ReadonlySet<number>): Promise<Map<number, string>> {
  if (words.size === 0) return new Map()
  const rows = await db
    .selectFrom('callWords')
    .selectAll()
    .where('key', 'in', sql<number>`(select value from json_each(${JSON.stringify([...words])}))`)
    .execute()
  return new Map(rows.map(({ key, text }) => [key, text]))
}

import type { DatabaseSync } from 'node:sqlite'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { CallId } from '#model/id'
import { KeptValues } from '#model/recorded-call'
import type { Sealer } from '#platform/seal'
import type { Tables } from './tables.ts'

/** Large enough that sealing and writing cost little a call, small enough that a reader of a few opens little. */
const textLetters = 64 * 1024
const textCalls = 256

/** The values of some calls in one text. */
export interface SealedValues {
  readonly at: number
  readonly sealed: string
  readonly ids: readonly CallId[]
}

const Values = z.record(z.string(), KeptValues)

function sealContext(at: number): string {
  return `values of calls until ${at}`
}

/** Seals the values of calls, many in one text. */
export function sealedValues(
  calls: readonly { readonly id: CallId; readonly at: number }[],
  values: ReadonlyMap<CallId, KeptValues>,
  sealer: Sealer,
): SealedValues[] {
  const texts: SealedValues[] = []
  let parts: string[] = []
  let ids: CallId[] = []
  let letters = 0
  let at = 0
  const end = () => {
    if (ids.length === 0) return
    texts.push({ at, ids, sealed: sealer.seal(`{${parts.join()}}`, sealContext(at)) })
    parts = []
    ids = []
    letters = 0
    at = 0
  }
  for (const call of calls) {
    const kept = values.get(call.id)
    if (kept === undefined) continue
    const part = `${JSON.stringify(call.id)}:${JSON.stringify(kept)}`
    parts.push(part)
    ids.push(call.id)
    letters += part.length
    at = Math.max(at, call.at)
    if (letters >= textLetters || ids.length >= textCalls) end()
  }
  end()
  return texts
}

/** Within a transaction: writes the texts, and says which call has its values where. */
export function keptValuesWriter(database: DatabaseSync) {
  const insert = database.prepare('insert into keptValues (at, sealed) values (?, ?)')
  return (texts: readonly SealedValues[]): ReadonlyMap<CallId, number> => {
    const places = new Map<CallId, number>()
    for (const { at, sealed, ids } of texts) {
      const place = Number(insert.run(at, sealed).lastInsertRowid)
      for (const id of ids) places.set(id, place)
    }
    return places
  }
}

/** Within a transaction: deletes the oldest texts, some at a time. False when none was left to delete. */
export function keptValuesSweeper(database: DatabaseSync) {
  const some = 200
  const remove = database.prepare(
    'delete from keptValues where id in (select id from keptValues where at < ? order by at limit ?)',
  )
  return (before: number): boolean => remove.run(before, some).changes === some
}

/** How many letters of values a reader may still take into memory. */
export interface Budget {
  letters: number
}

/**
 * By the ids of their calls, the values in some texts, the newest first until the budget is spent; what cannot be
 * unsealed any more is not there.
 */
export async function openValues(
  db: Kysely<Tables>,
  places: readonly number[],
  { sealer, budget }: { readonly sealer: Sealer; readonly budget: Budget },
): Promise<ReadonlyMap<string, KeptValues>> {
  const found = new Map<string, KeptValues>()
  // One by one: together they may be larger than all the memory there is.
  for (const place of [...places].sort((a, b) => b - a)) {
    if (budget.letters <= 0) return found
    const row = await db.selectFrom('keptValues').selectAll().where('id', '=', place).executeTakeFirst()
    if (row === undefined) continue
    const { at, sealed } = row
    budget.letters -= sealed.length
    const opened = sealer.open(sealed, sealContext(at))
    if (!opened.ok) continue
    const json: unknown = JSON.parse(opened.value)
    for (const [id, values] of Object.entries(Values.parse(json))) found.set(id, values)
  }
  return found
}

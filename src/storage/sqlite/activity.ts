import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { type Kysely, sql } from 'kysely'
import { Call } from '#model/activity'
import type { WorkspaceId } from '#model/id'
import type { Sealer } from '#platform/seal'
import type { Activity } from '#storage'
import { listCalls } from './activity-list.ts'
import type { Feed } from './changes.ts'
import { jsonColumn } from './json-column.ts'
import { keptValuesSweeper, keptValuesWriter, sealedValues } from './kept-values.ts'
import { listRecorded } from './recorded-calls.ts'
import type { Tables } from './tables.ts'
import { atOnce, type Turn } from './turn.ts'

const CallRow = Call.extend({
  reservations: jsonColumn(Call.shape.reservations),
  shadow: jsonColumn(Call.shape.shadow).nullable(),
})
const ReservationRow = CallRow.pick({ at: true, reservations: true })

const columns = Call.keyof().options

/**
 * One row a statement, compiled once: at a thousand calls a second, building one statement for many rows costs more, and
 * so does binding by name.
 */
function insertion(database: DatabaseSync) {
  const all = [...columns, 'kept']
  const set = all.map((column) =>
    // A call comes again when its end is better known, and its values do not come twice.
    column === 'kept' ? 'kept = coalesce(excluded.kept, kept)' : `${column} = excluded.${column}`,
  )
  const statement = database.prepare(
    `insert into calls (${all.join(', ')}) values (${all.map(() => '?').join(', ')})
     on conflict (id) do update set ${set.join(', ')}`,
  )
  return (call: Call, place: number | null) => {
    const values: SQLInputValue[] = []
    for (const column of columns) {
      const value = call[column]
      values.push(typeof value === 'object' && value !== null ? JSON.stringify(value) : value)
    }
    values.push(place)
    // One by one: the driver takes an array apart at a quarter more.
    statement.run(...values)
  }
}

interface ActivityNeeds {
  readonly db: Kysely<Tables>
  /** The connection that does not wait for the disk at each commit. */
  readonly hurried: { readonly database: DatabaseSync; readonly turn: Turn }
  readonly feed: Feed
  readonly sealer: Sealer
}

export function createActivity({ db, hurried, feed, sealer }: ActivityNeeds): Activity {
  const { database, turn } = hurried
  const insert = insertion(database)
  const writeValues = keptValuesWriter(database)
  const sweepValues = keptValuesSweeper(database)
  return {
    async append(calls, values = new Map()) {
      if (calls.length === 0) return
      // Sealed before the lock is taken: others wait for the disk only.
      const texts = sealedValues(calls, values, sealer)
      await atOnce(database, turn, () => {
        const places = writeValues(texts)
        for (const call of calls) insert(call, places.get(call.id) ?? null)
      })
      for (const [workspaceId, own] of byWorkspace(calls)) {
        feed.tell({ kind: 'activity', workspaceId, calls: own })
      }
    },
    async get(id) {
      const row = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst()
      return row && CallRow.parse(row)
    },
    async list(workspace, filter) {
      const rows = await listCalls(db, workspace, filter)
      return rows.map((row) => CallRow.parse(row))
    },
    async reservationsSince(at) {
      const rows = await db
        .selectFrom('calls')
        .select(['at', 'reservations'])
        .where('at', '>=', at)
        // The literal of the partial index, or the index is not used.
        .where(sql<boolean>`reservations <> '[]'`)
        .orderBy('at')
        .orderBy('id')
        .execute()
      return rows.map((row) => ReservationRow.parse(row))
    },
    recorded: (server, filter) => listRecorded({ db, sealer }, server, filter),
    forgetValues: (before) => atOnce(database, turn, () => sweepValues(before)),
  }
}

function byWorkspace(calls: readonly Call[]): Map<WorkspaceId, Call[]> {
  return Map.groupBy(calls, (call) => call.workspaceId)
}

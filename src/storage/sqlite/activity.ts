import type Database from 'better-sqlite3'
import { type Kysely, sql } from 'kysely'
import { Call } from '#model/activity'
import type { WorkspaceId } from '#model/id'
import type { Activity } from '#storage'
import { listCalls } from './activity-list.ts'
import type { Feed } from './changes.ts'
import { atOnce, type Turn } from './connection.ts'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const CallRow = Call.extend({ reservations: jsonColumn(Call.shape.reservations) })
const ReservationRow = CallRow.pick({ at: true, reservations: true })

const columns = Object.keys(Call.shape)

/** One row a statement, compiled once: at a thousand calls a second, building one statement for many rows costs more. */
function insertion(database: Database.Database) {
  const values = columns.map((column) => `@${column}`)
  return database.prepare<[object]>(
    `replace into calls (${columns.join(', ')}) values (${values.join(', ')})`,
  )
}

/** `hurried` is the connection that does not wait for the disk at each commit. */
export function createActivity(
  db: Kysely<Tables>,
  hurried: { readonly database: Database.Database; readonly turn: Turn },
  feed: Feed,
): Activity {
  const insert = insertion(hurried.database)
  return {
    async append(calls) {
      if (calls.length === 0) return
      await atOnce(hurried.database, hurried.turn, () => {
        for (const call of calls) insert.run({ ...call, reservations: JSON.stringify(call.reservations) })
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
  }
}

function byWorkspace(calls: readonly Call[]): Map<WorkspaceId, Call[]> {
  return Map.groupBy(calls, (call) => call.workspaceId)
}

import { type Kysely, sql } from 'kysely'
import { Call } from '#model/activity'
import type { WorkspaceId } from '#model/id'
import type { Activity, CallFilter } from '#storage'
import type { Feed } from './changes.ts'
import { jsonColumn } from './json-column.ts'
import type { CallsTable, Tables } from './tables.ts'

const CallRow = Call.extend({ reservations: jsonColumn(Call.shape.reservations) })
const ReservationRow = CallRow.pick({ at: true, reservations: true })

function rowOf(call: Call): CallsTable {
  return { ...call, reservations: JSON.stringify(call.reservations) }
}

/** SQLite takes 32,766 parameters in a statement. */
const rowsPerStatement = 500

async function insert(db: Kysely<Tables>, calls: readonly Call[]): Promise<void> {
  for (let start = 0; start < calls.length; start += rowsPerStatement) {
    const rows = calls.slice(start, start + rowsPerStatement).map(rowOf)
    await db.replaceInto('calls').values(rows).execute()
  }
}

function filtered(db: Kysely<Tables>, workspace: WorkspaceId, filter: CallFilter) {
  let query = db.selectFrom('calls').selectAll().where('workspaceId', '=', workspace)
  if (filter.server !== undefined) query = query.where('serverId', '=', filter.server)
  if (filter.grant !== undefined) query = query.where('grantId', '=', filter.grant)
  if (filter.outcome !== undefined) query = query.where('outcome', '=', filter.outcome)
  if (filter.approval !== undefined) query = query.where('approvalId', '=', filter.approval)
  if (filter.since !== undefined) query = query.where('at', '>=', filter.since)
  if (filter.before !== undefined) query = query.where('id', '<', filter.before)
  if (filter.tool?.includes('*')) query = query.where(sql<boolean>`tool glob ${globOf(filter.tool)}`)
  else if (filter.tool !== undefined) query = query.where('tool', '=', filter.tool)
  return query.orderBy('id', 'desc').limit(filter.limit)
}

/** SQLite's glob, in which only `*` is special. */
function globOf(pattern: string): string {
  return pattern.replaceAll(/[?[]/g, '[$&]')
}

function byWorkspace(calls: readonly Call[]): Map<WorkspaceId, Call[]> {
  return Map.groupBy(calls, (call) => call.workspaceId)
}

/** `hurried` is the connection that does not wait for the disk at each commit. */
export function createActivity(db: Kysely<Tables>, hurried: Kysely<Tables>, feed: Feed): Activity {
  return {
    async append(calls) {
      if (calls.length === 0) return
      await hurried.transaction().execute((trx) => insert(trx, calls))
      for (const [workspaceId, own] of byWorkspace(calls)) {
        feed.tell({ kind: 'activity', workspaceId, calls: own })
      }
    },
    async get(id) {
      const row = await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst()
      return row && CallRow.parse(row)
    },
    async list(workspace, filter) {
      const rows = await filtered(db, workspace, filter).execute()
      return rows.map((row) => CallRow.parse(row))
    },
    async reservationsSince(at) {
      const rows = await db
        .selectFrom('calls')
        .select(['at', 'reservations'])
        .where('at', '>=', at)
        // Spelt as in the partial index, or the index is not used.
        .where(sql<boolean>`reservations <> '[]'`)
        .orderBy('at')
        .orderBy('id')
        .execute()
      return rows.map((row) => ReservationRow.parse(row))
    },
  }
}

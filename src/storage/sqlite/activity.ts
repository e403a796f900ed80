import type { DatabaseSync } from 'node:sqlite'
import { type Kysely, sql } from 'kysely'
import { Call } from '#model/activity'
import type { WorkspaceId } from '#model/id'
import { firstIdAt } from '#platform/id'
import type { Sealer } from '#platform/seal'
import type { Activity } from '#storage'
import { countByTool } from './activity-counts.ts'
import { disorderMs, listCalls } from './activity-list.ts'
import { createCallKeys } from './call-keys.ts'
import type { Feed } from './changes.ts'
import { jsonColumn } from './json-column.ts'
import { keptValuesSweeper, keptValuesWriter, sealedValues } from './kept-values.ts'
import { listRecorded } from './recorded-calls.ts'
import type { CallInWords, Tables } from './tables.ts'
import { readTaken, takenText } from './taken.ts'
import { atOnce, type Turn } from './turn.ts'

const CallRow = Call.extend({ shadow: jsonColumn(Call.shape.shadow).nullable() })
const ReservationRow = Call.pick({ at: true }).extend({ reservations: jsonColumn(Call.shape.reservations) })

/** In the order in which an insertion binds them. */
const columns = [
  ...['id', 'at', 'source', 'tool', 'outcome', 'rule', 'message', 'policy', 'revision', 'approvalId'],
  ...['upstream', 'totalMs', 'upstreamMs', 'client', 'session', 'taken', 'shadow', 'kept'],
]

/**
 * One row a statement, compiled once: at a thousand calls a second, building one statement for many rows costs more, and
 * so does binding by name.
 */
function insertion(database: DatabaseSync) {
  const set = columns.map((column) =>
    // A call comes again when its end is better known, and its values do not come twice.
    column === 'kept' ? 'kept = coalesce(excluded.kept, kept)' : `${column} = excluded.${column}`,
  )
  const statement = database.prepare(
    `insert into calls (${columns.join()}) values (${columns.map(() => '?').join()})
     on conflict (id) do update set ${set.join()}`,
  )
  const keys = createCallKeys(database)
  const insert = (call: Call, place: number | null) => {
    const { source, tool, rule, policy, client } = keys.of(call)
    statement.run(
      call.id,
      call.at,
      source,
      tool,
      call.outcome,
      rule,
      call.message,
      policy,
      call.revision,
      call.approvalId,
      call.upstream,
      call.totalMs,
      call.upstreamMs,
      client,
      call.session,
      takenText(call.reservations, keys.wordOf),
      call.shadow === null ? null : JSON.stringify(call.shadow),
      place,
    )
  }
  return { insert, forget: keys.forget }
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
  const { insert, forget } = insertion(database)
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
      }).catch((error: unknown) => {
        forget()
        throw error
      })
      for (const [workspaceId, own] of byWorkspace(calls)) {
        feed.tell({ kind: 'activity', workspaceId, calls: own })
      }
    },
    async get(id) {
      const rows = await db.selectFrom('activity').selectAll().where('id', '=', id).execute()
      return (await callsOf(db, rows))[0]
    },
    list: async (workspace, filter) => callsOf(db, await listCalls(db, workspace, filter)),
    async reservationsSince(at) {
      const rows = await db
        .selectFrom('calls')
        .select(['at', 'taken'])
        // The term of the partial index, or the index is not used.
        .where('taken', 'is not', null)
        .where('id', '>', firstIdAt('call', at - disorderMs))
        .where('at', '>=', at)
        .orderBy('at')
        .orderBy('id')
        .execute()
      const taken = await readTaken(db, rows)
      return rows.map((row, place) => ({ at: row.at, reservations: taken[place] ?? [] }))
    },
    async shadowReservationsSince(at) {
      const taken = sql<string>`json_extract(shadow, '$.reservations')`
      const rows = await db
        .selectFrom('calls')
        .select(['at', taken.as('reservations')])
        // The term of the partial index, or the index is not used.
        .where(taken, 'is not', null)
        .where('id', '>', firstIdAt('call', at - disorderMs))
        .where('at', '>=', at)
        .orderBy('at')
        .orderBy('id')
        .execute()
      return rows.map((row) => ReservationRow.parse(row))
    },
    recorded: (server, filter) => listRecorded({ db, sealer }, server, filter),
    countByTool: (server, since) => countByTool(db, server, since),
    forgetValues: (before) => atOnce(database, turn, () => sweepValues(before)),
  }
}

async function callsOf(db: Kysely<Tables>, rows: readonly CallInWords[]): Promise<Call[]> {
  const taken = await readTaken(db, rows)
  return rows.map((row, place) => CallRow.parse({ ...row, reservations: taken[place] }))
}

function byWorkspace(calls: readonly Call[]): Map<WorkspaceId, Call[]> {
  return Map.groupBy(calls, (call) => call.workspaceId)
}

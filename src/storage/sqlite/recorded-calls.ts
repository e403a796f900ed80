import type { Kysely } from 'kysely'
import { Call } from '#model/activity'
import { type CallId, type ServerId, WorkspaceId } from '#model/id'
import type { RecordedCall } from '#model/recorded-call'
import { firstIdAt } from '#platform/id'
import type { Sealer } from '#platform/seal'
import type { RecordedFilter } from '#storage'
import { countCalls } from './activity-counts.ts'
import { listCalls } from './activity-list.ts'
import { type Budget, openValues } from './kept-values.ts'
import type { CallInWords, Tables } from './tables.ts'

/** Ten thousand rows are read in parts: between two of them the process serves calls. */
const pageSize = 500

/** THREAT: each call may have 64 KB of values, and ten thousand of them would fill the memory. */
const mostLetters = 48 * 1024 * 1024

const RowStart = Call.pick({ id: true, at: true, grantId: true, session: true, outcome: true })

/** Calls of a server with the values kept of them, newest first. */
export async function listRecorded(
  { db, sealer }: { readonly db: Kysely<Tables>; readonly sealer: Sealer },
  server: ServerId,
  filter: RecordedFilter,
): Promise<{ total: number; calls: RecordedCall[] }> {
  const workspace = await workspaceOf(db, server)
  if (workspace === undefined) return { total: 0, calls: [] }
  const { tool, since, limit, keptSince } = filter
  const narrowed = { server, ...(tool !== undefined && { tool }), ...(since !== undefined && { since }) }
  const calls: RecordedCall[] = []
  const budget = { letters: filter.letters ?? mostLetters }
  let before: CallId | undefined
  for (let isMore = true; isMore && calls.length < limit; ) {
    const wanted = Math.min(pageSize, limit - calls.length)
    const page = await listCalls(db, workspace, {
      ...narrowed,
      limit: wanted,
      ...(before !== undefined && { before }),
    })
    calls.push(...(await withValues(db, page, { sealer, budget, keptSince })))
    before = calls.at(-1)?.id
    isMore = page.length === wanted
    if (isMore) await new Promise((resolve) => setImmediate(resolve))
  }
  if (calls.length < limit) return { total: calls.length, calls }
  const total = await countCalls(db, workspace, {
    server,
    ...(tool !== undefined && { tool }),
    ...(since !== undefined && { from: firstIdAt('call', since) }),
  })
  // Rows were read before they were counted, and an id is only about as old as its call.
  return { total: Math.max(total, calls.length), calls }
}

async function workspaceOf(db: Kysely<Tables>, server: ServerId): Promise<WorkspaceId | undefined> {
  const row = await db.selectFrom('servers').select('workspaceId').where('id', '=', server).executeTakeFirst()
  return row && WorkspaceId.parse(row.workspaceId)
}

async function withValues(
  db: Kysely<Tables>,
  rows: readonly CallInWords[],
  reader: { readonly sealer: Sealer; readonly budget: Budget; readonly keptSince: number },
): Promise<RecordedCall[]> {
  const { keptSince } = reader
  const places = new Set(rows.flatMap(({ at, kept }) => (kept === null || at < keptSince ? [] : [kept])))
  const values = await openValues(db, [...places], reader)
  return rows.map((row) => {
    const { tool, rule, upstream } = row
    const kept = row.at < keptSince ? undefined : values.get(row.id)
    return {
      ...RowStart.parse(row),
      tool,
      rule,
      forwarded: upstream !== null && upstream !== 'unreachable',
      args: kept?.args ?? null,
      saw: kept?.saw ?? [],
    }
  })
}

import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { WorkspaceId } from '#model/id'
import type { CallFilter } from '#storage'
import type { CallsTable, Tables } from './tables.ts'

/**
 * A page of a log with millions of rows. Every way through ends in an index ordered by id and stops at the limit; what
 * would tempt SQLite to sort all matches instead carries a `+`, which keeps an index from being chosen by it
 * (https://www.sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
 */
export async function listCalls(
  db: Kysely<Tables>,
  workspace: WorkspaceId,
  filter: CallFilter,
): Promise<CallsTable[]> {
  const floor = await idFloor(db, workspace, filter.since)
  if (floor === 'nothing') return []
  const query = filtered(db, workspace, filter, floor)
  const { tool, limit } = filter
  if (tool === undefined) return page(query, limit).execute()
  if (!tool.includes('*')) return page(query.where('tool', '=', tool), limit).execute()
  const names = await toolsLike(db, workspace, tool)
  if (names.length === 0) return []
  // Of many names the next match is never far.
  if (names.length > fewNames) return page(query.where(sql`+tool`, 'in', names), limit).execute()
  return page(oneByOne(db, query, names, limit), limit).execute()
}

type Query = SelectQueryBuilder<Tables, 'calls', CallsTable>

const fewNames = 16

function page<DB, Table extends keyof DB>(query: SelectQueryBuilder<DB, Table, CallsTable>, limit: number) {
  return query.orderBy(sql.ref('id'), 'desc').limit(limit)
}

/** A page of each name by itself, each from its index; their union holds the page of all. */
function oneByOne(db: Kysely<Tables>, query: Query, names: readonly string[], limit: number) {
  const pages = names.map((name) =>
    db.selectFrom(page(query.where('tool', '=', name), limit).as('page')).selectAll(),
  )
  const [first, ...others] = pages
  const all = others.reduce((union, one) => (union === undefined ? one : union.unionAll(one)), first)
  return db.selectFrom((all ?? query).as('calls')).selectAll()
}

function filtered(
  db: Kysely<Tables>,
  workspace: WorkspaceId,
  filter: CallFilter,
  floor: string | undefined,
): Query {
  const { server, grant, outcome, approval, since, before } = filter
  let query = db.selectFrom('calls').selectAll().where('workspaceId', '=', workspace)
  if (server !== undefined) query = query.where('serverId', '=', server)
  if (grant !== undefined) query = query.where('grantId', '=', grant)
  if (outcome !== undefined) query = query.where('outcome', '=', outcome)
  // Said once more as a literal: only so is the partial index known to have the row.
  if (outcome !== undefined && outcome !== 'allow') query = query.where(sql<boolean>`outcome <> 'allow'`)
  if (approval !== undefined) query = query.where('approvalId', '=', approval)
  if (since !== undefined) query = query.where(sql`+at`, '>=', since)
  if (floor !== undefined) query = query.where('id', '>=', floor)
  if (before !== undefined) query = query.where('id', '<', before)
  return query
}

/** Ids follow time but for a clock's step back, or a call held for minutes; no two are farther out of order than this. */
const disorderMs = 5 * 60_000

/** The first id that can be of `since` or later: where a search backwards through the log ends. */
async function idFloor(db: Kysely<Tables>, workspace: WorkspaceId, since: number | undefined) {
  if (since === undefined) return undefined
  const first = await db
    .selectFrom('calls')
    .select('id')
    .where('workspaceId', '=', workspace)
    .where('at', '>=', since - disorderMs)
    .orderBy('at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return first === undefined ? 'nothing' : first.id
}

/** The workspace's tools that match, by leaping from name to name in the index: one step a tool, not one a call. */
async function toolsLike(db: Kysely<Tables>, workspace: WorkspaceId, pattern: string): Promise<string[]> {
  const { rows } = await sql<{ tool: string }>`
    with recursive names (tool) as (
      select min(tool) from calls where workspaceId = ${workspace}
      union all
      select (select min(tool) from calls where workspaceId = ${workspace} and tool > names.tool)
      from names where names.tool is not null
    )
    select tool from names where tool glob ${globOf(pattern)}`.execute(db)
  return rows.map((row) => row.tool)
}

/** For SQLite's glob, in which `?` and `[` would be special too. */
function globOf(pattern: string): string {
  return pattern.replaceAll(/[?[]/g, '[$&]')
}

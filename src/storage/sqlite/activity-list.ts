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
  const base = await since(db, workspace, filter.since)
  if (base === undefined) return []
  const query = filtered(base, workspace, filter)
  const { tool, limit } = filter
  if (tool === undefined) return page(query, limit).execute()
  if (!tool.includes('*')) return page(query.where('tool', '=', tool), limit).execute()
  const names = await toolsLike(db, workspace, tool)
  if (names.length === 0) return []
  // Of many names the next match is never far.
  if (names.length > fewNames) return page(query.where(sql`+tool`, 'in', names), limit).execute()
  return page(oneByOne(db, query, names, limit), limit).execute()
}

/** How many calls of a server there are, from an id on. */
export async function countCalls(
  db: Kysely<Tables>,
  workspace: WorkspaceId,
  { server, tool, from }: { readonly server: string; readonly tool?: string; readonly from?: string },
): Promise<number> {
  let query = db.selectFrom('calls').where('serverId', '=', server)
  if (from !== undefined) query = query.where('id', '>=', from)
  if (tool !== undefined) {
    const names = tool.includes('*') ? await toolsLike(db, workspace, tool) : [tool]
    if (names.length === 0) return 0
    query = query.where('workspaceId', '=', workspace).where('tool', 'in', names)
  }
  const { count } = await query
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
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

function filtered(base: Query, workspace: WorkspaceId, filter: CallFilter): Query {
  const { server, grant, outcome, approval, before } = filter
  let query = base.where('workspaceId', '=', workspace)
  if (server !== undefined) query = query.where('serverId', '=', server)
  if (grant !== undefined) query = query.where('grantId', '=', grant)
  if (outcome !== undefined) query = query.where('outcome', '=', outcome)
  // Said once more as a literal: only so is the partial index known to have the row.
  if (outcome !== undefined && outcome !== 'allow') query = query.where(sql<boolean>`outcome <> 'allow'`)
  if (approval !== undefined) query = query.where('approvalId', '=', approval)
  if (before !== undefined) query = query.where('id', '<', before)
  return query
}

const fewRows = 2000

/** Ids follow time but for a clock's step back, or a call held for minutes; no two are farther out of order than this. */
const disorderMs = 5 * 60_000

/** The calls since an instant: if there are few, just those; else all, down to the first id that can be one of them. */
async function since(
  db: Kysely<Tables>,
  workspace: WorkspaceId,
  at: number | undefined,
): Promise<Query | undefined> {
  const all = db.selectFrom('calls').selectAll()
  if (at === undefined) return all
  const from = (instant: number) =>
    db.selectFrom('calls').where('workspaceId', '=', workspace).where('at', '>=', instant)
  const recent = await from(at).select('id').limit(fewRows).execute()
  if (recent.length < fewRows) {
    // The limit keeps SQLite from taking the inner query apart and choosing another index.
    return db.selectFrom(from(at).selectAll().limit(fewRows).as('calls')).selectAll()
  }
  const first = await from(at - disorderMs)
    .select('id')
    .orderBy('at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return first && all.where(sql`+at`, '>=', at).where('id', '>=', first.id)
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

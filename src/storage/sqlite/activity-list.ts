import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { ServerId, WorkspaceId } from '#model/id'
import { firstIdAt } from '#platform/id'
import type { CallFilter } from '#storage'
import type { CallInWords, Tables } from './tables.ts'

/** Ids follow time but for a clock's step back, or a call held for minutes; no two are farther out of order than this. */
export const disorderMs = 5 * 60_000

type Condition = RawBuilder<unknown>

function all(conditions: readonly (Condition | undefined)[]): Condition {
  const given = conditions.filter((condition) => condition !== undefined)
  return given.length === 0 ? sql`true` : sql.join(given, sql` and `)
}

/** The calls of one source, or of one tool, have an index that is in the order of ids: a lane. */
interface Lanes {
  readonly column: 'source' | 'tool'
  /** Whose keys they are. */
  readonly keys: Condition
}

interface Search {
  readonly limit: number
  /** What the index of a lane decides. */
  readonly range: Condition
  /** What only the call itself tells. */
  readonly rest: Condition
}

/** A page of a log with millions of rows, newest first. */
export async function listCalls(
  db: Kysely<Tables>,
  workspace: WorkspaceId,
  filter: CallFilter,
): Promise<CallInWords[]> {
  const { grant, tool, outcome, approval, since, before, limit } = filter
  const sources = keysOfSources(workspace, filter)
  const tools = tool === undefined ? undefined : keysOfTools(workspace, filter.server, tool)
  const range = all([
    before === undefined ? undefined : sql`id < ${before}`,
    since === undefined ? undefined : sql`id > ${firstIdAt('call', since - disorderMs)}`,
    // The term of the partial indexes, or they are not used.
    outcome === undefined || outcome === 'allow'
      ? undefined
      : sql`outcome = ${outcome} and outcome <> 'allow'`,
  ])
  // A `+` keeps an index from being chosen by what it stands before (https://www.sqlite.org/optoverview.html).
  const isOfTools = tools === undefined ? undefined : sql`+tool in (${tools})`
  const isOfSources = sql`+source in (${sources})`
  const search = (...more: (Condition | undefined)[]): Search => {
    const isAllowed = outcome === 'allow' ? sql`outcome = 'allow'` : undefined
    return {
      limit,
      range,
      rest: all([since === undefined ? undefined : sql`at >= ${since}`, isAllowed, ...more]),
    }
  }
  if (approval !== undefined) {
    const ids = await idsWhere(db, sql`approvalId = ${approval}`, search(isOfSources, isOfTools))
    return inWords(db, ids)
  }
  // Of a pattern's many tools most may never have been called with the grant, and each would be searched to its end.
  const isByTool = tools !== undefined && (grant === undefined || !tool?.includes('*'))
  const ids = isByTool
    ? await newestIds(
        db,
        { column: 'tool', keys: tools },
        search(grant === undefined ? undefined : isOfSources),
      )
    : await newestIds(db, { column: 'source', keys: sources }, search(isOfTools))
  return inWords(db, ids)
}

export function keysOfSources(
  workspace: WorkspaceId,
  { server, grant }: Pick<CallFilter, 'server' | 'grant'>,
): Condition {
  const conditions = all([
    sql`workspaceId = ${workspace}`,
    server === undefined ? undefined : sql`serverId = ${server}`,
    grant === undefined ? undefined : sql`grantId = ${grant}`,
  ])
  return sql`select key from callSources where ${conditions}`
}

export function keysOfTools(workspace: WorkspaceId, server: ServerId | undefined, tool: string): Condition {
  const name = tool.includes('*') ? sql`name glob ${globOf(tool)}` : sql`name = ${tool}`
  const servers =
    server === undefined
      ? sql`serverId in (select serverId from callSources where workspaceId = ${workspace})`
      : sql`serverId = ${server}`
  return sql`select key from callTools where ${servers} and ${name}`
}

/** For SQLite's glob, in which `?` and `[` would be special too. */
function globOf(pattern: string): string {
  return pattern.replaceAll(/[?[]/g, '[$&]')
}

/**
 * The newest calls of many lanes: those whose newest is newest are asked first, and only for what is newer than the page
 * that is found already. Few lanes are asked at all, and of most of these only a few rows.
 */
async function newestIds(db: Kysely<Tables>, { column, keys }: Lanes, search: Search): Promise<string[]> {
  const { range, limit } = search
  const lane = sql.ref(`calls.${column}`)
  const newest = sql`select id from calls where ${lane} = lane.key and ${range} order by id desc limit 1`
  const { rows } = await sql<{ key: number; newest: string | null }>`
    select key, (${newest}) as newest from (${keys}) as lane order by newest desc`.execute(db)
  let ids: string[] = []
  for (const { key, newest } of rows) {
    const oldest = ids[limit - 1] ?? ''
    if (newest === null || newest < oldest) break
    const found = await idsWhere(db, sql`${lane} = ${key} and id > ${oldest}`, search)
    ids = [...ids, ...found].sort().reverse().slice(0, limit)
  }
  return ids
}

async function idsWhere(
  db: Kysely<Tables>,
  lane: Condition,
  { range, rest, limit }: Search,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from calls where ${lane} and ${range} and ${rest} order by id desc limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

async function inWords(db: Kysely<Tables>, ids: readonly string[]): Promise<CallInWords[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('activity')
    .selectAll()
    .where('id', 'in', sql<string>`(select value from json_each(${JSON.stringify(ids)}))`)
    .orderBy('id', 'desc')
    .execute()
}

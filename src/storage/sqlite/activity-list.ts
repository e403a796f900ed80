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
  /** Between which ids. */
  readonly bounds: Condition
  /** An outcome that is seldom: with the bounds, what the index of a lane decides. */
  readonly refused: Condition
  /** What only the call itself tells. */
  readonly rest: Condition
}

/** A page of a log with millions of rows, newest first. */
export async function listCalls(
  db: Kysely<Tables>,
  workspace: WorkspaceId,
  filter: CallFilter,
): Promise<CallInWords[]> {
  const { grant, tool, approval, server } = filter
  const sources = keysOfSources(workspace, filter)
  const tools = tool === undefined ? undefined : keysOfTools(workspace, server, tool)
  // A `+` keeps an index from being chosen by what it stands before (https://www.sqlite.org/optoverview.html).
  const isOfTools = tools === undefined ? undefined : sql`+tool in (${tools})`
  const isOfSources = sql`+source in (${sources})`
  if (approval !== undefined) {
    const search = searchOf(filter, isOfSources, isOfTools)
    return inWords(db, await idsWhere(db, sql`approvalId = ${approval}`, search))
  }
  // Of a pattern's many tools most may never have been called with the grant, and each would be searched to its end.
  if (tools !== undefined && (grant === undefined || tool?.includes('*') === false)) {
    const search = searchOf(filter, grant === undefined ? undefined : isOfSources)
    return inWords(db, await newestIds(db, { column: 'tool', keys: tools }, search))
  }
  const search = searchOf(filter, isOfTools)
  return inWords(db, await newestIds(db, { column: 'source', keys: sources }, search))
}

function searchOf({ outcome, since, before, limit }: CallFilter, ...more: (Condition | undefined)[]): Search {
  const isRefused = outcome !== undefined && outcome !== 'allow'
  return {
    limit,
    bounds: all([
      before === undefined ? undefined : sql`id < ${before}`,
      since === undefined ? undefined : sql`id > ${firstIdAt('call', since - disorderMs)}`,
    ]),
    // The term of the partial indexes, or they are not used.
    refused: isRefused ? sql`outcome = ${outcome} and outcome <> 'allow'` : sql`true`,
    rest: all([
      since === undefined ? undefined : sql`at >= ${since}`,
      outcome === 'allow' ? sql`outcome = 'allow'` : undefined,
      ...more,
    ]),
  }
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
  const one = server === undefined ? sql`true` : sql`serverId = ${server}`
  // THREAT: a filter may name another workspace's server.
  const servers = sql`select serverId from callSources where workspaceId = ${workspace} and ${one}`
  return sql`select key from callTools where serverId in (${servers}) and ${name}`
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
  const { bounds, refused, limit } = search
  const lane = sql.ref(`calls.${column}`)
  const glance = await idsAtAGlance(db, sql`+${lane} in (${keys})`, search)
  if (glance.length === limit) return glance
  const newest = sql`
    select id from calls where ${lane} = lane.key and ${bounds} and ${refused} order by id desc limit 1`
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

/** In most installations most of the newest calls are wanted: then no lane need be asked. */
async function idsAtAGlance(db: Kysely<Tables>, lanes: Condition, search: Search): Promise<string[]> {
  const { bounds, refused, rest, limit } = search
  const { rows } = await sql<{ id: string }>`
    select id from (select * from calls where ${bounds} order by id desc limit ${4 * limit}) as calls
    where ${lanes} and ${refused} and ${rest} order by id desc limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

async function idsWhere(
  db: Kysely<Tables>,
  lane: Condition,
  { bounds, refused, rest, limit }: Search,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from calls where ${lane} and ${bounds} and ${refused} and ${rest}
    order by id desc limit ${limit}`.execute(db)
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

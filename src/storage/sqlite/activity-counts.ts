import { type Kysely, sql } from 'kysely'
import type { ServerId, WorkspaceId } from '#model/id'
import { firstIdAt } from '#platform/id'
import { keysOfSources, keysOfTools } from './activity-list.ts'
import type { Tables } from './tables.ts'

/** How many calls of a server there are, from an id on. */
export async function countCalls(
  db: Kysely<Tables>,
  workspace: WorkspaceId,
  { server, tool, from }: { readonly server: ServerId; readonly tool?: string; readonly from?: string },
): Promise<number> {
  const lanes =
    tool === undefined
      ? sql`source in (${keysOfSources(workspace, { server })})`
      : sql`tool in (${keysOfTools(workspace, server, tool)})`
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from calls where ${lanes} and id >= ${from ?? ''}`.execute(db)
  return rows[0]?.count ?? 0
}

/** So many entries of an index are counted in a few milliseconds: between two parts the process serves calls. */
const part = 50_000

/** By the name of each tool of a server, how many calls of it there are since an instant, going by their ids. */
export async function countByTool(
  db: Kysely<Tables>,
  server: ServerId,
  since: number,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  const tools = await db.selectFrom('callTools').selectAll().where('serverId', '=', server).execute()
  let counted = 0
  for (const { key, name } of tools) {
    let from: string | undefined = firstIdAt('call', since)
    while (from !== undefined) {
      const { count, last } = await countPart(db, key, from)
      if (count > 0) counts.set(name, (counts.get(name) ?? 0) + count)
      from = count < part ? undefined : last
      counted += count
      if (counted < part) continue
      counted = 0
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return counts
}

async function countPart(db: Kysely<Tables>, tool: number, after: string) {
  const entries = db
    .selectFrom('calls')
    .select('id')
    .where('tool', '=', tool)
    .where('id', '>', after)
    .orderBy('id')
    .limit(part)
  return db
    .selectFrom(entries.as('entries'))
    .select((select) => [select.fn.countAll<number>().as('count'), select.fn.max('id').as('last')])
    .executeTakeFirstOrThrow()
}

import { type Kysely, sql, type Transaction } from 'kysely'
import type { ToolDefinition } from '#mcp/tool'
import { InventoryTool } from '#model/inventory'
import type { KnownTool } from '#storage'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const DefinitionRow = InventoryTool.pick({ digest: true }).extend({
  definition: jsonColumn(InventoryTool.shape.definition),
})

/**
 * Within the transaction that publishes: keeps what is new, and forgets what no revision speaks of any more that is
 * enforced or in shadow, so that no more is kept than the policies of a server can need.
 */
export async function keepDefinitions(
  trx: Transaction<Tables>,
  serverId: string,
  tools: readonly KnownTool[],
): Promise<void> {
  const rows = await trx
    .selectFrom('toolDefinitions')
    .select('digest')
    .where('serverId', '=', serverId)
    .execute()
  const known = new Set(rows.map(({ digest }) => digest))
  const fresh = tools.filter(({ digest }) => !known.has(digest))
  // In one statement: a server may have thousands, and while they are written no call is served.
  const texts = JSON.stringify(fresh.map(({ digest, definition }) => [digest, JSON.stringify(definition)]))
  await sql`
    insert or ignore into toolDefinitions (serverId, digest, definition)
    select ${serverId}, value ->> 0, value ->> 1 from json_each(${texts})`.execute(trx)
  await sql`
    delete from toolDefinitions where serverId = ${serverId} and digest not in (
      select digest.value
      from policies
      join revisions on revisions.policyId = policies.id
        and revisions.number in (policies.enforced, policies.shadow)
      join json_each(revisions.digests) digest
      where policies.serverId = ${serverId}
    )`.execute(trx)
}

/** Those of them that are kept. The digests go as one value: a server may have thousands, and a statement has few places. */
export async function definitionsOf(
  db: Kysely<Tables>,
  serverId: string,
  digests: readonly string[],
): Promise<ReadonlyMap<string, ToolDefinition>> {
  const rows = await db
    .selectFrom('toolDefinitions')
    .select(['digest', 'definition'])
    .where('serverId', '=', serverId)
    .where(sql<boolean>`digest in (select value from json_each(${JSON.stringify(digests)}))`)
    .execute()
  return new Map(rows.map((row) => DefinitionRow.parse(row)).map((row) => [row.digest, row.definition]))
}

import type { Kysely, Transaction } from 'kysely'
import { ServerId, WorkspaceId } from '#model/id'
import { type DiscoveredInventory, Inventory } from '#model/inventory'
import { hashText } from '#platform/id'
import type { Inventories } from '#storage'
import { forgetKeptRules } from './acknowledgements.ts'
import type { Feed } from './changes.ts'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const InventoryRow = Inventory.extend({
  tools: jsonColumn(Inventory.shape.tools),
  dispatchers: jsonColumn(Inventory.shape.dispatchers),
})

export type ReadInventory = (db: Kysely<Tables>, server: string) => Promise<Inventory | undefined>

const keptLists = 100

/** Definitions are read-only by their types; the list and its entries are the reader's own. */
function copied(inventory: Inventory): Inventory {
  return { ...inventory, tools: inventory.tools.map((tool) => ({ ...tool })) }
}

/**
 * Two megabytes take 50 ms to parse, and a server's enforcement is read at every change of a grant. The last lists are
 * kept parsed, and are still right while the row is of the same edition, whichever process wrote it.
 */
export function createInventoryReader(): ReadInventory {
  const kept = new Map<string, { edition: number; inventory: Inventory }>()
  return async (db, server) => {
    const rows = db.selectFrom('inventories').where('serverId', '=', server)
    const current = await rows.select('edition').executeTakeFirst()
    const known = kept.get(server)
    kept.delete(server)
    if (current === undefined) return undefined
    const isCurrent = known?.edition === current.edition
    const row = isCurrent ? undefined : await rows.selectAll().executeTakeFirst()
    const read = row === undefined ? known : { edition: row.edition, inventory: InventoryRow.parse(row) }
    if (read === undefined) return undefined
    kept.set(server, read)
    const [oldest] = kept.keys()
    if (kept.size > keptLists && oldest !== undefined) kept.delete(oldest)
    return copied(read.inventory)
  }
}

function fingerprintOf(tools: Inventory['tools']): string {
  return hashText(JSON.stringify(tools.map((tool) => [tool.name, tool.digest])))
}

export function createInventories(db: Kysely<Tables>, feed: Feed, read: ReadInventory): Inventories {
  const tell = (serverId: string, workspaceId: string) =>
    feed.tell({
      kind: 'inventory',
      workspaceId: WorkspaceId.parse(workspaceId),
      serverId: ServerId.parse(serverId),
    })
  return {
    latest: (server) => read(db, server),
    async put(inventory) {
      const put = await db.transaction().execute((trx) => putIn(trx, inventory))
      tell(inventory.serverId, put.workspaceId)
      return put.inventory
    },
    async setDispatchers(server, dispatchers) {
      const workspaceId = await db.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('inventories')
          .set(({ eb }) => ({
            dispatchers: JSON.stringify(dispatchers),
            edition: eb('edition', '+', 1),
          }))
          .where('serverId', '=', server)
          .executeTakeFirst()
        return numUpdatedRows === 0n ? undefined : workspaceOf(trx, server)
      })
      if (workspaceId !== undefined) tell(server, workspaceId)
      return workspaceId !== undefined
    },
  }
}

async function putIn(trx: Transaction<Tables>, discovered: DiscoveredInventory) {
  const fingerprint = fingerprintOf(discovered.tools)
  const row = { ...discovered, tools: JSON.stringify(discovered.tools), fingerprint }
  const before = await trx
    .selectFrom('inventories')
    .select(['version', 'edition', 'fingerprint', 'dispatchers'])
    .where('serverId', '=', discovered.serverId)
    .executeTakeFirst()
  const isSame = before?.fingerprint === fingerprint
  const version = before === undefined ? 1 : before.version + (isSame ? 0 : 1)
  const dispatchers = before?.dispatchers ?? '[]'
  const values = { ...row, version, dispatchers, edition: (before?.edition ?? 0) + 1 }
  await trx
    .insertInto('inventories')
    .values(values)
    .onConflict((conflict) => conflict.column('serverId').doUpdateSet(values))
    .execute()
  if (!isSame) await forgetKeptRules(trx, discovered.serverId, discovered.tools)
  return {
    inventory: { ...discovered, version, dispatchers: InventoryRow.shape.dispatchers.parse(dispatchers) },
    workspaceId: await workspaceOf(trx, discovered.serverId),
  }
}

async function workspaceOf(trx: Transaction<Tables>, server: string): Promise<string> {
  const row = await trx
    .selectFrom('servers')
    .select('workspaceId')
    .where('id', '=', server)
    .executeTakeFirstOrThrow()
  return row.workspaceId
}

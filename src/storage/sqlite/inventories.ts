import type { Kysely } from 'kysely'
import { ServerId, WorkspaceId } from '#model/id'
import { Inventory } from '#model/inventory'
import { hashText } from '#platform/id'
import type { Inventories } from '#storage'
import type { Feed } from './changes.ts'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const InventoryRow = Inventory.extend({ tools: jsonColumn(Inventory.shape.tools) })

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
  return {
    latest: (server) => read(db, server),
    async put(inventory) {
      const fingerprint = fingerprintOf(inventory.tools)
      const row = { ...inventory, tools: JSON.stringify(inventory.tools), fingerprint }
      const { version, workspaceId } = await db.transaction().execute(async (trx) => {
        const before = await trx
          .selectFrom('inventories')
          .select(['version', 'edition', 'fingerprint'])
          .where('serverId', '=', inventory.serverId)
          .executeTakeFirst()
        const isSame = before?.fingerprint === fingerprint
        const next = before === undefined ? 1 : before.version + (isSame ? 0 : 1)
        const values = { ...row, version: next, edition: (before?.edition ?? 0) + 1 }
        await trx
          .insertInto('inventories')
          .values(values)
          .onConflict((conflict) => conflict.column('serverId').doUpdateSet(values))
          .execute()
        const server = await trx
          .selectFrom('servers')
          .select('workspaceId')
          .where('id', '=', inventory.serverId)
          .executeTakeFirstOrThrow()
        return { version: next, workspaceId: WorkspaceId.parse(server.workspaceId) }
      })
      feed.tell({ kind: 'inventory', workspaceId, serverId: ServerId.parse(inventory.serverId) })
      return { ...inventory, version }
    },
  }
}

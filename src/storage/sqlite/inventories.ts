import type { Kysely } from 'kysely'
import { ServerId, WorkspaceId } from '#model/id'
import { Inventory } from '#model/inventory'
import { hashText } from '#platform/id'
import type { Inventories } from '#storage'
import type { Feed } from './changes.ts'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const InventoryRow = Inventory.extend({ tools: jsonColumn(Inventory.shape.tools) })

export function inventoryOf(row: Tables['inventories']): Inventory {
  return InventoryRow.parse(row)
}

function fingerprintOf(tools: Inventory['tools']): string {
  return hashText(JSON.stringify(tools.map((tool) => [tool.name, tool.digest])))
}

export function createInventories(db: Kysely<Tables>, feed: Feed): Inventories {
  return {
    async latest(server) {
      const row = await db
        .selectFrom('inventories')
        .selectAll()
        .where('serverId', '=', server)
        .executeTakeFirst()
      return row && inventoryOf(row)
    },
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

import type { Kysely, Transaction } from 'kysely'
import { z } from 'zod'
import { ServerId, WorkspaceId } from '#model/id'
import { Health, Server, type Slug, Transport } from '#model/server'
import { fail, ok } from '#std/result'
import type { Servers, StoredServer } from '#storage'
import type { Feed } from './changes.ts'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const ServerRow = Server.extend({
  transport: jsonColumn(Transport),
  health: jsonColumn(Health),
  sealedTransport: z.string(),
})

export function serverOf(row: Tables['servers']): StoredServer {
  return ServerRow.parse(row)
}

type ServerChanges = Parameters<Servers['update']>[1]

function columnsOf({ transport, ...plain }: ServerChanges): Partial<Tables['servers']> {
  return { ...plain, ...(transport === undefined ? {} : { transport: JSON.stringify(transport) }) }
}

async function isTaken(db: Kysely<Tables>, slug: Slug, by?: ServerId): Promise<boolean> {
  const row = await db.selectFrom('servers').select('id').where('slug', '=', slug).executeTakeFirst()
  return row !== undefined && row.id !== by
}

export function createServers(db: Kysely<Tables>, feed: Feed): Servers {
  const tell = (row: { id: string; workspaceId: string } | undefined) => {
    if (row === undefined) return
    const { id, workspaceId } = row
    feed.tell({ kind: 'server', workspaceId: WorkspaceId.parse(workspaceId), serverId: ServerId.parse(id) })
  }
  return {
    async create(server) {
      const row = {
        ...server,
        transport: JSON.stringify(server.transport),
        health: JSON.stringify(server.health),
      }
      const isMade = await db.transaction().execute(async (trx) => {
        if (await isTaken(trx, server.slug)) return false
        await trx.insertInto('servers').values(row).execute()
        return true
      })
      if (!isMade) return fail({ code: 'slug_taken' })
      tell(server)
      return ok(undefined)
    },
    async get(id) {
      const row = await db.selectFrom('servers').selectAll().where('id', '=', id).executeTakeFirst()
      return row && serverOf(row)
    },
    async list(workspace) {
      const rows = await db
        .selectFrom('servers')
        .selectAll()
        .where('workspaceId', '=', workspace)
        .orderBy('name')
        .orderBy('id')
        .execute()
      return rows.map(serverOf)
    },
    slugTaken: (slug) => isTaken(db, slug),
    async update(id, changes) {
      const change = async (trx: Transaction<Tables>) => {
        if (changes.slug !== undefined && (await isTaken(trx, changes.slug, id))) return 'taken'
        const set = columnsOf(changes)
        if (Object.keys(set).length === 0) return undefined
        const changed = trx.updateTable('servers').set(set).where('id', '=', id)
        return changed.returning(['id', 'workspaceId']).executeTakeFirst()
      }
      const outcome = await db.transaction().execute(change)
      if (outcome === 'taken') return fail({ code: 'slug_taken' })
      tell(outcome)
      return ok(undefined)
    },
    async setHealth(id, health) {
      const changed = db
        .updateTable('servers')
        .set({ health: JSON.stringify(health) })
        .where('id', '=', id)
      tell(await changed.returning(['id', 'workspaceId']).executeTakeFirst())
    },
    async delete(id) {
      const gone = db.deleteFrom('servers').where('id', '=', id)
      tell(await gone.returning(['id', 'workspaceId']).executeTakeFirst())
    },
  }
}

import type { Kysely } from 'kysely'
import { StoredContactMessage } from '#model/contact'
import type { Contact } from '#storage'
import type { Tables } from './tables.ts'

export function createContact(db: Kysely<Tables>): Contact {
  return {
    async add(message) {
      await db.insertInto('contactMessages').values(message).execute()
    },
    async delivered(id, at) {
      await db.updateTable('contactMessages').set({ deliveredAt: at }).where('id', '=', id).execute()
    },
    async undelivered(limit) {
      const rows = await db
        .selectFrom('contactMessages')
        .selectAll()
        .where('deliveredAt', 'is', null)
        .orderBy('receivedAt')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map((row) => StoredContactMessage.parse(row))
    },
  }
}

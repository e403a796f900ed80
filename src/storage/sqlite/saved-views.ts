import type { Kysely } from 'kysely'
import { SavedView } from '#model/saved-view'
import type { SavedViews, ViewOwner } from '#storage'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const SavedViewRow = SavedView.extend({ filter: jsonColumn(SavedView.shape.filter) })

function ofOwner(db: Kysely<Tables>, { member, server }: ViewOwner) {
  return db.selectFrom('savedViews').where('memberId', '=', member).where('serverId', '=', server)
}

export function createSavedViews(db: Kysely<Tables>): SavedViews {
  return {
    async list(owner) {
      const rows = await ofOwner(db, owner).selectAll().orderBy('name').execute()
      return rows.map((row) => SavedViewRow.parse(row))
    },
    async put(owner, view, most) {
      return db.transaction().execute(async (trx) => {
        const names = await ofOwner(trx, owner).select('name').execute()
        if (names.length >= most && !names.some(({ name }) => name === view.name)) return false
        const { id, filter, savedAt, name } = view
        const changes = { id, filter: JSON.stringify(filter), savedAt }
        await trx
          .insertInto('savedViews')
          .values({ ...changes, name, memberId: owner.member, serverId: owner.server })
          .onConflict((conflict) => conflict.columns(['memberId', 'serverId', 'name']).doUpdateSet(changes))
          .execute()
        return true
      })
    },
    async delete({ member, server }, id) {
      const { numDeletedRows } = await db
        .deleteFrom('savedViews')
        .where('id', '=', id)
        .where('memberId', '=', member)
        .where('serverId', '=', server)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
  }
}

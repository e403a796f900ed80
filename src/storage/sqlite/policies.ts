import type { Kysely } from 'kysely'
import { PolicyId, ServerId, WorkspaceId } from '#model/id'
import { Policy } from '#model/policy'
import type { Policies } from '#storage'
import type { Feed } from './changes.ts'
import { createDrafts } from './drafts.ts'
import { createRevisions } from './revisions.ts'
import type { Tables } from './tables.ts'

interface Whereabouts {
  readonly id: string
  readonly workspaceId: string
  readonly serverId: string
}

const whereabouts = ['id', 'workspaceId', 'serverId'] as const

export function createPolicies(db: Kysely<Tables>, feed: Feed): Policies {
  const tell = (policy: Whereabouts | undefined) => {
    if (policy === undefined) return
    feed.tell({
      kind: 'policy',
      workspaceId: WorkspaceId.parse(policy.workspaceId),
      serverId: ServerId.parse(policy.serverId),
      policyId: PolicyId.parse(policy.id),
    })
  }
  return {
    async create(policy) {
      await db.insertInto('policies').values(policy).execute()
      tell(policy)
    },
    async get(id) {
      const row = await db.selectFrom('policies').selectAll().where('id', '=', id).executeTakeFirst()
      return row && Policy.parse(row)
    },
    async list(server) {
      const rows = await db
        .selectFrom('policies')
        .selectAll()
        .where('serverId', '=', server)
        .orderBy('name')
        .orderBy('id')
        .execute()
      return rows.map((row) => Policy.parse(row))
    },
    async rename(id, name) {
      const changed = db.updateTable('policies').set({ name }).where('id', '=', id)
      tell(await changed.returning(whereabouts).executeTakeFirst())
    },
    async delete(id) {
      const gone = db.deleteFrom('policies').where('id', '=', id)
      tell(await gone.returning(whereabouts).executeTakeFirst())
    },
    ...createDrafts(db),
    ...createRevisions(db, tell),
  }
}

import type { Kysely } from 'kysely'
import type { Approval } from '#model/approval'
import type { Sealer } from '#platform/seal'
import type { ApprovalFilter, Approvals } from '#storage'
import { approvalById, approvalOf, rowOf } from './approval-row.ts'
import type { Feed } from './changes.ts'
import { createDecisions } from './decisions.ts'
import type { Tables } from './tables.ts'

function filtered(db: Kysely<Tables>, workspace: string, filter: ApprovalFilter) {
  const { states, server, grant, before } = filter
  let query = db.selectFrom('approvals').selectAll().where('workspaceId', '=', workspace)
  if (states !== undefined) query = query.where('state', 'in', states)
  if (server !== undefined) query = query.where('serverId', '=', server)
  if (grant !== undefined) query = query.where('grantId', '=', grant)
  if (before !== undefined) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(filter.limit)
}

export function createApprovals(db: Kysely<Tables>, feed: Feed, sealer: Sealer): Approvals {
  const tell = (approval: Approval) => {
    feed.tell({ kind: 'approval', workspaceId: approval.workspaceId, approval })
  }
  return {
    async create(approval) {
      await db.insertInto('approvals').values(rowOf(approval, sealer)).execute()
      tell(approval)
    },
    get: (id) => approvalById(db, id, sealer),
    async list(workspace, filter) {
      const rows = await filtered(db, workspace, filter).execute()
      return rows.map((row) => approvalOf(row, sealer))
    },
    async open() {
      const rows = await db
        .selectFrom('approvals')
        .selectAll()
        .where('state', 'in', ['waiting', 'parked', 'approved'])
        .orderBy('id')
        .execute()
      return rows.map((row) => approvalOf(row, sealer))
    },
    async find(key, states) {
      const row = await db
        .selectFrom('approvals')
        .selectAll()
        .where('grantId', '=', key.grantId)
        .where('tool', '=', key.tool)
        .where('argumentsDigest', '=', key.argumentsDigest)
        .where('state', 'in', states)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && approvalOf(row, sealer)
    },
    ...createDecisions(db, sealer, tell),
    async keepAnswer(id, sealedAnswer) {
      await db.updateTable('approvals').set({ answer: sealedAnswer }).where('id', '=', id).execute()
    },
    async takeAnswer(id) {
      return db.transaction().execute(async (trx) => {
        const kept = trx.selectFrom('approvals').select('answer').where('id', '=', id)
        const answer = (await kept.executeTakeFirst())?.answer ?? undefined
        if (answer === undefined) return undefined
        await trx.updateTable('approvals').set({ answer: null }).where('id', '=', id).execute()
        return answer
      })
    },
  }
}

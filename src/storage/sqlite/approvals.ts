import type { Kysely, Transaction } from 'kysely'
import { Approval, ApprovalDecision, openStates } from '#model/approval'
import type { Sealer } from '#platform/seal'
import { invariant } from '#std/invariant'
import { fail, ok } from '#std/result'
import type { ApprovalFilter, Approvals } from '#storage'
import type { Feed } from './changes.ts'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const ApprovalRow = Approval.extend({
  approvers: jsonColumn(Approval.shape.approvers),
  decisions: jsonColumn(ApprovalDecision.array()),
})

function sealContext(id: string): string {
  return `approval ${id} arguments`
}

function approvalOf(row: Tables['approvals'], sealer: Sealer): Approval {
  const plain = sealer.open(row.arguments, sealContext(row.id))
  // The key was tried when the storage was opened, so this is damage, not a lost key.
  invariant(plain.ok, `the arguments of approval ${row.id} cannot be unsealed`)
  return ApprovalRow.parse({ ...row, arguments: plain.value })
}

function rowOf(approval: Approval, sealer: Sealer): Tables['approvals'] {
  return {
    ...approval,
    arguments: sealer.seal(approval.arguments, sealContext(approval.id)),
    approvers: JSON.stringify(approval.approvers),
    decisions: JSON.stringify(approval.decisions),
    answer: null,
  }
}

function isOpen(state: string): boolean {
  return openStates.some((open) => open === state)
}

function filtered(db: Kysely<Tables>, workspace: string, filter: ApprovalFilter) {
  const { states, server, grant, before } = filter
  let query = db.selectFrom('approvals').selectAll().where('workspaceId', '=', workspace)
  if (states !== undefined) query = query.where('state', 'in', states)
  if (server !== undefined) query = query.where('serverId', '=', server)
  if (grant !== undefined) query = query.where('grantId', '=', grant)
  if (before !== undefined) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(filter.limit)
}

/** What a decision makes of an open approval. */
function decided(current: Approval, decision: ApprovalDecision, validUntil: number): Approval {
  const decisions = [...current.decisions, decision]
  const settledAt = decision.at
  if (decision.verdict === 'deny') return { ...current, decisions, state: 'denied', settledAt }
  const approvals = decisions.filter((one) => one.verdict === 'approve').length
  if (approvals < current.count) return { ...current, decisions }
  return { ...current, decisions, state: 'approved', settledAt, validUntil }
}

export function createApprovals(db: Kysely<Tables>, feed: Feed, sealer: Sealer): Approvals {
  const find = async (trx: Kysely<Tables>, id: string) => {
    const row = await trx.selectFrom('approvals').selectAll().where('id', '=', id).executeTakeFirst()
    return row && approvalOf(row, sealer)
  }
  const tell = (approval: Approval) => {
    feed.tell({ kind: 'approval', workspaceId: approval.workspaceId, approval })
  }
  const decideIn = async (
    trx: Transaction<Tables>,
    id: string,
    decision: ApprovalDecision,
    validUntil: number,
  ) => {
    const current = await find(trx, id)
    invariant(current !== undefined, `approval ${id} was decided and does not exist`)
    if (!isOpen(current.state) || decision.at >= current.expiresAt) {
      return fail({ code: 'settled' as const, current })
    }
    if (current.decisions.some((one) => one.memberId === decision.memberId)) {
      return fail({ code: 'repeated' as const, current })
    }
    const next = decided(current, decision, validUntil)
    const { state, settledAt, validUntil: until } = next
    const set = { state, settledAt, validUntil: until, decisions: JSON.stringify(next.decisions) }
    await trx.updateTable('approvals').set(set).where('id', '=', id).execute()
    return ok(next)
  }
  return {
    async create(approval) {
      await db.insertInto('approvals').values(rowOf(approval, sealer)).execute()
      tell(approval)
    },
    get: (id) => find(db, id),
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
    async decide(id, decision, validUntil) {
      const outcome = await db.transaction().execute((trx) => decideIn(trx, id, decision, validUntil))
      if (outcome.ok) tell(outcome.value)
      return outcome
    },
    async transition(id, { from, to, at, validUntil }) {
      const row = await db
        .updateTable('approvals')
        .set((set) => ({
          state: to,
          ...(validUntil === undefined ? {} : { validUntil }),
          // Settled is when it stopped waiting for a person; what follows does not move it.
          ...(isOpen(to) ? {} : { settledAt: set.fn.coalesce('settledAt', set.val(at)) }),
        }))
        .where('id', '=', id)
        .where('state', 'in', from)
        .returningAll()
        .executeTakeFirst()
      if (row === undefined) return false
      tell(approvalOf(row, sealer))
      return true
    },
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

import type { Kysely, Transaction } from 'kysely'
import { type Approval, type ApprovalDecision, openStates } from '#model/approval'
import type { Sealer } from '#platform/seal'
import { invariant } from '#std/invariant'
import { fail, ok } from '#std/result'
import type { Approvals } from '#storage'
import { approvalById, approvalOf } from './approval-row.ts'
import type { Tables } from './tables.ts'

function isOpen(state: string): boolean {
  return openStates.some((open) => open === state)
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

interface Asked {
  readonly id: string
  readonly decision: ApprovalDecision
  readonly validUntil: number
}

/** Within one transaction: nobody decides between the look and the word. */
async function decideIn(trx: Transaction<Tables>, { id, decision, validUntil }: Asked, sealer: Sealer) {
  const current = await approvalById(trx, id, sealer)
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

/** The ways in which an approval goes on; `tell` hears of it as it then is. */
export function createDecisions(
  db: Kysely<Tables>,
  sealer: Sealer,
  tell: (approval: Approval) => void,
): Pick<Approvals, 'decide' | 'transition'> {
  return {
    async decide(id, decision, validUntil) {
      const asked = { id, decision, validUntil }
      const outcome = await db.transaction().execute((trx) => decideIn(trx, asked, sealer))
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
  }
}

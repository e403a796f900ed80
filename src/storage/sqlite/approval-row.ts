import type { Kysely } from 'kysely'
import { Approval, ApprovalDecision } from '#model/approval'
import type { Sealer } from '#platform/seal'
import { invariant } from '#std/invariant'
import { jsonColumn } from './json-column.ts'
import type { Tables } from './tables.ts'

const ApprovalRow = Approval.extend({
  approvers: jsonColumn(Approval.shape.approvers),
  decisions: jsonColumn(ApprovalDecision.array()),
})

function sealContext(id: string): string {
  return `approval ${id} arguments`
}

export function approvalOf(row: Tables['approvals'], sealer: Sealer): Approval {
  const plain = sealer.open(row.arguments, sealContext(row.id))
  // The key was tried when the storage was opened, so this is damage, not a lost key.
  invariant(plain.ok, `the arguments of approval ${row.id} cannot be unsealed`)
  return ApprovalRow.parse({ ...row, arguments: plain.value })
}

export function rowOf(approval: Approval, sealer: Sealer): Tables['approvals'] {
  return {
    ...approval,
    arguments: sealer.seal(approval.arguments, sealContext(approval.id)),
    approvers: JSON.stringify(approval.approvers),
    decisions: JSON.stringify(approval.decisions),
    answer: null,
  }
}

export async function approvalById(
  db: Kysely<Tables>,
  id: string,
  sealer: Sealer,
): Promise<Approval | undefined> {
  const row = await db.selectFrom('approvals').selectAll().where('id', '=', id).executeTakeFirst()
  return row && approvalOf(row, sealer)
}

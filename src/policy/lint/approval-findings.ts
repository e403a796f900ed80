import type { CompiledRule } from '../compile-rule.ts'
import type { Finding } from '../problem.ts'
import { approversWords } from '../words.ts'
import type { Linting } from './linting.ts'

/** Approvals that nobody is able to give: such a call would be held, and then denied. */
export function approvalFindings({ policy, world }: Linting): Finding[] {
  return policy.rules.filter(asks).flatMap((rule): Finding[] => {
    const { approval, pointer, source } = rule
    const able = approval.approvers.length === 0 ? 0 : (world.approversFor?.(approval) ?? approval.count)
    if (able >= approval.count) return []
    const message =
      approval.approvers.length === 0
        ? 'there are no approvers'
        : `the approval of ${approversWords(approval)} is needed, and ${able === 0 ? 'nobody' : `only ${able}`} can give it`
    return [
      {
        code: 'nobody_approves',
        message,
        pointer: source.approval === undefined ? pointer : `${pointer}/approval`,
      },
    ]
  })
}

function asks({ action, approveIf }: CompiledRule): boolean {
  return action === 'require_approval' || (action === 'allow' && approveIf.length > 0)
}

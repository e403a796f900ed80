import { ApprovalLines } from './approval-lines.tsx'
import { ConditionLines } from './condition-lines.tsx'
import { LimitLines } from './limit-lines.tsx'
import { ReasonField } from './reason-field.tsx'
import type { RuleTarget } from './rule-target.ts'

/** Everything of a rule but its action: the same for a tool, a pattern, a class and every call. */
export function RuleBody({ target }: { target: RuleTarget }) {
  const { rule, lists } = target
  const asks = rule.action === 'require_approval' || (rule.approve_if?.length ?? 0) > 0
  const isShut = rule.action === 'hide' || rule.action === 'deny'
  const hasConditions = lists.some((list) => (rule[list]?.length ?? 0) > 0)
  const hasLimits = (rule.limits?.length ?? 0) > 0 || rule.rate_limit !== undefined
  return (
    <>
      {isShut && (hasConditions || hasLimits) && (
        <p className="text-sm text-ink-3">
          What follows stays written, and means nothing while the tool is{' '}
          {rule.action === 'hide' ? 'hidden' : 'denied'}.
        </p>
      )}
      {(!isShut || hasConditions) && <ConditionLines target={target} />}
      {(!isShut || hasLimits) && <LimitLines target={target} />}
      {(asks || rule.approval !== undefined) && <ApprovalLines target={target} />}
      {lists.includes('approve_if') && <ReasonField target={target} />}
    </>
  )
}

import type { FormAction, Limit, ToolRule } from '#policy'

/**
 * A rule with another action of the five, as the control of a tool does it (policy.md §7): conditions stay, whatever is
 * chosen. For the rules that have no tool of their own to name.
 */
export function withAction(rule: ToolRule, action: FormAction, limit: Limit): ToolRule {
  const { action: _, ...rest } = rule
  if (action === 'hide' || action === 'deny') return { ...rule, action }
  if (action === 'ask') return { ...rule, action: 'require_approval' }
  const { approve_if: __, ...unasked } = rest
  if (action === 'limit') {
    const isLimited = (rule.limits?.length ?? 0) > 0 || rule.rate_limit !== undefined
    return isLimited ? unasked : { ...unasked, limits: [limit] }
  }
  const { limits: ___, rate_limit: ____, ...open } = unasked
  return open
}

import type { CompiledPolicy, PolicyAction, ToolRule } from '#policy'

/** What a tool is told now, as the rule that it would have to have itself. */
function inheritedRule(policy: CompiledPolicy, tool: string): ToolRule {
  return policy.resolve(tool).rule?.source ?? (policy.default === 'allow' ? {} : { action: 'deny' })
}

/**
 * What must be done first so that a tool has a rule of its own. It begins with what the tool inherits: a rule with nothing but
 * the new condition would drop the limits and conditions that a pattern or a class set.
 */
export function withOwnRule(policy: CompiledPolicy, tool: string): PolicyAction[] {
  if (Object.hasOwn(policy.document.tools ?? {}, tool)) return []
  return [{ kind: 'set_rule', tool, rule: inheritedRule(policy, tool) }]
}

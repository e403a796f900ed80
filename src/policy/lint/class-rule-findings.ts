import { type Category, categories } from '#risk'
import type { CompiledRule } from '../compile-rule.ts'
import type { PolicyAction } from '../edit/actions.ts'
import type { Finding } from '../problem.ts'
import type { Ground } from './grounds.ts'
import { fixBy, type Linting } from './linting.ts'

/** From how many equal rules on a class rule is worth its while. */
const many = 10

/** Equal rules of all tools of a class, where one rule for the class would do the same. */
export function classRuleFindings(linting: Linting): Finding[] {
  return categories.flatMap((category) => classFinding(linting, category))
}

function classFinding({ parsed, document, grounds }: Linting, category: Category): Finding[] {
  if (document.risk?.[category] !== undefined) return []
  const tools = grounds.all.filter((ground) => ground.category === category)
  // A class rule would decide about tools that no rule names too, so there must be none.
  if (tools.length < many || tools.some(({ resolved }) => resolved.by === 'default')) return []
  const [rules, group] = largestGroup(tools)
  const [first] = rules
  if (first === undefined || rules.length < many) return []
  const actions: PolicyAction[] = [
    { kind: 'set_class_rule', category, rule: first.source },
    ...group.map((pointer) => ({ kind: 'remove' as const, pointer })),
  ]
  return [
    {
      code: 'class_rule',
      message: `${rules.length} equal rules could be one rule for the class \`${category}\``,
      pointer: first.pointer,
      fix: fixBy(parsed, `Make it one rule for \`${category}\``, actions),
    },
  ]
}

/** The most rules by name that are the same, and where they stand. */
function largestGroup(tools: readonly Ground[]): readonly [readonly CompiledRule[], readonly string[]] {
  const groups = new Map<string, Map<string, CompiledRule>>()
  for (const { resolved } of tools) {
    const { rule, by } = resolved
    if (rule === undefined || by !== 'name') continue
    const key = JSON.stringify(rule.source)
    const group = groups.get(key) ?? new Map<string, CompiledRule>()
    group.set(rule.pointer, rule)
    groups.set(key, group)
  }
  const [largest = new Map<string, CompiledRule>()] = [...groups.values()].sort((a, b) => b.size - a.size)
  return [[...largest.values()], [...largest.keys()]]
}

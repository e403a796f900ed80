import type { CompiledPolicy, Limit, ToolRule } from '#policy'
import type { Category } from '#risk'
import { compileGlob, isGlob } from '#std/glob'
import { pointerStep } from '#std/pointer'
import type { Row } from '../model/rows.ts'
import { recommendedLimit } from '../model/set-rows.ts'
import { type ArgumentPath, argumentPaths, callPaths, sharedPaths } from './argument-paths.ts'

export type PredicateList = 'require' | 'deny_if' | 'approve_if'

/** A rule as the forms edit it: that of a tool, a pattern or a class, or what holds for every call. */
export interface RuleTarget {
  readonly pointer: string
  /** As a step of undo calls it: `delete_device`, "the class read", "every call". */
  readonly name: string
  readonly rule: ToolRule
  /** Which lists of conditions it can have. */
  readonly lists: readonly PredicateList[]
  /** What a condition can look at. */
  readonly paths: readonly ArgumentPath[]
  /** What a first limit is. */
  readonly limit: Limit
}

const everyList = ['require', 'deny_if', 'approve_if'] as const

/** A rule of `tools`, and the name under which it stands there. */
export interface NamedRule {
  readonly key: string
  readonly rule: ToolRule
}

/** The rule of a tool, or of a pattern: then of all tools that match it. */
export function rowTarget(row: Row, { key, rule }: NamedRule, policy: CompiledPolicy): RuleTarget {
  const paths = isGlob(key)
    ? sharedPaths(schemasOf(policy, compileGlob(key).matches))
    : argumentPaths(row.tool?.definition.inputSchema)
  return {
    pointer: `/tools${pointerStep(key)}`,
    name: key,
    rule,
    lists: everyList,
    paths: [...paths, ...callPaths],
    limit: recommendedLimit({ name: key, category: row.category }),
  }
}

export function classTarget(category: Category, rule: ToolRule, policy: CompiledPolicy): RuleTarget {
  const paths = sharedPaths(schemasOf(policy, (_, one) => one === category))
  return {
    pointer: `/risk/${category}`,
    name: `the class ${category}`,
    rule,
    lists: everyList,
    paths: [...paths, ...callPaths],
    limit: recommendedLimit({ name: category, category }),
  }
}

export function everyCallTarget(policy: CompiledPolicy): RuleTarget {
  return {
    pointer: '/all_tools',
    name: 'every call',
    rule: policy.document.all_tools ?? {},
    lists: ['require', 'deny_if'],
    paths: [...sharedPaths(schemasOf(policy, () => true)), ...callPaths],
    limit: { counter: 'all_calls', window: 'minute', max: 120, scope: 'grant' },
  }
}

function schemasOf({ inventory }: CompiledPolicy, isMeant: (name: string, category: Category) => boolean) {
  return inventory.tools
    .filter(({ definition, category }) => isMeant(definition.name, category))
    .map(({ definition }) => definition.inputSchema)
}

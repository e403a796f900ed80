import { type CompiledPolicy, qualified, type Resolved } from '#policy'
import type { Category } from '#risk'
import { compileGlob } from '#std/glob'
import { numberWords } from '#web/ui/display/number-words.ts'

/** How many tools each part of a policy speaks for now. */
export interface Governed {
  readonly total: number
  /** By a rule of their own. */
  readonly named: number
  /** By nothing but the default. */
  readonly byDefault: number
  readonly byClass: ReadonlyMap<Category, number>
  readonly byPattern: ReadonlyMap<string, number>
  /** How many tools there are of each class, whatever speaks for them. */
  readonly ofClass: ReadonlyMap<Category, number>
}

export function governedBy(policy: CompiledPolicy): Governed {
  let named = 0
  let byDefault = 0
  const byClass = new Map<Category, number>()
  const byPattern = new Map<string, number>()
  const ofClass = new Map<Category, number>()
  const all = toolsOf(policy)
  for (const { category, resolved } of all) {
    add(ofClass, category)
    const { by, rule, hiddenBy } = resolved
    if (hiddenBy !== undefined) continue
    if (by === 'name') named += 1
    else if (by === 'default') byDefault += 1
    else if (by === 'class') add(byClass, category)
    else if (rule !== undefined) add(byPattern, rule.key)
  }
  return { total: all.length, named, byDefault, byClass, byPattern, ofClass }
}

interface Tool {
  readonly category: Category
  readonly resolved: Resolved
}

/** Those that the server has, and those that its dispatchers run. */
function toolsOf(policy: CompiledPolicy): readonly Tool[] {
  const real = policy.inventory.tools.map(({ definition, category }) => ({
    category,
    resolved: policy.resolve(definition.name),
  }))
  const virtual = virtualOf(policy).map(({ dispatcher, action, category }) => ({
    category,
    resolved: policy.resolveInner(dispatcher, action),
  }))
  return [...real, ...virtual]
}

function virtualOf({ dispatchers }: CompiledPolicy) {
  return [...dispatchers.values()].flatMap((dispatcher) =>
    [...dispatcher.actions].map(([action, category]) => ({ dispatcher, action, category })),
  )
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** How many tools a name or a pattern fits; one that a dispatcher runs has two names. */
export function countMatches(policy: CompiledPolicy, pattern: string): number {
  const { matches } = compileGlob(pattern)
  const real = policy.inventory.tools.filter(({ definition }) => matches(definition.name))
  const virtual = virtualOf(policy).filter(
    ({ dispatcher, action }) => matches(action) || matches(qualified(dispatcher.tool, action)),
  )
  return real.length + virtual.length
}

/** `no tool`, `1 tool`, `1,204 tools`. */
export function toolsWords(count: number): string {
  if (count === 0) return 'no tool'
  return `${numberWords(count)} tool${count === 1 ? '' : 's'}`
}

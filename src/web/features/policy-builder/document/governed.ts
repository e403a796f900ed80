import type { CompiledPolicy } from '#policy'
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
  for (const { definition, category } of policy.inventory.tools) {
    add(ofClass, category)
    const { by, rule, hiddenBy } = policy.resolve(definition.name)
    if (hiddenBy !== undefined) continue
    if (by === 'name') named += 1
    else if (by === 'default') byDefault += 1
    else if (by === 'class') add(byClass, category)
    else if (rule !== undefined) add(byPattern, rule.key)
  }
  return { total: policy.inventory.tools.length, named, byDefault, byClass, byPattern, ofClass }
}

function add<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** How many tools of the server a name or a pattern fits. */
export function countMatches({ inventory }: CompiledPolicy, pattern: string): number {
  const { matches } = compileGlob(pattern)
  return inventory.tools.reduce((count, { definition }) => count + (matches(definition.name) ? 1 : 0), 0)
}

/** `no tool`, `1 tool`, `1,204 tools`. */
export function toolsWords(count: number): string {
  if (count === 0) return 'no tool'
  return `${numberWords(count)} tool${count === 1 ? '' : 's'}`
}

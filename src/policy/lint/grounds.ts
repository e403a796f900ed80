import type { Category } from '#risk'
import type { JsonObject } from '#std/json'
import type { CompiledPolicy, Resolved } from '../compile.ts'
import type { CompiledRule } from '../compile-rule.ts'
import { actionsOf, qualified } from '../dispatch.ts'

/** A tool that rules are about, real or virtual. */
export interface Ground {
  readonly name: string
  /** Every name by which a rule may call it. */
  readonly names: readonly string[]
  readonly schema: JsonObject | undefined
  readonly category: Category
  readonly resolved: Resolved
}

/** The tools of the server, and which rule decides about each of them. */
export interface Grounds {
  readonly all: readonly Ground[]
  readonly names: ReadonlySet<string>
  /** The tools that a rule decides about, by the rule's pointer. */
  readonly decidedBy: ReadonlyMap<string, readonly Ground[]>
  readonly byDefault: readonly Ground[]
  /** Whether some dispatcher takes names that nobody has listed. */
  readonly hasOpenNames: boolean
}

/** Resolves every tool once, for all checks. */
export function groundsOf(policy: CompiledPolicy): Grounds {
  const all = [...realGrounds(policy), ...virtualGrounds(policy)]
  const decidedBy = new Map<string, Ground[]>()
  for (const ground of all) {
    const pointer = ground.resolved.rule?.pointer
    const group = pointer === undefined ? undefined : decidedBy.get(pointer)
    if (group !== undefined) group.push(ground)
    else if (pointer !== undefined) decidedBy.set(pointer, [ground])
  }
  return {
    all,
    names: new Set(all.flatMap(({ names }) => names)),
    decidedBy,
    byDefault: all.filter(({ resolved }) => resolved.rule === undefined),
    hasOpenNames: [...policy.dispatchers.values()].some(({ actions }) => actions.size === 0),
  }
}

/** The tools that a rule decides about. */
export function decided(grounds: Grounds, { pointer }: CompiledRule): readonly Ground[] {
  return grounds.decidedBy.get(pointer) ?? []
}

function realGrounds(policy: CompiledPolicy): Ground[] {
  return policy.inventory.tools.map(({ definition, category }) => ({
    name: definition.name,
    names: [definition.name],
    schema: definition.inputSchema,
    category,
    resolved: policy.resolve(definition.name),
  }))
}

function virtualGrounds(policy: CompiledPolicy): Ground[] {
  const { inventory, dispatchers } = policy
  const tools = new Map(inventory.tools.map((tool) => [tool.definition.name, tool]))
  return (inventory.dispatchers ?? []).flatMap((dispatcher) => {
    const compiled = dispatchers.get(dispatcher.tool)
    if (compiled === undefined) return []
    return actionsOf(dispatcher, tools).map(({ definition, category }) => ({
      name: qualified(dispatcher.tool, definition.name),
      names: [qualified(dispatcher.tool, definition.name), definition.name],
      schema: definition.inputSchema,
      category,
      resolved: policy.resolveInner(compiled, definition.name),
    }))
  })
}

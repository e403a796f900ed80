import { type Category, categories } from '#risk'
import type { JsonObject } from '#std/json'
import type { CompiledPolicy, Resolved } from '../compile.ts'
import { type Ground, groundsOf } from '../lint/grounds.ts'
import { isHidden } from '../listing.ts'
import type { ToolRule } from '../schema.ts'

/** A tool about which something may be suggested, and the rule that decides about it. */
export interface Subject {
  readonly name: string
  readonly category: Category
  readonly schema: JsonObject | undefined
  readonly resolved: Resolved
  /** The key that its own rule has or would have. */
  readonly key: string
  /** How many tools the rule decides about that decides about this one. */
  readonly companions: number
  /** Whether it has a rule that is about nothing else. */
  readonly hasOwnRule: boolean
  /** What a rule of its own would begin with: what the pattern or the class says of it now. */
  readonly inherited: ToolRule
}

/** The tools that agents reach under a policy, the gravest first; dispatchers are judged by what they run. */
export function subjectsOf(policy: CompiledPolicy): Subject[] {
  const { all, decidedBy } = groundsOf(policy)
  const real = new Set(policy.inventory.tools.map(({ definition }) => definition.name))
  const isReached = (resolved: Resolved) =>
    !isHidden(resolved) && (resolved.rule !== undefined || policy.default === 'allow')
  // A rule under a bare name may be about the actions of several dispatchers.
  const isShared = ({ by, rule }: Resolved) =>
    by === 'name' && (decidedBy.get(rule?.pointer ?? '')?.length ?? 0) > 1
  return all
    .filter(
      ({ name, resolved }) => isReached(resolved) && !isShared(resolved) && !policy.dispatchers.has(name),
    )
    .map((ground) => subjectOf(ground, { real, companions: decidedBy.get(pointerOf(ground))?.length ?? 0 }))
    .sort((a, b) => categories.indexOf(b.category) - categories.indexOf(a.category))
}

function pointerOf({ resolved }: Ground): string {
  return resolved.rule?.pointer ?? ''
}

function subjectOf(
  ground: Ground,
  { real, companions }: { readonly real: ReadonlySet<string>; readonly companions: number },
): Subject {
  const { name, names, schema, category, resolved } = ground
  const { rule, by } = resolved
  // A pattern that is about nothing else is as good as its own: a rule beside it would leave it idle.
  const own = by === 'name' || (by === 'pattern' && companions === 1) ? rule : undefined
  const bare = names.at(-1) ?? name
  const free = name !== bare && real.has(bare) ? name : bare
  return {
    name,
    category,
    schema,
    resolved,
    key: own?.key ?? free,
    companions,
    hasOwnRule: own !== undefined,
    inherited: own === undefined ? (rule?.source ?? {}) : {},
  }
}

/** Whether a new rule of its own would lose what the present one says. */
export function inheritsMuch({ inherited }: Subject): boolean {
  return Object.keys(inherited).length > 0
}

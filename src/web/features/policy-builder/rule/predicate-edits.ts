import type { PolicyAction, Predicate } from '#policy'
import type { Json } from '#std/json'
import type { PredicateWritten } from './predicate-draft.ts'
import type { PredicateList, RuleTarget } from './rule-target.ts'

/** Where a predicate stands in its rule. */
export interface PredicatePlace {
  readonly list: PredicateList
  readonly index: number
}

/** A predicate behind the others of its list. */
export function added(
  { pointer }: Pick<RuleTarget, 'pointer'>,
  { list, predicate }: PredicateWritten,
): PolicyAction {
  return { kind: 'set', pointer: `${pointer}/${list}/-`, value: jsonOf(predicate) }
}

/** The last of a list takes the list with it: an empty one says nothing. */
export function removed(
  { pointer, rule }: Pick<RuleTarget, 'pointer' | 'rule'>,
  { list, index }: PredicatePlace,
): PolicyAction {
  const only = rule[list]?.length === 1
  return { kind: 'remove', pointer: only ? `${pointer}/${list}` : `${pointer}/${list}/${index}` }
}

/** In its place, or, where it shall do something else, behind the others of that list. */
export function changed(
  target: Pick<RuleTarget, 'pointer' | 'rule'>,
  { list, index }: PredicatePlace,
  written: PredicateWritten,
): PolicyAction[] {
  if (written.list !== list) return [removed(target, { list, index }), added(target, written)]
  const pointer = `${target.pointer}/${list}/${index}`
  return [{ kind: 'set', pointer, value: jsonOf(written.predicate) }]
}

function jsonOf({ conditions, on_deny }: Predicate): Json {
  const plain = conditions.map(({ path, op, value }) => ({ path, op, value }))
  return on_deny === undefined ? { conditions: plain } : { conditions: plain, on_deny }
}

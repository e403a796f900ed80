import type { Limit, PolicyDocument } from './schema.ts'

/** One of the counts that a counter keeps. */
export type CountKind = Pick<Limit, 'window' | 'scope'>

/** The counters that are looked at over several windows or scopes, and all of those, by their names. */
export type SharedCounters = ReadonlyMap<string, readonly CountKind[]>

/**
 * One name is one count: what a limit counts is in the counts of all limits that share its counter, whatever their
 * windows and scopes. Most counters have one window and one scope, and are not told here.
 */
export function sharedCounters({ all_tools, risk = {}, tools = {} }: PolicyDocument): SharedCounters {
  const kinds = new Map<string, CountKind[]>()
  function look(limits: readonly Limit[] | undefined): void {
    for (const limit of limits ?? []) {
      const known = kinds.get(limit.counter)
      if (known === undefined) kinds.set(limit.counter, [limit])
      else if (!known.some((kind) => isSameKind(kind, limit))) known.push(limit)
    }
  }
  look(all_tools?.limits)
  for (const rule of Object.values(risk)) look(rule.limits)
  for (const rule of Object.values(tools)) look(rule.limits)
  for (const [counter, known] of kinds) if (known.length === 1) kinds.delete(counter)
  return kinds
}

/** Whether two limits look over the same time at the same calls. */
export function isSameKind(a: CountKind, b: CountKind): boolean {
  return a.window === b.window && a.scope === b.scope
}

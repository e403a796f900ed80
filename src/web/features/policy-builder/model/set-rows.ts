import type { FormAction, PolicyAction } from '#policy'
import type { Row } from './rows.ts'
import { ruleKey } from './rule-key.ts'

const strictness: readonly FormAction[] = ['allow', 'limit', 'ask', 'deny', 'hide']

/** What must be done to one rule so that a row has an action. */
export interface RuleStep {
  /** The name under which the rule stands, or will. */
  readonly key: string
  readonly actions: readonly PolicyAction[]
}

/**
 * What must be done so that rows have an action, rule by rule; those that have it by a rule about them are left alone. Rows
 * that two dispatchers run under one name share its rule, and it is set once.
 */
export function setRows(rows: readonly Row[], action: FormAction): RuleStep[] {
  const steps = new Map<string, RuleStep>()
  for (const row of rows) {
    const named = ruleKey(row)
    if (row.broken || (named !== undefined && row.action === action)) continue
    const key = named ?? row.name
    const limit = action === 'limit' && { limit: recommendedLimit(row) }
    const begin = named === undefined ? inherited(row, action) : []
    steps.set(key, { key, actions: [...begin, { kind: 'set_action', tool: key, action, ...limit }] })
  }
  return [...steps.values()]
}

const beside = ['require', 'deny_if', 'approve_if', 'limits', 'rate_limit', 'approval', 'reason'] as const

/**
 * A rule of its own that may let calls through begins with what a pattern or a class says: conditions and limits stay,
 * whatever is chosen (policy.md §7). What is denied needs none of them.
 */
function inherited({ name, rule }: Row, action: FormAction): PolicyAction[] {
  const isShut = action === 'deny' || action === 'hide'
  if (isShut || rule === undefined || beside.every((field) => rule[field] === undefined)) return []
  return [{ kind: 'set_rule', tool: name, rule }]
}

/** The quota that the recommended policy gives (policy.md §8). */
export function recommendedLimit({ name, category }: Pick<Row, 'name' | 'category'>) {
  return {
    counter: `${name.toLowerCase()}_rate`,
    window: 'minute',
    max: category === 'write' || category === 'read' ? 30 : 10,
    scope: 'grant',
  } as const
}

/** The grave tools that an action would loosen. */
export function loosened(rows: readonly Row[], action: FormAction): readonly Row[] {
  return rows.filter(
    (row) =>
      (row.category === 'destructive' || row.category === 'financial') &&
      strictness.indexOf(action) < strictness.indexOf(row.action),
  )
}

/** More than this many at once are asked about first (ux.md §1.8). */
export const manyLoosened = 10

import type { FormAction, PolicyAction } from '#policy'
import type { Row } from './rows.ts'

const strictness: readonly FormAction[] = ['allow', 'limit', 'ask', 'deny', 'hide']

/** What must be done so that rows have an action; rows that have it by a rule of their own are left alone. */
export function setRows(rows: readonly Row[], action: FormAction): PolicyAction[] {
  return rows
    .filter((row) => !row.broken && !(row.own && row.action === action))
    .map((row): PolicyAction => {
      if (action !== 'limit') return { kind: 'set_action', tool: row.name, action }
      return { kind: 'set_action', tool: row.name, action, limit: recommendedLimit(row) }
    })
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

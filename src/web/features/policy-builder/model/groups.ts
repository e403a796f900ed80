import type { FormAction } from '#policy'
import type { Row } from './rows.ts'

const groupKeys = [
  'new',
  'destructive',
  'financial',
  'execute',
  'write',
  'read',
  'patterns',
  'orphans',
] as const
export type GroupKey = (typeof groupKeys)[number]

export interface Group {
  readonly key: GroupKey
  readonly rows: readonly Row[]
}

/** Rows by group, groups without rows left out: what is new until it was looked at, then the gravest risk first. */
export function groupsOf(rows: readonly Row[]): Group[] {
  const byKey = new Map<GroupKey, Row[]>()
  for (const row of rows) {
    const key = groupOf(row)
    const group = byKey.get(key)
    if (group === undefined) byKey.set(key, [row])
    else group.push(row)
  }
  return groupKeys.flatMap((key) => {
    const group = byKey.get(key)
    return group === undefined ? [] : [{ key, rows: group }]
  })
}

function groupOf({ kind, category, isNew }: Row): GroupKey {
  if (isNew) return 'new'
  if (kind === 'pattern') return 'patterns'
  return kind === 'orphan' || category === undefined ? 'orphans' : category
}

/** How many rows have which action, in the order of the control, none left out that is there. */
export function countActions(
  rows: readonly Row[],
): { readonly action: FormAction; readonly count: number }[] {
  const counts = new Map<FormAction, number>()
  for (const { action } of rows) counts.set(action, (counts.get(action) ?? 0) + 1)
  const order: readonly FormAction[] = ['allow', 'limit', 'ask', 'deny', 'hide']
  return order.flatMap((action) => {
    const count = counts.get(action)
    return count === undefined ? [] : [{ action, count }]
  })
}

/** A line as it is drawn: the head of a group, or a row of it. */
export type Line =
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'row'; readonly row: Row }

export function linesOf(groups: readonly Group[], collapsed: ReadonlySet<GroupKey>): Line[] {
  return groups.flatMap((group) => [
    { kind: 'group', group } as const,
    ...(collapsed.has(group.key) ? [] : group.rows.map((row) => ({ kind: 'row', row }) as const)),
  ])
}

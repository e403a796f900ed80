import { useDeferredValue, useMemo, useState } from 'react'
import { noteOf } from '#policy'
import { asksText, type FilterWorld, parseFilter } from './model/filter.ts'
import { type GroupKey, groupsOf, linesOf } from './model/groups.ts'
import type { Row } from './model/rows.ts'
import type { BuilderState } from './use-session.ts'
import type { View } from './use-view.ts'

/** The lines that match the filter. Typing stays quick: the list may be a frame behind the words. */
export function useFound({ rows, session, form }: BuilderState, { search }: View) {
  const [collapsed, setCollapsed] = useState<ReadonlySet<GroupKey>>(new Set())
  const words = useDeferredValue(search.q ?? '')
  const { risk, action } = search
  // Notes and tests change without any row, and are looked for only when they are asked for.
  const version = asksText(words) ? form.version : 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the text that is read here
  const filter = useMemo(() => parseFilter(words, textOf(session)), [words, session, version])
  const groups = useMemo(
    () =>
      groupsOf(
        rows.filter(
          (row) =>
            (risk === undefined || row.category === risk) &&
            (action === undefined || row.action === action) &&
            filter.matches(row),
        ),
      ),
    [rows, filter, risk, action],
  )
  const lines = useMemo(() => linesOf(groups, collapsed), [groups, collapsed])
  return {
    lines,
    collapsed,
    shown: groups.reduce((count, group) => count + group.rows.length, 0),
    misread: filter.misread,
    fold(key: GroupKey, open: boolean) {
      const next = new Set(collapsed)
      if (open) next.delete(key)
      else next.add(key)
      setCollapsed(next)
    },
  }
}

function textOf({ sync }: BuilderState['session']): FilterWorld {
  return {
    hasNote: (name) => noteOf(sync.parsed(), name) !== '',
    hasTest: (name) => sync.state().document.tests?.some(({ tool }) => tool === name) === true,
  }
}

export interface RowCounts {
  readonly isNew: number
  readonly drifted: number
  readonly orphans: number
  readonly conditional: number
}

/** What the chips of the filter count. */
export function useRowCounts(rows: readonly Row[]): RowCounts {
  return useMemo(() => {
    const count = (test: (row: Row) => boolean) => rows.reduce((sum, row) => sum + (test(row) ? 1 : 0), 0)
    return {
      isNew: count((row) => row.isNew),
      drifted: count((row) => row.drifted),
      orphans: count((row) => row.orphan),
      conditional: count((row) => row.conditions > 0),
    }
  }, [rows])
}

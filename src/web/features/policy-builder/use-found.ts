import { useMemo, useState } from 'react'
import { noteOf } from '#policy'
import { createFinder, type Find, type Found } from './model/finder.ts'
import type { Row } from './model/rows.ts'
import type { View } from './model/view.ts'
import type { BuilderState } from './use-session.ts'
import { useViewed } from './use-view.ts'

/** What can be looked through, and how. */
export interface Searched {
  readonly rows: readonly Row[]
  /** Of the text that the rows were read from. */
  readonly version: number
  readonly find: Find
}

export function useSearched({ rows, session, form }: BuilderState): Searched {
  const { sync } = session
  const [find] = useState(() =>
    createFinder({
      hasNote: (name) => noteOf(sync.parsed(), name) !== '',
      hasTest: (name) => sync.state().document.tests?.some(({ tool }) => tool === name) === true,
    }),
  )
  const { version } = form
  return useMemo(() => ({ rows, version, find }), [rows, version, find])
}

/** The rows that match what the view filters by. With the letter that was typed, and not after it: that is quick enough. */
export function useFound({ rows, version, find }: Searched, view: View): Found {
  const words = useViewed(view, ({ q }) => q ?? '')
  const risk = useViewed(view, (search) => search.risk)
  const action = useViewed(view, (search) => search.action)
  return find({ rows, words, risk, action, version })
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

import type { FormAction } from '#policy'
import type { Category } from '#risk'
import { asksText, type Filter, type FilterWorld, parseFilter } from './filter.ts'
import { type Group, groupsOf } from './groups.ts'
import type { Row } from './rows.ts'

interface Wanted {
  readonly rows: readonly Row[]
  /** As they stand in the box. */
  readonly words: string
  readonly risk: Category | undefined
  readonly action: FormAction | undefined
  /** Stands for the text of the policy, in which some words are looked for. */
  readonly version: number
}

export interface Found {
  readonly groups: readonly Group[]
  /** How many rows match. */
  readonly shown: number
  /** Parts that were not understood, in words. */
  readonly misread: readonly string[]
}

export type Find = (wanted: Wanted) => Found

/**
 * Finds what matches, and remembers what it found last: the list and the line under the box ask for the same. What it answers
 * does not depend on what it remembers.
 */
export function createFinder(world: FilterWorld): Find {
  let last: { readonly wanted: Wanted; readonly found: Found } | undefined
  let read: { readonly words: string; readonly filter: Filter } | undefined
  return (asked) => {
    const { words } = asked
    // Notes and tests change without any row, and are looked for only when they are asked for.
    const wanted = asksText(words) ? asked : { ...asked, version: 0 }
    if (last !== undefined && isSame(last.wanted, wanted)) return last.found
    if (read?.words !== words) read = { words, filter: parseFilter(words, world) }
    last = { wanted, found: found(wanted, read.filter) }
    return last.found
  }
}

function found({ rows, risk, action }: Wanted, { matches, misread }: Filter): Found {
  const shown = rows.filter(
    (row) =>
      (risk === undefined || row.category === risk) &&
      (action === undefined || row.action === action) &&
      matches(row),
  )
  return { groups: groupsOf(shown), shown: shown.length, misread }
}

function isSame(a: Wanted, b: Wanted): boolean {
  return (
    a.rows === b.rows &&
    a.words === b.words &&
    a.risk === b.risk &&
    a.action === b.action &&
    a.version === b.version
  )
}

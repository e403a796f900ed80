import { useMemo, useState } from 'react'
import type { Line } from '../model/groups.ts'

export interface Cursor {
  /** The active line; -1 when there are none. */
  readonly index: number
  readonly moveTo: (index: number) => void
}

interface Named {
  readonly kind: Line['kind']
  readonly name: string
}

/** The active line, remembered by name, so that it stays on its tool when rows come and go. */
export function useCursor(lines: readonly Line[], selected: string | undefined): Cursor {
  const [named, setNamed] = useState<Named>()
  const [last, setLast] = useState(0)
  const kind = named?.kind ?? 'row'
  const name = named === undefined ? selected : named.name
  const found = useMemo(() => lines.findIndex((line) => isNamed(line, kind, name)), [lines, kind, name])
  return {
    // A line that is filtered away leaves the cursor near where it was.
    index: found >= 0 ? found : Math.min(named === undefined ? 0 : last, lines.length - 1),
    moveTo(index) {
      const line = lines[Math.max(0, Math.min(lines.length - 1, index))]
      if (line === undefined) return
      setNamed({ kind: line.kind, name: nameOf(line) })
      setLast(index)
    },
  }
}

function isNamed(line: Line, kind: Line['kind'], name: string | undefined): boolean {
  return line.kind === kind && nameOf(line) === name
}

/** What a line is called; it stays the same while lines come and go around it. */
function nameOf(line: Line): string {
  return line.kind === 'group' ? line.group.key : line.row.name
}

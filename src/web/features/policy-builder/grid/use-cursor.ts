import { useMemo, useState } from 'react'
import type { Line } from '../model/groups.ts'
import { lineKey } from './line-key.ts'

export interface Cursor {
  /** The active line; -1 when there are none. */
  readonly index: number
  readonly moveTo: (index: number) => void
}

/** The active line, remembered by name, so that it stays on its tool when rows come and go. */
export function useCursor(lines: readonly Line[], selected: string | undefined): Cursor {
  const [key, setKey] = useState<string>()
  const [last, setLast] = useState(0)
  const wanted = key ?? (selected === undefined ? undefined : `row ${selected}`)
  const places = useMemo(() => new Map(lines.map((line, index) => [lineKey(line), index])), [lines])
  const found = wanted === undefined ? -1 : (places.get(wanted) ?? -1)
  return {
    // A line that is filtered away leaves the cursor near where it was.
    index: found >= 0 ? found : Math.min(key === undefined ? 0 : last, lines.length - 1),
    moveTo(index) {
      const line = lines[Math.max(0, Math.min(lines.length - 1, index))]
      if (line === undefined) return
      setKey(lineKey(line))
      setLast(index)
    },
  }
}

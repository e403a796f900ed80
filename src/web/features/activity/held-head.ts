import { useState } from 'react'
import type { Call } from '#model/activity'

/** The rows to show while a reader looks at them, and how many have come on top since. */
export function heldCalls(
  calls: readonly Call[],
  head: string | undefined,
): { readonly shown: readonly Call[]; readonly fresh: number } {
  const at = head === undefined ? 0 : calls.findIndex(({ id }) => id === head)
  // A head that is gone (other filters, rows let go) holds nothing.
  return at <= 0 ? { shown: calls, fresh: 0 } : { shown: calls.slice(at), fresh: at }
}

/**
 * Live rows wait while the reader has scrolled or points at the list: what one is about to click must not move.
 * `release` lets in what has come.
 */
export function useHeldCalls(calls: readonly Call[]) {
  const [head, setHead] = useState<string>()
  const [holding, setHolding] = useState(false)
  const hold = (hold: boolean) => {
    if (hold === holding) return
    setHolding(hold)
    setHead(hold ? calls[0]?.id : undefined)
  }
  const release = () => setHead(holding ? calls[0]?.id : undefined)
  return { ...heldCalls(calls, head), hold, release }
}

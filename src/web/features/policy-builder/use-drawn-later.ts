import { startTransition, useEffect, useState } from 'react'

/** False until what stands around it is on the screen; then it is drawn in pieces between which the browser can answer. */
export function useDrawnLater(): boolean {
  const [isDrawn, setDrawn] = useState(false)
  useEffect(() => startTransition(() => setDrawn(true)), [])
  return isDrawn
}

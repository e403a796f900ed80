import { useCallback, useLayoutEffect, useRef } from 'react'

/** A function that stays the same object and does what the latest one does: rows that are not drawn anew may keep it. */
export function useStable<Arguments extends readonly unknown[]>(
  run: (...args: Arguments) => void,
): (...args: Arguments) => void {
  const latest = useRef(run)
  useLayoutEffect(() => {
    latest.current = run
  })
  return useCallback((...args: Arguments) => latest.current(...args), [])
}

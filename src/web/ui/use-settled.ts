import { useEffect, useState } from 'react'

/**
 * A value that is changed here at once and told outside when it has rested: what is typed or stepped through, beside a URL
 * that should not follow every key. A change from outside (the back button, a link) is taken over.
 */
export function useSettled<Value>(
  outer: Value,
  tell: (value: Value) => void,
  { ms = 250, same = Object.is }: { ms?: number; same?: (a: Value, b: Value) => boolean } = {},
): [Value, (value: Value) => void] {
  const [value, setValue] = useState(outer)
  const [seen, setSeen] = useState(outer)
  const [told, setTold] = useState(outer)
  if (!same(outer, seen)) {
    setSeen(outer)
    // What comes back is what was told, and the reader may have gone on since.
    if (!same(outer, told)) {
      setTold(outer)
      setValue(outer)
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another value starts the clock anew
  useEffect(() => {
    if (same(value, told)) return
    const timer = setTimeout(() => {
      setTold(value)
      tell(value)
    }, ms)
    return () => clearTimeout(timer)
  }, [value])
  return [value, setValue]
}

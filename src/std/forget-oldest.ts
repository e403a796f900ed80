/** Keeps a memory within bounds, entry by entry: a Map and a Set hold what they have in the order in which it came. */
export function forgetOldest<Key>(kept: Map<Key, unknown> | Set<Key>, most: number): void {
  if (kept.size <= most) return
  const first = kept.keys().next()
  if (first.done !== true) kept.delete(first.value)
}

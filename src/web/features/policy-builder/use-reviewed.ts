import { useMemo, useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()

function keyOf(policyId: string): string {
  return `sallyport.reviewed.${policyId}`
}

/** New tools that were looked at, in this browser: they go to the groups of their risk. */
export function useReviewed(policyId: string): ReadonlySet<string> {
  const kept = useSyncExternalStore(
    (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    () => localStorage.getItem(keyOf(policyId)) ?? '',
  )
  return useMemo(() => new Set(kept.split('\n')), [kept])
}

export function markReviewed(policyId: string, names: readonly string[]): void {
  const kept = (localStorage.getItem(keyOf(policyId)) ?? '').split('\n')
  localStorage.setItem(keyOf(policyId), [...new Set([...kept, ...names])].join('\n'))
  for (const listen of listeners) listen()
}

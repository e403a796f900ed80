import { useSyncExternalStore } from 'react'
import { untilWordsChange } from './time-words.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let current = Date.now()

/** One clock for the page: a hundred times on the screen tick together, once a second, and not at all while hidden. */
function subscribe(listen: () => void): () => void {
  listeners.add(listen)
  if (timer === undefined) {
    current = Date.now()
    timer = setInterval(() => {
      if (document.hidden) return
      current = Date.now()
      for (const notify of listeners) notify()
    }, 1000)
  }
  return () => {
    listeners.delete(listen)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time, renewed each second. */
export function useSecond(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(current / 1000) * 1000)
}

/** The time, renewed only as often as the words for `at` change. */
export function useNow(at: number): number {
  return useSyncExternalStore(subscribe, () => {
    const step = untilWordsChange(at, current)
    const grain = step === Number.POSITIVE_INFINITY ? 86_400_000 : step <= 1000 ? 1000 : 60_000
    return Math.floor(current / grain) * grain
  })
}

import { useSyncExternalStore } from 'react'

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

/** Without listeners nothing ticks, and what was read last is old. */
function read(): number {
  if (timer === undefined && Date.now() - current >= 1000) current = Date.now()
  return current
}

/** The time, renewed each second. */
export function useSecond(): number {
  return useSyncExternalStore(subscribe, read, read)
}

/** What `words` says of the time now; renders again only when it says something else. */
export function useTimeWords(words: (now: number) => string): string {
  const snapshot = () => words(read())
  return useSyncExternalStore(subscribe, snapshot, snapshot)
}

import { type ReactNode, useEffect, useSyncExternalStore } from 'react'

/** What a page says of a lost line in place of the common words. */
export interface LineWords {
  readonly words: ReactNode
  /** The page found nobody itself, before the frame did. */
  readonly isLost: boolean
}

// The notice stands in the frame, which floats it over whatever page is shown; a page cannot reach the frame.
let offered: LineWords | undefined
const listeners = new Set<() => void>()

function become(next: LineWords | undefined): void {
  offered = next
  for (const listen of listeners) listen()
}

/** Says it with the page's own words for as long as the page is shown; undefined = the common ones will do. */
export function useLineWords(words: ReactNode | undefined, isLost: boolean): void {
  useEffect(() => {
    if (words === undefined) return
    const own = { words, isLost }
    become(own)
    return () => {
      if (offered === own) become(undefined)
    }
  }, [words, isLost])
}

function subscribe(listen: () => void): () => void {
  listeners.add(listen)
  return () => listeners.delete(listen)
}

export function useOfferedLineWords(): LineWords | undefined {
  return useSyncExternalStore(subscribe, () => offered)
}

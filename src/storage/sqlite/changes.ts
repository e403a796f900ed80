import type { Log } from '#platform/log'
import type { Change, Changes } from '#storage'

export interface Feed extends Changes {
  /** INVARIANT: called after the commit, never inside a transaction that may yet be rolled back. */
  tell(change: Change): void
}

/** The feed of this process. */
export function createFeed(log: Log): Feed {
  const listeners = new Set<(change: Change) => void>()
  return {
    subscribe(listener) {
      // Wrapped, so that one function subscribed twice is two subscriptions.
      const own = (change: Change) => listener(change)
      listeners.add(own)
      return () => {
        listeners.delete(own)
      }
    },
    tell(change) {
      for (const listener of [...listeners]) {
        try {
          listener(change)
        } catch (error) {
          // What was written stays written: the writer must not be told that it failed.
          log.error({ err: error, change: change.kind }, 'a listener to changes failed')
        }
      }
    },
  }
}

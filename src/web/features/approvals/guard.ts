/** What a key or a click on a card can come to. */
export type Effect = 'none' | 'arm' | 'disarm' | 'approve' | 'deny'

export interface Guard {
  /** When the card appeared or its window got the focus: what comes sooner than a person can read is no decision. */
  readonly since: number
  /** A grave approval was begun and waits for its second key. */
  readonly armed: boolean
}

export interface Press {
  readonly key: string
  /** The key is held down. */
  readonly repeat: boolean
  readonly at: number
}

/** How long a new card takes no decision (ux.md §2.3). */
const inertMs = 400

export function freshGuard(at: number): Guard {
  return { since: at, armed: false }
}

/** Whether a card listens yet. */
export function isAwake(guard: Guard, at: number): boolean {
  return at - guard.since >= inertMs
}

/** What a key does: `a` approves, or, where it cannot be undone, arms, and then `Enter` approves; `d` begins a denial. */
export function pressed(guard: Guard, { key, repeat, at }: Press, grave: boolean): Effect {
  if (repeat || !isAwake(guard, at)) return 'none'
  switch (key.toLowerCase()) {
    case 'a':
      if (!grave) return 'approve'
      return guard.armed ? 'none' : 'arm'
    case 'enter':
      return grave && guard.armed ? 'approve' : 'none'
    case 'escape':
      return guard.armed ? 'disarm' : 'none'
    case 'd':
      return 'deny'
    default:
      return 'none'
  }
}

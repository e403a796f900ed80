/** What the list needs to know of a card to order it. */
export interface Listed {
  readonly id: string
  readonly expiresAt: number
}

export interface Inbox {
  /** Ids in the order in which they are drawn. */
  readonly shown: readonly string[]
  /** Ids that came since and wait behind the pill. */
  readonly fresh: readonly string[]
}

/** The most urgent first. */
function ordered(cards: readonly Listed[]): string[] {
  return [...cards].sort((a, b) => a.expiresAt - b.expiresAt || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
}

/**
 * What is drawn stays where it is: what came since waits behind a pill, and what was decided keeps its place until the list is
 * drawn anew. Nothing moves under a finger that is about to decide.
 */
export function settled(before: readonly string[], cards: readonly Listed[]): Inbox {
  if (before.length === 0) return { shown: ordered(cards), fresh: [] }
  const known = new Set(before)
  return { shown: before, fresh: ordered(cards.filter(({ id }) => !known.has(id))) }
}

/** Draws the list anew, with all that waits now; a card that is open stays in it, decided or not. */
export function redrawn(
  cards: readonly Listed[],
  open: string | undefined,
  before: readonly string[],
): string[] {
  const next = ordered(cards)
  if (open === undefined || next.includes(open) || !before.includes(open)) return next
  return [open, ...next]
}

export interface Arrival {
  readonly grave: boolean
}

/** One sentence for all that came since the last: "3 new approvals, one destructive or financial." */
export function arrivalWords(arrivals: readonly Arrival[]): string {
  const grave = arrivals.filter((arrival) => arrival.grave).length
  const count = arrivals.length === 1 ? 'A new approval' : `${arrivals.length} new approvals`
  if (grave === 0) return `${count}.`
  if (arrivals.length === 1) return 'A new approval, destructive or financial.'
  return `${count}, ${grave === 1 ? 'one' : grave} destructive or financial.`
}

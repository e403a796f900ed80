import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { ApprovalCard } from '#web/data/approvals.ts'
import { announce } from '#web/ui/feedback/announce.ts'
import { arrivalWords, redrawn, settled } from './inbox.ts'
import { isGrave } from './use-decision.ts'

export interface InboxView {
  readonly entries: readonly Entry[]
  /** How many wait behind the pill. */
  readonly fresh: number
  /** Draws the list anew; the card that is open stays in it. */
  readonly redraw: (selected: string | undefined) => void
}

/** A card as it was last seen in the list; `gone` when it waits no longer. */
export interface Entry {
  readonly card: ApprovalCard
  readonly gone: boolean
}

export interface InboxParts {
  /** Names the list; another one is drawn from its beginning. */
  readonly scope: string
  /** What belongs in the list now. */
  readonly cards: readonly ApprovalCard[]
  /** All that waits, in this list or another. */
  readonly open: readonly ApprovalCard[]
}

/** The cards in an order that nothing but the reader changes. One that was drawn keeps its place after its decision. */
export function useInbox({ scope, cards, open }: InboxParts): InboxView {
  const [drawn, setDrawn] = useState<{ scope: string; order: readonly string[] }>({ scope, order: [] })
  const [seen, setSeen] = useState<ReadonlyMap<string, ApprovalCard>>(new Map())
  const order = drawn.scope === scope ? drawn.order : []
  const { shown, fresh } = settled(order, cards)
  if (drawn.scope !== scope || (order.length === 0 && shown.length > 0)) setDrawn({ scope, order: shown })
  if (open.some((card) => seen.get(card.id) !== card))
    setSeen(new Map([...seen, ...open.map((card) => [card.id, card] as const)]))
  const waiting = new Set<string>(open.map(({ id }) => id))
  return {
    entries: shown.flatMap((id) => {
      const card = seen.get(id)
      return card === undefined ? [] : [{ card, gone: !waiting.has(id) }]
    }),
    fresh: fresh.length,
    redraw: (selected) => setDrawn({ scope, order: redrawn(cards, selected, order) }),
  }
}

/** At most one announcement in this time (ux.md §2.3). */
const quietMs = 10_000

/** Says what has come, summed, so that ten calls at once are one sentence. */
export function useArrivals(cards: readonly ApprovalCard[] | undefined): void {
  const known = useRef<ReadonlySet<string>>(undefined)
  const waiting = useRef<ApprovalCard[]>([])
  const spokenAt = useRef(0)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const speak = useEffectEvent(() => {
    if (waiting.current.length === 0) return
    announce(arrivalWords(waiting.current.map((card) => ({ grave: isGrave(card) }))))
    waiting.current = []
    spokenAt.current = Date.now()
  })
  useEffect(() => {
    if (cards === undefined) return
    const before = known.current
    known.current = new Set(cards.map(({ id }) => id))
    // What was there when the page opened is read, not announced.
    if (before === undefined) return
    waiting.current = [...waiting.current, ...cards.filter(({ id }) => !before.has(id))]
    clearTimeout(timer.current)
    timer.current = setTimeout(() => speak(), Math.max(0, spokenAt.current + quietMs - Date.now()))
  }, [cards])
  useEffect(() => () => clearTimeout(timer.current), [])
}

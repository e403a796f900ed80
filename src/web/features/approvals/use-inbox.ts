import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { ApprovalCard } from '#web/data/approvals.ts'
import { announce } from '#web/ui/feedback/announce.ts'
import { arrivalWords, redrawn, settled } from './inbox.ts'
import { isGrave } from './use-decision.ts'

export interface InboxView {
  readonly cards: readonly ApprovalCard[]
  /** How many wait behind the pill. */
  readonly fresh: number
  readonly redraw: () => void
}

/** The open cards in an order that nothing but the reader changes. Cards that were seen are remembered after their decision. */
export function useInbox(cards: readonly ApprovalCard[], selected: string | undefined): InboxView {
  const [order, setOrder] = useState<readonly string[]>([])
  const [seen, setSeen] = useState<ReadonlyMap<string, ApprovalCard>>(new Map())
  const { shown, fresh } = settled(order, cards)
  if (order.length === 0 && shown.length > 0) setOrder(shown)
  if (cards.some((card) => seen.get(card.id) !== card))
    setSeen(new Map([...seen, ...cards.map((card) => [card.id, card] as const)]))
  return {
    cards: shown.flatMap((id) => seen.get(id) ?? []),
    fresh: fresh.length,
    redraw: () => setOrder(redrawn(cards, selected, order)),
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

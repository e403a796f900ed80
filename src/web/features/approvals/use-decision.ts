import { useEffect, useState } from 'react'
import { openStates } from '#model/approval'
import { type ApprovalCard, useDecide } from '#web/data/approvals.ts'
import { announce } from '#web/ui/feedback/announce.ts'
import { type Effect, freshGuard, type Guard, isAwake, type Press, pressed } from './guard.ts'

export interface Decision {
  readonly armed: boolean
  readonly denying: boolean
  readonly pending: 'approve' | 'deny' | undefined
  readonly failure: string | undefined
  readonly press: (press: Press) => boolean
  readonly approve: () => void
  readonly beginDenial: () => void
  readonly deny: (reason: string | undefined) => void
  readonly back: () => void
}

/** Whether it cannot be undone: two keys then, not one. */
export function isGrave({ category }: Pick<ApprovalCard, 'category'>): boolean {
  return category === 'destructive' || category === 'financial'
}

/** Deciding one card, without accidents. */
export function useDecision(card: ApprovalCard, refusal: string | undefined): Decision {
  const [guard, setGuard] = useState<Guard>(() => freshGuard(Date.now()))
  const [denying, setDenying] = useState(false)
  const decide = useDecide()
  const grave = isGrave(card)
  const open = openStates.includes(card.state) && refusal === undefined && !decide.isPending

  useEffect(() => {
    // Coming back to the window is like a card appearing: the first key may have been meant for another window.
    const wake = () => setGuard(freshGuard(Date.now()))
    window.addEventListener('focus', wake)
    return () => window.removeEventListener('focus', wake)
  }, [])

  function send(verdict: 'approve' | 'deny', reason?: string): void {
    decide.mutate(
      { approvalId: card.id, verdict, ...(reason !== undefined && { reason }) },
      {
        onSuccess: () => announce(verdict === 'approve' ? 'Approved.' : 'Denied.'),
        onSettled: () => {
          setGuard(freshGuard(Date.now()))
          setDenying(false)
        },
      },
    )
  }

  function take(effect: Effect): void {
    if (effect === 'approve') send('approve')
    else if (effect === 'deny') setDenying(true)
    else if (effect === 'arm') setGuard({ ...guard, armed: true })
    else if (effect === 'disarm') setGuard({ ...guard, armed: false })
  }

  return {
    armed: guard.armed && open,
    denying: denying && open,
    pending: decide.isPending ? decide.variables.verdict : undefined,
    // Who lost the race sees on the card who was first; that is no failure.
    failure: decide.error === null || decide.error.status === 409 ? undefined : decide.error.message,
    press(press) {
      const effect = open && !denying ? pressed(guard, press, grave) : 'none'
      take(effect)
      return effect !== 'none'
    },
    approve() {
      if (!open || !isAwake(guard, Date.now())) return
      // By the pointer the second button stands where the first was, so a double click must not be both.
      if (grave && !guard.armed) setGuard({ since: Date.now(), armed: true })
      else take('approve')
    },
    beginDenial() {
      if (open && isAwake(guard, Date.now())) take('deny')
    },
    deny: (reason) => send('deny', reason),
    back() {
      setDenying(false)
      setGuard({ ...guard, armed: false })
    },
  }
}

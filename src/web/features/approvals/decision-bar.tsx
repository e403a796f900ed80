import { type ReactNode, useEffect, useRef } from 'react'
import type { ApprovalCard } from '#web/data/approvals.ts'
import { Button } from '#web/ui/action/button.tsx'
import { Countdown, TimeBar, useTimeLeft } from '#web/ui/display/countdown.tsx'
import { Kbd } from '#web/ui/display/kbd.tsx'

export interface DecisionBarProps {
  card: ApprovalCard
  offset: number
  armed: boolean
  pending: 'approve' | 'deny' | undefined
  /** Why nothing can be decided; undefined = it can. */
  refusal: string | undefined
  onApprove: () => void
  onDeny: () => void
  onDisarm: () => void
}

/** The two decisions and the time left for them, always in sight at the foot of the card. */
export function DecisionBar(props: DecisionBarProps) {
  const { card, offset, armed, pending, refusal, onApprove, onDeny, onDisarm } = props
  const inert = refusal !== undefined || pending !== undefined
  const confirm = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (armed) confirm.current?.focus()
  }, [armed])
  return (
    <div className="sticky bottom-0 grid gap-2.5 bg-bg pt-2 pb-4">
      {refusal !== undefined && (
        <p id="refusal" className="leading-normal text-ink-2">
          {refusal}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {armed ? (
          <>
            <Button
              ref={confirm}
              size="large"
              variant="danger-solid"
              onClick={onApprove}
              loading={pending === 'approve'}
            >
              Yes, approve once <Kbd>⏎</Kbd>
            </Button>
            <Button size="large" variant="quiet" onClick={onDisarm}>
              Back
            </Button>
          </>
        ) : (
          <>
            <Button
              size="large"
              className="border-transparent bg-ask! text-panel! not-aria-disabled:hover:bg-ask/90!"
              aria-disabled={inert || undefined}
              aria-describedby={refusal === undefined ? undefined : 'refusal'}
              aria-keyshortcuts="A"
              loading={pending === 'approve'}
              onClick={onApprove}
            >
              Approve once <Kbd>A</Kbd>
            </Button>
            <Button
              size="large"
              variant="danger"
              aria-disabled={inert || undefined}
              aria-describedby={refusal === undefined ? undefined : 'refusal'}
              aria-keyshortcuts="D"
              loading={pending === 'deny'}
              onClick={onDeny}
            >
              Deny <Kbd>D</Kbd>
            </Button>
          </>
        )}
        <TimeLeft card={card} offset={offset} />
      </div>
      <TimeBar from={card.createdAt} until={card.expiresAt} offset={offset} />
    </div>
  )
}

function TimeLeft({ card, offset }: { card: ApprovalCard; offset: number }): ReactNode {
  const left = useTimeLeft(card.expiresAt, offset)
  if (left === 0) return <span className="ml-auto text-ink-2">Time is up: denied.</span>
  return (
    <span className="ml-auto text-ink-3 max-[560px]:ml-0 max-[560px]:basis-full">
      <Countdown until={card.expiresAt} offset={offset} className="text-ink" /> then denied ·{' '}
      {card.state === 'parked' ? 'the agent was told to call again' : 'the agent is waiting'}
    </span>
  )
}

import type { ApprovalCard } from '#web/data/approvals.ts'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { Banner, type BannerTone } from '#web/ui/feedback/banner.tsx'

interface Words {
  readonly tone: BannerTone
  readonly lead: string
  readonly rest: string
}

const words: Readonly<Partial<Record<ApprovalCard['state'], Words>>> = {
  approved: { tone: 'good', lead: 'Approved', rest: 'It runs once, when the client takes it.' },
  executed: { tone: 'good', lead: 'Approved', rest: 'It has run.' },
  denied: { tone: 'bad', lead: 'Denied', rest: 'The agent was told.' },
  expired: { tone: 'warning', lead: 'Expired', rest: 'Nobody answered in time, so it was denied.' },
  cancelled: {
    tone: 'info',
    lead: 'Cancelled',
    rest: 'The client took the call back before anyone decided.',
  },
  outcome_unknown: {
    tone: 'warning',
    lead: 'Outcome unknown',
    rest: 'It was approved and sent, and no answer is known. It is never run again by itself; look at the server.',
  },
}

/** What became of a call that waits no longer, told in place to whoever has its card open. */
export function Outcome({ card }: { card: ApprovalCard }) {
  const says = words[card.state]
  if (says === undefined) return null
  const last = card.decisions.at(-1)
  const decided = card.state === 'denied' || card.state === 'approved' || card.state === 'executed'
  return (
    <Banner tone={says.tone} live="polite">
      <p>
        <b>
          {says.lead}
          {decided && last !== undefined && ` by ${last.name}`}
        </b>
        {decided && last?.own === true && ' (own call)'}{' '}
        {card.settledAt !== null && <RelativeTime at={card.settledAt} className="text-ink-2" />}. {says.rest}
      </p>
      {decided && last?.reason != null && <p className="mt-1 break-words">“{last.reason}”</p>}
    </Banner>
  )
}

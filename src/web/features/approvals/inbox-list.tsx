import clsx from 'clsx'
import { openStates } from '#model/approval'
import { type ApprovalCard, useApproval } from '#web/data/approvals.ts'
import { type ApprovalsSearch, paths } from '#web/paths.ts'
import { Countdown } from '#web/ui/display/countdown.tsx'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { RiskBadge } from '#web/ui/display/risk-badge.tsx'
import { useClockOffset } from './clock.ts'
import type { Entry } from './use-inbox.ts'
import { VisibleText } from './visible-value.tsx'

export interface InboxListProps {
  entries: readonly Entry[]
  selected: string | undefined
  search: ApprovalsSearch
  label: string
}

/** The calls, each a link to its card. */
export function InboxList({ entries, selected, search, label }: InboxListProps) {
  return (
    <ul aria-label={label}>
      {entries.map(({ card, gone }) => {
        const place = { selected: card.id === selected, href: paths.approval(card.id, search) }
        return gone ? (
          <GoneItem key={card.id} card={card} {...place} />
        ) : (
          <InboxItem key={card.id} card={card} {...place} />
        )
      })}
    </ul>
  )
}

const stateWords: Readonly<Partial<Record<ApprovalCard['state'], string>>> = {
  approved: 'approved',
  executed: 'approved, has run',
  denied: 'denied',
  expired: 'expired',
  cancelled: 'cancelled',
  outcome_unknown: 'outcome unknown',
}

interface ItemProps {
  card: ApprovalCard
  selected: boolean
  href: string
}

/** One that was in the list when it was decided: what became of it is asked for. */
function GoneItem({ card, ...place }: ItemProps) {
  return <InboxItem card={useApproval(card.id).data ?? card} {...place} />
}

function InboxItem({ card, selected, href }: ItemProps) {
  const offset = useClockOffset(card.now)
  const open = openStates.includes(card.state)
  return (
    <li>
      <a
        href={href}
        aria-current={selected ? 'true' : undefined}
        className={clsx(
          'grid grid-cols-[minmax(0,1fr)] gap-1 border-b border-line px-4 py-3 -outline-offset-2',
          selected ? 'bg-panel shadow-[inset_2px_0_0_var(--approve)]' : 'hover:bg-panel/70',
        )}
      >
        <span className="flex items-center gap-2 whitespace-nowrap">
          <RiskBadge risk={card.category} />
          <b className="min-w-0 truncate font-mono text-sm">
            <VisibleText text={card.tool} />
          </b>
          <span className="ml-auto shrink-0 text-sm text-ink-3">
            {open ? (
              <Countdown until={card.expiresAt} offset={offset} />
            ) : (
              <RelativeTime at={card.settledAt ?? card.createdAt} tabStop={false} />
            )}
          </span>
        </span>
        <span className="truncate text-ink-3">
          {!open && (
            <span className={card.state === 'denied' ? 'text-deny' : 'text-ink-2'}>
              {stateWords[card.state]} ·{' '}
            </span>
          )}
          {card.clientName !== null && (
            <>
              <VisibleText text={card.clientName} /> on{' '}
            </>
          )}
          {card.grantLabel} · {card.serverName}
        </span>
      </a>
    </li>
  )
}

import { type KeyboardEvent, useEffect, useRef } from 'react'
import { openStates } from '#model/approval'
import type { ApprovalCard as Card } from '#web/data/approvals.ts'
import { useRevision } from '#web/data/policies.ts'
import { useTimeLeft } from '#web/ui/display/countdown.tsx'
import { KeyValue } from '#web/ui/display/key-value.tsx'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { RiskBadge } from '#web/ui/display/risk-badge.tsx'
import { Banner } from '#web/ui/feedback/banner.tsx'
import { type ArgumentRow, argumentRows, askingConditions } from './argument-rows.ts'
import { cardTitle } from './card-title.ts'
import { useClockOffset } from './clock.ts'
import { DecisionBar } from './decision-bar.tsx'
import { DenialForm } from './denial-form.tsx'
import { Outcome } from './outcome.tsx'
import { isGrave, useDecision } from './use-decision.ts'
import { VisibleText, VisibleValue } from './visible-value.tsx'
import { WhyAsked } from './why-asked.tsx'

/** The five-second card (ux.md §2.2): what, why, who, with which arguments, how long, and then the two buttons. */
export function ApprovalCard({ card }: { card: Card }) {
  const offset = useClockOffset(card.now)
  const left = useTimeLeft(card.expiresAt, offset)
  const revision = useRevision(card.policyId, card.revision)
  const conditions = revision.data === undefined ? [] : askingConditions(revision.data.text, card.rule)
  const rows = argumentRows(card.arguments, conditions)
  const open = openStates.includes(card.state)
  const refusal = card.refusal ?? (open && left === 0 ? 'Nobody answered in time.' : undefined)
  const decision = useDecision(card, refusal)
  const frame = useRef<HTMLElement>(null)
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return
    // A button is clicked again and again while its key is held down; here once is all.
    if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault()
    if (decision.press({ key: event.key, repeat: event.repeat, at: Date.now() })) event.preventDefault()
  }
  const { denying, armed } = decision
  useEffect(() => {
    // Back from the denial or the second step, keys are heard by the card again.
    if (!denying && !armed && document.activeElement === document.body)
      frame.current?.focus({ preventScroll: true })
  }, [denying, armed])
  return (
    <article
      ref={frame}
      tabIndex={-1}
      data-card
      onKeyDown={press}
      className="mx-auto grid max-w-[760px] gap-4 px-6 pt-6 outline-none max-[560px]:gap-3 max-[560px]:px-4 max-[560px]:pt-3"
    >
      <CardHead card={card} rows={rows} />
      <WhyAsked reason={card.reason} conditions={conditions} argumentsText={card.arguments} />
      {!open && <Outcome card={card} />}
      <Facts card={card} rows={rows} />
      {decision.failure !== undefined && (
        <Banner tone="bad" live="assertive">
          {decision.failure} Nothing was decided; try again.
        </Banner>
      )}
      {open &&
        (denying ? (
          <DenialForm pending={decision.pending === 'deny'} onDeny={decision.deny} onCancel={decision.back} />
        ) : (
          <DecisionBar
            card={card}
            offset={offset}
            armed={armed}
            pending={decision.pending}
            refusal={refusal}
            onApprove={decision.approve}
            onDeny={decision.beginDenial}
            onDisarm={decision.back}
          />
        ))}
    </article>
  )
}

function isField(target: EventTarget): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
}

function CardHead({ card, rows }: { card: Card; rows: readonly ArgumentRow[] }) {
  const { verb, object } = cardTitle(card.tool, card.toolTitle, rows)
  const first = card.record.approved + card.record.denied === 0
  return (
    <header className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2 text-ink-3">
        <RiskBadge risk={card.category} size="large">
          {isGrave(card) && ' · cannot be undone'}
        </RiskBadge>
        {first && <span>first time this grant asks for it</span>}
      </div>
      <h2 className="text-2xl leading-tight font-semibold tracking-[-0.02em] break-words max-[560px]:text-xl">
        <VisibleText text={verb} />{' '}
        {object !== undefined && (
          <span className="font-mono text-[0.86em] break-all">
            <VisibleText text={object} />
          </span>
        )}
      </h2>
      <code className="text-sm break-all text-ink-3">
        <VisibleText text={card.tool} />
      </code>
    </header>
  )
}

function Facts({ card, rows }: { card: Card; rows: readonly ArgumentRow[] }) {
  const { approved, denied, lastAt } = card.record
  return (
    <KeyValue
      items={[
        {
          key: 'who',
          label: 'Asked by',
          value: (
            <>
              {card.clientName === null ? 'A client' : <VisibleText text={card.clientName} />} with grant{' '}
              <b>{card.grantLabel}</b>, on {card.serverName}
            </>
          ),
        },
        ...rows.map((row) => ({
          key: `argument ${row.name}`,
          label: (
            <span className={row.hot ? 'font-semibold text-ink' : undefined}>
              <VisibleText text={row.name} />
            </span>
          ),
          value: <VisibleValue value={row.value} />,
        })),
        ...(rows.length === 0 ? [{ key: 'none', label: 'Arguments', value: 'none' }] : []),
        ...(card.count > 1
          ? [
              {
                key: 'count',
                label: 'Approved so far',
                value: `${card.decisions.length} of ${card.count} people${card.decisions.length > 0 ? `: ${card.decisions.map(({ name }) => name).join(', ')}` : ''}`,
              },
            ]
          : []),
        {
          key: 'record',
          label: 'Before',
          value:
            lastAt === null ? (
              '30 days: never decided for this grant'
            ) : (
              <>
                30 days: {approved} approved, {denied === 0 ? 'none' : denied} denied; last{' '}
                <RelativeTime at={lastAt} />
              </>
            ),
        },
      ]}
    />
  )
}

import { useEffect, useState } from 'react'
import type { Outcome } from '#policy'
import type { RecordedCalls } from '#web/data/recorded-calls.ts'
import { paths } from '#web/paths.ts'
import { TextLink } from '#web/ui/action/text-link.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { Spinner } from '#web/ui/feedback/spinner.tsx'
import { OutcomeBadge } from '../outcome-badge.tsx'
import type { Effect as EffectOf, FlippedCall, SilentCall } from './reviewing.ts'

export interface EffectProps {
  serverId: string
  days: number
  recorded: RecordedCalls | undefined
  failure: string | undefined
  effect: EffectOf | undefined
  effectMs: number | undefined
}

/** What the text would have made of the calls of the last days. An empty answer is never called safe. */
export function Effect(props: EffectProps) {
  const { effect } = props
  useEffect(() => {
    if (effect !== undefined) announce(heardOf(effect))
  }, [effect])
  return (
    <section aria-labelledby="effect-on-calls">
      <h3 id="effect-on-calls" className="pb-1 font-medium">
        Replayed on recorded calls
      </h3>
      <Replayed {...props} />
    </section>
  )
}

function heardOf({ total, flips }: EffectOf): string {
  if (total === 0) return 'There are no calls to replay.'
  return flips.length === 0
    ? 'Replayed: no difference in what could be replayed.'
    : `Replayed: ${flips.length} of ${total} calls would come out otherwise.`
}

function Replayed({ serverId, days, recorded, failure, effect, effectMs }: EffectProps) {
  const [open, setOpen] = useState<string>()
  if (failure !== undefined)
    return (
      <p role="alert" className="text-ink-2">
        The calls could not be loaded: {failure}
      </p>
    )
  if (recorded === undefined || effect === undefined) {
    return (
      <p role="status" className="flex items-center gap-2 text-ink-2">
        <Spinner /> Replaying the calls of the last {days} days …
      </p>
    )
  }
  if (effect.total === 0) {
    return (
      <p className="text-ink-2">
        No call under this policy in the last {days} days, so there is nothing to replay.
      </p>
    )
  }
  const lists = listsOf(effect)
  const chosen = lists.find(({ key }) => key === open)
  return (
    <div className="grid gap-2">
      <p
        className="leading-relaxed"
        data-replay-ms={effectMs === undefined ? undefined : Math.round(effectMs)}
      >
        <span className="tabular-nums">
          Last {days} days: {count(effect.total)} {effect.total === 1 ? 'call' : 'calls'}
          {recorded.total > recorded.calls.length &&
            `, the latest of ${count(recorded.total)} on this server`}
          .{' '}
        </span>
        {effect.flips.length === 0 && <>No difference in what could be replayed. </>}
        {lists.map(({ key, calls, words }) => (
          <span key={key}>
            <button
              type="button"
              aria-expanded={open === key}
              aria-controls="replayed-calls"
              className="rounded-sm font-semibold text-accent underline underline-offset-2 tabular-nums"
              onClick={() => setOpen(open === key ? undefined : key)}
            >
              {count(calls.length)}
            </button>{' '}
            {words}.{' '}
          </span>
        ))}
        {recorded.keepDays === 0 && (
          <span className="text-ink-2">
            This installation keeps no values of arguments (SALLYPORT_ACTIVITY_ARGUMENTS_DAYS is 0): rules
            that look at them cannot be replayed.
          </span>
        )}
      </p>
      <div id="replayed-calls">
        {chosen !== undefined && <CallList calls={chosen.calls} serverId={serverId} />}
      </div>
    </div>
  )
}

function count(value: number): string {
  return numberWords(value)
}

type Listed = FlippedCall | SilentCall

interface List {
  readonly key: string
  readonly calls: readonly Listed[]
  readonly words: string
}

const verbs: Readonly<Record<Outcome, string>> = {
  deny: 'would now be denied',
  allow: 'would now be allowed',
  approval: 'would now ask',
  hide: 'would now find no such tool',
}
const reasons: Readonly<Record<SilentCall['reason'], string>> = {
  arguments_not_kept: 'not replayable, because the values of their arguments are not kept',
  tool_gone: 'not replayable, because the server has no such tool any more',
}

/** Stricter first to the eye of who runs the agents: what stops working is what they hear of. */
const outcomes = ['deny', 'hide', 'approval', 'allow'] as const
const silences = ['arguments_not_kept', 'tool_gone'] as const

function listsOf({ flips, silent }: EffectOf): List[] {
  return [
    ...outcomes.map((outcome) => ({
      key: outcome,
      calls: flips.filter(({ after }) => after === outcome),
      words: verbs[outcome],
    })),
    ...silences.map((reason) => ({
      key: reason,
      calls: silent.filter((call) => call.reason === reason),
      words: reasons[reason],
    })),
  ].filter(({ calls }) => calls.length > 0)
}

const mostShown = 100

function CallList({ calls, serverId }: { calls: readonly Listed[]; serverId: string }) {
  const latest = calls.slice(-mostShown).toReversed()
  return (
    <div className="max-h-72 overflow-y-auto rounded-md border border-line">
      <ul>
        {latest.map((call) => (
          <li
            key={call.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-line/60 px-3 py-1.5 last:border-b-0"
          >
            <RelativeTime at={call.at} className="w-24 text-sm text-ink-3" tabStop={false} />
            <code className="min-w-0 flex-1 basis-40 break-all">{call.tool}</code>
            {'after' in call && (
              <span className="flex min-w-0 flex-wrap items-center gap-1.5">
                <OutcomeBadge outcome={call.before} />
                <span aria-hidden>→</span>
                <span className="sr-only">would be</span>
                <OutcomeBadge outcome={call.after} />
                <code className="text-sm break-all text-ink-3">{call.rule}</code>
              </span>
            )}
            <TextLink href={paths.activity({ server: serverId, call: call.id })}>Open</TextLink>
          </li>
        ))}
      </ul>
      {calls.length > latest.length && (
        <p className="px-3 py-1.5 text-sm text-ink-3">
          The latest {latest.length} of {count(calls.length)}.
        </p>
      )}
    </div>
  )
}

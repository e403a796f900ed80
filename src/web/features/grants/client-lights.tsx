import { Check } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Call } from '#model/activity'
import type { Grant } from '#model/grant'
import { useLatestCalls } from '#web/data/activity.ts'
import { useGrant } from '#web/data/grants.ts'
import { DecisionBadge } from '#web/ui/display/decision-badge.tsx'
import { useSecond } from '#web/ui/display/now.ts'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RelativeTime } from '#web/ui/display/relative-time.tsx'
import { Sentence } from '#web/ui/display/sentence.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import type { ActionTone } from '#web/ui/tone.ts'
import { adviceFor, type Light, lightsOf } from './lights.ts'

export interface ClientLightsProps {
  grant: Grant
  /** When watching began; what came before is shown, and advice counts from here. */
  since: number
}

/** How often to ask while a light is missing, should the live line be down. */
const askEvery = 5000

/** Seen → initialized → tools listed → call enforced, each as the gateway sees it. */
export function ClientLights({ grant, since }: ClientLightsProps) {
  const fresh = useGrant(grant.id, { askEvery }).data ?? grant
  const [call] = useLatestCalls(grant.workspaceId, { grant: grant.id }, 1).data ?? []
  const now = useSecond()
  const lights = lightsOf(fresh)
  const advice = adviceFor(fresh, since, now)
  const lit = lights.filter(({ at }) => at !== null)
  useHeardNews(lit.map(({ label }) => `${label}.`).join(' '))
  useHeardNews(advice?.replaceAll('`', '') ?? '')
  return (
    <div className="grid gap-3">
      <ol aria-label="What the gateway has seen of the client" className="grid">
        {lights.map((light) => (
          <li key={light.key} className="flex min-h-8 flex-wrap items-center gap-x-2.5 py-1">
            <LightMark light={light} />
            <span className={light.at === null ? 'text-ink-3' : 'text-ink'}>
              {light.label}
              <span className="sr-only">{light.at === null ? ': not yet' : ': yes'}</span>
            </span>
            <span className="ml-auto text-sm text-ink-3">{lightDetail(light, fresh, call)}</span>
          </li>
        ))}
      </ol>
      {advice !== undefined && (
        <p className="leading-relaxed text-ink-2">
          <Sentence text={advice} />
        </p>
      )}
    </div>
  )
}

/** Says what has come to words that only grow, or words that are others; not those that stood from the start. */
function useHeardNews(words: string): void {
  const last = useRef(words)
  useEffect(() => {
    const before = last.current
    last.current = words
    const news = words.startsWith(before) ? words.slice(before.length).trim() : words
    if (news !== '') announce(news)
  }, [words])
}

function LightMark({ light }: { light: Light }) {
  return light.at === null ? (
    <span aria-hidden className="mx-[3px] size-2.5 rounded-full border border-edge" />
  ) : (
    <span aria-hidden className="grid size-4 place-items-center rounded-full bg-allow text-panel">
      <Check strokeWidth={3} className="size-2.5" />
    </span>
  )
}

function lightDetail(light: Light, grant: Grant, call: Call | undefined): ReactNode {
  if (light.at === null) return null
  if (light.key === 'initialized') {
    const { clientName, clientVersion, protocolVersion } = grant.progress
    return [clientName, clientVersion, protocolVersion].filter(Boolean).join(' · ')
  }
  if (light.key === 'called' && call !== undefined)
    return (
      <span className="flex flex-wrap items-center gap-2">
        <code className="text-ink">{call.tool}</code>
        <DecisionBadge decision={toneOf(call)} />
        <span className="tabular-nums">{`${numberWords(Math.round(call.totalMs))} ms`}</span>
      </span>
    )
  return <RelativeTime at={light.at} />
}

const tones = {
  allow: 'allow',
  deny: 'deny',
  hide: 'hide',
  approval: 'ask',
} as const satisfies Record<Call['outcome'], ActionTone>

function toneOf(call: Call): ActionTone {
  return tones[call.outcome]
}

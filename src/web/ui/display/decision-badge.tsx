import { Ban, Check, EyeOff, Gauge, Hand, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ActionTone } from '../tone.ts'
import { Badge } from './badge.tsx'

const looks: Readonly<Record<ActionTone, { word: string; past: string; icon: LucideIcon }>> = {
  allow: { word: 'Allow', past: 'Allowed', icon: Check },
  limit: { word: 'Limit', past: 'Limited', icon: Gauge },
  ask: { word: 'Ask', past: 'Asked', icon: Hand },
  deny: { word: 'Deny', past: 'Denied', icon: Ban },
  hide: { word: 'Hide', past: 'Hidden', icon: EyeOff },
}

export const actionOrder = ['allow', 'limit', 'ask', 'deny', 'hide'] as const satisfies ActionTone[]

export function actionWord(action: ActionTone): string {
  return looks[action].word
}

export function ActionIcon({ action, className }: { action: ActionTone; className?: string | undefined }) {
  const Icon = looks[action].icon
  return <Icon aria-hidden className={className} />
}

/** The five actions as the options of a `SegmentedControl`. */
export const actionSegments = actionOrder.map((action) => ({
  value: action,
  label: looks[action].word,
  tone: action,
  icon: <ActionIcon action={action} />,
}))

export interface DecisionBadgeProps {
  decision: ActionTone
  /** What a rule does ("Deny") or what happened to a call ("Denied"). */
  tense?: 'rule' | 'past' | undefined
  children?: ReactNode
  size?: 'medium' | 'large' | undefined
}

export function DecisionBadge({ decision, tense = 'past', children, size }: DecisionBadgeProps) {
  return (
    <Badge tone={decision} size={size} icon={<ActionIcon action={decision} />}>
      <span>
        {tense === 'past' ? looks[decision].past : looks[decision].word}
        {children}
      </span>
    </Badge>
  )
}

import { Banknote, BookOpen, Flame, type LucideIcon, Pencil, SquareTerminal } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RiskTone } from '../tone.ts'
import { Badge } from './badge.tsx'

const looks: Readonly<Record<RiskTone, { word: string; icon: LucideIcon }>> = {
  read: { word: 'Read', icon: BookOpen },
  write: { word: 'Write', icon: Pencil },
  execute: { word: 'Execute', icon: SquareTerminal },
  destructive: { word: 'Destructive', icon: Flame },
  financial: { word: 'Financial', icon: Banknote },
}

/** From the gravest to the mildest: the order in which groups of tools stand. */
export const riskOrder = [
  'destructive',
  'financial',
  'execute',
  'write',
  'read',
] as const satisfies RiskTone[]

export function riskWord(risk: RiskTone): string {
  return looks[risk].word
}

export function RiskIcon({ risk, className }: { risk: RiskTone; className?: string | undefined }) {
  const Icon = looks[risk].icon
  return <Icon aria-hidden className={className} />
}

export interface RiskBadgeProps {
  risk: RiskTone
  /** Said after the word: " · cannot be undone". */
  children?: ReactNode
  size?: 'medium' | 'large' | undefined
}

export function RiskBadge({ risk, children, size }: RiskBadgeProps) {
  return (
    <Badge tone={risk} size={size} icon={<RiskIcon risk={risk} />}>
      <span>
        {looks[risk].word}
        {children}
      </span>
    </Badge>
  )
}

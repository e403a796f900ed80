import { riskWord } from '#web/ui/display/risk-badge.tsx'
import type { GroupKey } from '../model/groups.ts'

export function groupWord(key: GroupKey): string {
  if (key === 'new') return 'New'
  if (key === 'patterns') return 'Patterns'
  return key === 'orphans' ? 'Not on this server' : riskWord(key)
}

/** Colour of a group's head; what is no risk has none. */
export function groupTone(key: GroupKey) {
  return key === 'new' || key === 'patterns' || key === 'orphans' ? 'neutral' : key
}

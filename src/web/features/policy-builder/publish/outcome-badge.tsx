import type { Outcome } from '#policy'
import { DecisionBadge } from '#web/ui/display/decision-badge.tsx'

/** What became of a call, or would have. */
export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  return <DecisionBadge decision={outcome === 'approval' ? 'ask' : outcome} tense="past" />
}

import { pointerSteps } from '#std/pointer'
import type { Row } from './rows.ts'

/** Under which name the rule stands that is about a row: its own, or that of the action whoever runs it; undefined = none is. */
export function ruleKey({
  own,
  by,
  name,
  pointer,
}: Pick<Row, 'own' | 'by' | 'name' | 'pointer'>): string | undefined {
  if (own) return name
  return by === 'inner' ? pointerSteps(pointer)[1] : undefined
}

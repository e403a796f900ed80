import type { Readings, Verdict } from './verdict.ts'

/** From 0 to 1, in hundredths: how far the definition settles the category. */
export function confidenceOf(verdict: Verdict, readings: Readings, described: boolean): number {
  let confidence = base(verdict)
  if (verdict.agreeing === 2) confidence += 0.08
  if (verdict.unsure) confidence -= 0.3
  if (!described) confidence -= 0.15
  if (readings.description.foreign) confidence -= 0.1
  const { annotations } = readings
  const claimsOtherwise =
    (annotations?.readOnlyHint === true && verdict.category !== 'read') ||
    (annotations?.destructiveHint === true && verdict.category === 'read')
  if (claimsOtherwise) confidence -= 0.1
  return Math.round(Math.min(0.98, Math.max(0.1, confidence)) * 100) / 100
}

function base({ ground }: Verdict): number {
  switch (ground.kind) {
    case 'name':
      return ground.act.sure === 3 ? 0.88 : 0.78
    case 'choice':
    case 'phrase':
      return 0.82
    case 'description':
      return 0.78
    case 'joined':
    case 'saves':
    case 'returns-only':
      return 0.7
    case 'code':
    case 'agent':
    case 'open':
      return 0.7
    case 'noun':
      return 0.68
    case 'noun-phrase':
    case 'hint':
      return 0.6
    case 'nothing':
      return 0.45
  }
}

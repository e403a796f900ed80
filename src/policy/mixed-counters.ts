import { pointerStep } from '#std/pointer'
import type { Finding } from './problem.ts'
import type { Limit, PolicyDocument } from './schema.ts'

/** Counters that would count calls in one place and sums in another: the number would mean neither. */
export function mixedCounters(document: PolicyDocument): Finding[] {
  const sums = new Map<string, boolean>()
  return limitsOf(document).flatMap(({ limit, pointer }): Finding[] => {
    const isSum = limit.increment_from !== undefined
    const before = sums.get(limit.counter)
    if (before === undefined) sums.set(limit.counter, isSum)
    if (before === undefined || before === isSum) return []
    const message = `\`${limit.counter}\` counts ${before ? 'sums' : 'calls'} elsewhere, and cannot count ${isSum ? 'sums' : 'calls'} too`
    return [{ code: 'mixed_counter', message, pointer }]
  })
}

function limitsOf({ all_tools, tools = {}, risk = {} }: PolicyDocument) {
  const rules = [
    ['/all_tools', all_tools?.limits] as const,
    ...Object.entries(risk).map(([key, rule]) => [`/risk/${key}`, rule.limits] as const),
    ...Object.entries(tools).map(([key, rule]) => [`/tools${pointerStep(key)}`, rule.limits] as const),
  ]
  return rules.flatMap(([pointer, limits = []]) =>
    limits.map((limit: Limit, index) => ({ limit, pointer: `${pointer}/limits/${index}` })),
  )
}

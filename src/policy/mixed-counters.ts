import { pointerOf } from '#std/pointer'
import type { Finding } from './problem.ts'
import type { Limit, PolicyDocument } from './schema.ts'

/** Counters that would count calls in one place and sums in another: the number would mean neither. */
export function mixedCounters({ all_tools, risk = {}, tools = {} }: PolicyDocument): Finding[] {
  const isSum = new Map<string, boolean>()
  const findings: Finding[] = []
  function look(limits: readonly Limit[] | undefined, path: () => readonly string[]): void {
    limits?.forEach((limit, index) => {
      const sums = limit.increment_from !== undefined
      const before = isSum.get(limit.counter)
      if (before === undefined) isSum.set(limit.counter, sums)
      else if (before !== sums) findings.push(finding(limit, sums, pointerOf([...path(), 'limits', index])))
    })
  }
  look(all_tools?.limits, () => ['all_tools'])
  for (const [category, rule] of Object.entries(risk)) look(rule.limits, () => ['risk', category])
  // By keys: thousands of pairs would be made to be thrown away.
  for (const name of Object.keys(tools)) look(tools[name]?.limits, () => ['tools', name])
  return findings
}

function finding({ counter }: Limit, sums: boolean, pointer: string): Finding {
  const [here, elsewhere] = sums ? ['sums', 'calls'] : ['calls', 'sums']
  const message = `\`${counter}\` counts ${elsewhere} elsewhere, and cannot count ${here} too`
  return { code: 'mixed_counter', message, pointer }
}

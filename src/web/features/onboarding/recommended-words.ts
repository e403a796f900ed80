import { type FormAction, formAction, recommendRule } from '#policy'
import type { RiskCounts } from '#web/data/servers.ts'
import { numberWords } from '#web/ui/display/number-words.ts'
import { riskWord } from '#web/ui/display/risk-badge.tsx'
import type { RiskTone } from '#web/ui/tone.ts'

const mildestFirst = ['read', 'write', 'execute', 'destructive', 'financial'] as const satisfies RiskTone[]

/** What the recommended policy does with each risk: "1 read tool: allowed", "120 write tools: allowed, 30 a minute each". */
export function recommendedWords(counts: RiskCounts): readonly string[] {
  return mildestFirst.flatMap((risk) => {
    const count = counts[risk] ?? 0
    if (count === 0) return []
    const tools = `${riskWord(risk).toLowerCase()} ${count === 1 ? 'tool' : 'tools'}`
    return [`${numberWords(count)} ${tools}: ${ruleWords(risk, count)}`]
  })
}

function ruleWords(risk: RiskTone, count: number): string {
  const rule = recommendRule('tool', risk)
  const max = rule.limits?.[0]?.max
  const words: Readonly<Record<FormAction, string>> = {
    allow: 'allowed',
    limit: `allowed, ${max ?? 0} a minute${count > 1 ? ' each' : ''}`,
    ask: count > 1 ? 'ask a person first' : 'asks a person first',
    deny: 'denied',
    hide: 'hidden',
  }
  return words[formAction(rule)]
}

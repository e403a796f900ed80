import type { Condition, Limit, Predicate, ToolRule } from '#policy'
import { numberWords } from '#web/ui/display/number-words.ts'

const shortWindow = { minute: 'min', hour: 'hour', day: 'day' } as const

/** "30/min", "5/90 s": for the narrow column of a row. */
function limitShort({ max, window }: Limit): string {
  return `${numberWords(max)}/${typeof window === 'number' ? `${window} s` : shortWindow[window]}`
}

export const scopeWords = {
  grant: 'per grant',
  session: 'per session',
  server: 'for the whole server',
  workspace: 'for the whole workspace',
} as const satisfies Record<Limit['scope'], string>

const comparisons = {
  eq: 'is',
  neq: 'is not',
  lt: 'is below',
  lte: 'is at most',
  gt: 'is above',
  gte: 'is at least',
  in: 'is one of',
  not_in: 'is none of',
  exists: 'is given',
  regex: 'matches',
  contains: 'contains',
} as const satisfies Record<Condition['op'], string>

export function comparisonWords(op: Condition['op']): string {
  return comparisons[op]
}

/** "`amount` is above `1000`"; names and values stand in backticks. */
export function conditionWords({ path, op, value }: Condition): string {
  const name = path.replace(/^args\./, '')
  if (op === 'exists') return `\`${name}\` is ${value === true ? 'given' : 'not given'}`
  const shown = Array.isArray(value) ? value.map(valueWords).join(', ') : valueWords(value)
  return `\`${name}\` ${comparisons[op]} ${shown}`
}

function valueWords(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

export function predicateWords({ conditions }: Predicate): string {
  return conditions.length === 0 ? 'always' : conditions.map(conditionWords).join(' and ')
}

/** How many conditions a rule has, over all its lists. */
export function countConditions(rule: ToolRule | undefined): number {
  if (rule === undefined) return 0
  const lists = [rule.require, rule.deny_if, rule.approve_if]
  return lists.reduce((count, list) => count + (list?.length ?? 0), 0)
}

/** What a rule's quotas are, short. */
export function limitsShort(rule: ToolRule | undefined): string {
  if (rule === undefined) return ''
  const rate = rule.rate_limit
  const all = [
    ...(rule.limits ?? []).map(limitShort),
    ...(rate === undefined ? [] : [`${numberWords(rate.max)}/${rate.window} s`]),
  ]
  return all.join(', ')
}

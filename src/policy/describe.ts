import type { CompiledPolicy } from './compile.ts'
import { approvalOf } from './compile-rule.ts'
import { isHidden } from './listing.ts'
import type { Predicate, ToolRule } from './schema.ts'
import { approversWords, limitWords, oneOf, predicateWords, sentence } from './words.ts'

/** The sentence that says what a policy does with a tool. */
export function describe(policy: CompiledPolicy, tool: string): string {
  const resolved = policy.resolve(tool)
  if (isHidden(resolved)) return 'Hidden from agents.'
  if (resolved.rule === undefined)
    return policy.default === 'allow' ? 'Allowed by default.' : 'Denied, because no rule names it.'
  return describeRule(resolved.rule.source)
}

/** The sentence that says what a rule does. */
export function describeRule(rule: ToolRule): string {
  if (rule.action === 'hide') return 'Hidden from agents.'
  if (rule.action === 'deny' || rule.deny_if?.some(isUnconditional)) return 'Always denied.'
  return sentence([headWords(rule), ...askWords(rule), ...quotaWords(rule)].join('; '))
}

function isUnconditional({ conditions }: Predicate): boolean {
  return conditions.length === 0
}

function headWords(rule: ToolRule): string {
  const asks = rule.action === 'require_approval'
  const head = asks ? `asks ${approversWords(approvalOf(rule.approval))}` : 'allowed'
  const wanted = (rule.require ?? []).filter((predicate) => !isUnconditional(predicate))
  const unwanted = rule.deny_if ?? []
  const only = wanted.length === 0 ? '' : ` only if ${oneOf(wanted.map(words), 'and')}`
  const unless =
    unwanted.length === 0 ? '' : `${asks ? '; denied if' : ' unless'} ${oneOf(unwanted.map(words))}`
  return `${head}${only}${unless}`
}

function words({ conditions }: Predicate): string {
  return predicateWords(conditions)
}

function askWords(rule: ToolRule): string[] {
  if (rule.action === 'require_approval' || rule.approve_if === undefined || rule.approve_if.length === 0)
    return []
  const asks = `asks ${approversWords(approvalOf(rule.approval))}`
  return [rule.approve_if.some(isUnconditional) ? asks : `${asks} if ${oneOf(rule.approve_if.map(words))}`]
}

function quotaWords({ limits = [], rate_limit: rate }: ToolRule): string[] {
  const all = rate === undefined ? limits : [...limits, { ...rate, scope: 'session' as const }]
  return all.map(limitWords)
}

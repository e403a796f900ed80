import { type CompiledPolicy, describe, describeRule } from '#policy'
import type { Row } from '../model/rows.ts'

/** What the policy does with calls of a tool, as a person reads it. */
export function ruleSentence(row: Row, policy: CompiledPolicy): string {
  if (row.broken) return 'This rule cannot be read, so nothing is sure about it.'
  if (row.kind !== 'tool' && row.rule !== undefined) return describeRule(row.rule)
  const said = describe(policy, row.name)
  return policy.dispatchers.has(row.name) ? `${said} ${dispatcherSentence(row)}` : said
}

/** A rule that names a dispatcher restricts what it runs and opens none of it; one that does not name it does neither. */
function dispatcherSentence({ by }: Row): string {
  return by === 'name' || by === 'pattern' || by === 'hide'
    ? 'This restricts everything that it runs, and allows none of it: each action has a rule of its own as well.'
    : 'This is only for calls that name nothing to run: all others are judged by what they run.'
}

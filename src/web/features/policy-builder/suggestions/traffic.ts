import type { RecordedCall as KeptCall } from '#model/recorded-call'
import {
  applyEdits,
  type Clause,
  type CompiledPolicy,
  describe,
  describeRule,
  edit,
  parse,
  type Suggestion,
  suggestedActions,
} from '#policy'

/** What a rule says now, and what it would say. */
export interface SentenceDiff {
  readonly tool: string
  readonly before: string
  readonly after: string
}

/**
 * What taking some clauses of a suggestion changes, in sentences. Tried on a document that has nothing but the rules in
 * question: the whole one may be half a megabyte, and there may be hundreds of suggestions.
 */
export function sentencesOf(
  policy: CompiledPolicy,
  suggestion: Suggestion,
  taken: readonly Clause[] = suggestion.clauses,
): SentenceDiff[] {
  // Thousands of tools may be hidden at once, and what becomes of each is the same.
  if (suggestion.kind === 'hide')
    return suggestion.tools.map((tool) => ({
      tool,
      before: describe(policy, tool),
      after: 'Hidden from agents.',
    }))
  const { tools: rules = {}, default: standing } = policy.document
  const own = suggestion.tools.flatMap((tool) => {
    const rule = Object.hasOwn(rules, tool) ? rules[tool] : undefined
    return rule === undefined ? [] : [[tool, rule]]
  })
  const text = JSON.stringify({ version: '1', default: standing, tools: Object.fromEntries(own) })
  const edits = edit(text, suggestedActions(suggestion, taken))
  const after = edits.ok ? parse(applyEdits(text, edits.value)).document : undefined
  return suggestion.tools.map((tool) => {
    const before = describe(policy, tool)
    const rule = after?.tools?.[tool]
    return { tool, before, after: rule === undefined ? before : describeRule(rule) }
  })
}

/** How far back the calls go. */
export function spanWords(calls: readonly Pick<KeptCall, 'at'>[]): string {
  const times = calls.map(({ at }) => at)
  const days = Math.ceil((Math.max(...times) - Math.min(...times)) / 86_400_000)
  return days <= 1 ? 'one day' : `${days} days`
}

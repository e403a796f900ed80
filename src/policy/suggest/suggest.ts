import { type Category, categories } from '#risk'
import { pointerOf } from '#std/pointer'
import { type CompiledPolicy, compile } from '../compile.ts'
import type { PolicyAction } from '../edit/actions.ts'
import { edit } from '../edit/edit.ts'
import { applyEdits } from '../edit/text-edit.ts'
import { parse } from '../parse.ts'
import { print } from '../print.ts'
import { runTests } from '../run-tests.ts'
import type { Predicate } from '../schema.ts'
import type { RecordedCall } from '../simulate.ts'
import { quote } from '../words.ts'
import { type Observed, type ObservedTool, observe } from './observed.ts'
import { seenRate } from './seen-rate.ts'
import { evidenceWords, seenClauses } from './seen-values.ts'
import { inheritsMuch, type Subject, subjectsOf } from './subjects.ts'
import { type Clause, type Suggestion, suggestedActions } from './suggestion.ts'

/** What a few days have shown is a habit; less is chance. */
const leastDays = 3
const leastCalls = 20
/** So rarely that asking a person each time costs nobody much. */
const rareCalls = 10

/** In the order in which they are told; within one, the gravest tools first. */
const kinds: readonly Suggestion['kind'][] = ['approval', 'allow_with_conditions', 'limit', 'hide']

/**
 * What the recorded calls speak for: hides of what nobody calls, conditions that all calls satisfied, limits above what
 * they needed, a person's word before rare and destructive ones. None of them denies a call that was seen.
 */
export function suggest(
  policy: CompiledPolicy,
  calls: readonly RecordedCall[],
  now: number,
): readonly Suggestion[] {
  const observed = observe(policy, calls, now)
  if (observed.days < leastDays || observed.calls < leastCalls) return []
  const subjects = subjectsOf(policy)
  const found = [
    ...subjects.flatMap((subject) => suggestionsFor(policy, subject, observed)),
    ...hideSuggestions(subjects, observed),
  ].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))
  // A large document takes long to compile: one look at all of them is mostly enough.
  if (keepsTests(policy, found, now)) return found
  return found.filter((suggestion) => keepsTests(policy, [suggestion], now))
}

function suggestionsFor(policy: CompiledPolicy, subject: Subject, observed: Observed): Suggestion[] {
  const tool = observed.tools.get(subject.name)
  const { rule } = subject.resolved
  if (tool === undefined || tool.passed.length === 0 || rule?.action === 'deny') return []
  // The count of this shorthand is the rule's own: a copy of the rule would begin another.
  if (!subject.hasOwnRule && rule?.source.rate_limit !== undefined) return []
  const found = [
    approvalSuggestion(subject, tool, observed),
    conditionsSuggestion(policy, subject, { tool, observed }),
    limitSuggestion(policy, subject, { tool, observed }),
  ].filter((one) => one !== undefined)
  // Each would begin with a rule of its own, and the second would write over the first.
  return inheritsMuch(subject) ? found.slice(0, 1) : found
}

function begun(subject: Subject): readonly PolicyAction[] {
  const { key, inherited } = subject
  return inheritsMuch(subject) ? [{ kind: 'set_rule', tool: key, rule: inherited }] : []
}

function isDangerous({ category }: Subject): boolean {
  return category === 'destructive' || category === 'financial'
}

function approvalSuggestion(
  subject: Subject,
  tool: ObservedTool,
  { days }: Observed,
): Suggestion | undefined {
  const { name, key, category, resolved } = subject
  const asks = resolved.rule?.action === 'require_approval' || (resolved.rule?.approveIf.length ?? 0) > 0
  if (!isDangerous(subject) || asks || tool.calls > rareCalls || tool.calls > days) return undefined
  const evidence = { kind: 'rare', calls: tool.calls, days } as const
  const sentence = `Ask a person before ${quote(name)}: it is ${category}, and was ${evidenceWords(evidence)}.`
  return {
    id: `approval ${name}`,
    kind: 'approval',
    tools: [name],
    sentence,
    begin: begun(subject),
    clauses: [{ sentence, evidence, actions: [{ kind: 'set_action', tool: key, action: 'ask' }] }],
  }
}

interface Seen {
  readonly tool: ObservedTool
  readonly observed: Observed
}

function conditionsSuggestion(
  { allTools }: CompiledPolicy,
  subject: Subject,
  { tool, observed }: Seen,
): Suggestion | undefined {
  const { name, key, schema, resolved } = subject
  if (tool.kept.length < leastCalls) return undefined
  const checks = resolved.rule === undefined ? [allTools] : [allTools, resolved.rule]
  const predicates = [
    ...checks.flatMap(({ require, denyIf }) => [...require, ...denyIf]),
    ...(resolved.rule?.approveIf ?? []),
  ]
  const known = new Set(predicates.flatMap(({ source }) => source.conditions.map(({ path }) => path)))
  const clauses = seenClauses(schema, { kept: tool.kept, days: observed.days })
    .filter(({ path }) => !known.has(path))
    .map(({ conditions, words, evidence }): Clause => {
      const value: Predicate = { conditions: [...conditions] }
      return {
        sentence: `Require that ${words}: ${evidenceWords(evidence)}.`,
        evidence,
        actions: [{ kind: 'set', pointer: `${pointerOf(['tools', key])}/require/-`, value: jsonOf(value) }],
      }
    })
  if (clauses.length === 0) return undefined
  const sentence = `Allow ${quote(name)} only with what ${tool.kept.length} calls have used.`
  return {
    id: `allow ${name}`,
    kind: 'allow_with_conditions',
    tools: [name],
    sentence,
    begin: begun(subject),
    clauses,
  }
}

/** A predicate holds nothing that JSON does not; its lists are new here. */
function jsonOf({ conditions }: Predicate) {
  return { conditions: conditions.map(({ path, op, value }) => ({ path, op, value })) }
}

function limitSuggestion(
  policy: CompiledPolicy,
  subject: Subject,
  { tool, observed }: Seen,
): Suggestion | undefined {
  const { name, key, category, resolved } = subject
  const limits = resolved.rule?.limits ?? []
  if (category === 'read' || limits.length > 0 || tool.passed.length < leastCalls) return undefined
  const { window, p99, peak, max } = seenRate(tool.passed)
  const evidence = {
    kind: 'rate',
    window,
    calls: tool.passed.length,
    days: observed.days,
    p99,
    peak,
  } as const
  const limit = { counter: freeCounter(policy, key), window, max, scope: 'grant' } as const
  const calls = max === 1 ? 'one call' : `${max} calls`
  const sentence = `Limit ${quote(name)} to ${calls} a ${window} for each grant: ${evidenceWords(evidence)}.`
  const place = `${pointerOf(['tools', key])}/limits/-`
  return {
    id: `limit ${name}`,
    kind: 'limit',
    tools: [name],
    sentence,
    begin: begun(subject),
    clauses: [{ sentence, evidence, actions: [{ kind: 'set', pointer: place, value: limit }] }],
  }
}

/** A counter that nothing else counts in: a shared one would refuse what was not seen to be too much. */
function freeCounter({ document }: CompiledPolicy, key: string): string {
  const rules = [
    document.all_tools,
    ...Object.values(document.tools ?? {}),
    ...Object.values(document.risk ?? {}),
  ]
  const taken = new Set(rules.flatMap((rule) => rule?.limits?.map(({ counter }) => counter) ?? []))
  const name = `${key.toLowerCase()}_rate`
  let counter = name
  for (let n = 2; taken.has(counter); n += 1) counter = `${name}_${n}`
  return counter
}

function hideSuggestions(subjects: readonly Subject[], observed: Observed): Suggestion[] {
  // What a batch ran that nobody has kept may be just the tool that seems unused.
  if (observed.hasUnknown) return []
  const { calls, days } = observed
  const evidence = { kind: 'never_called', calls, days } as const
  const hides = hidesOf(subjects.filter(({ name }) => !observed.tools.has(name)))
  return [...categories].reverse().flatMap((category): Suggestion[] => {
    const own = hides.filter((hide) => hide.category === category)
    const tools = own.flatMap((hide) => hide.tools)
    if (tools.length === 0) return []
    const what =
      tools.length === 1 ? quote(tools[0] ?? '') : `${tools.length} ${category} tools that nobody calls`
    return [
      {
        id: `hide ${category}`,
        kind: 'hide',
        tools,
        sentence: `Hide ${what}: ${evidenceWords(evidence)}.`,
        begin: [],
        clauses: own.map(({ key, action }) => ({
          sentence: `Hide ${quote(key)}.`,
          evidence,
          actions: [action],
        })),
      },
    ]
  })
}

/** One way to hide, and what it hides. */
interface Hide {
  readonly key: string
  readonly category: Category
  readonly tools: readonly string[]
  readonly action: PolicyAction
}

/** Tools one by one, but for those of a pattern that is about nothing else: hidden singly, they would leave it idle. */
function hidesOf(unused: readonly Subject[]): Hide[] {
  const byRule = Map.groupBy(unused, ({ resolved }) => resolved.rule?.pointer ?? '')
  return unused.flatMap((subject): Hide[] => {
    const { name, key, category, hasOwnRule, resolved, companions } = subject
    const { rule, by } = resolved
    const alike = byRule.get(rule?.pointer ?? '') ?? []
    if (rule !== undefined && by === 'pattern' && alike.length === companions) {
      if (alike[0] !== subject) return []
      const tools = alike.map((one) => one.name)
      return [
        { key: rule.key, category, tools, action: { kind: 'set_action', tool: rule.key, action: 'hide' } },
      ]
    }
    // A rule of its own is told to hide; an entry of `hide` would leave it behind without use.
    const action: PolicyAction = hasOwnRule
      ? { kind: 'set_action', tool: key, action: 'hide' }
      : { kind: 'hide', tool: name }
    return [{ key: name, category, tools: [name], action }]
  })
}

/** The tests in the policy say what its author means: what breaks one is not suggested. */
function keepsTests(policy: CompiledPolicy, suggestions: readonly Suggestion[], now: number): boolean {
  const { document, inventory } = policy
  if ((document.tests ?? []).length === 0) return true
  const text = print(document)
  const edits = edit(
    text,
    suggestions.flatMap((one) => suggestedActions(one)),
  )
  const after = edits.ok ? parse(applyEdits(text, edits.value)).document : undefined
  if (after === undefined) return false
  const failing = (one: CompiledPolicy) =>
    runTests(one, { now })
      .filter(({ passed }) => !passed)
      .map(({ index }) => index)
  const before = new Set(failing(policy))
  return failing(compile(after, inventory)).every((index) => before.has(index))
}

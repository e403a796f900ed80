import { isGlob } from '#std/glob'
import { canonicalJson, type Json } from '#std/json'
import { type CompiledPolicy, compile } from './compile.ts'
import { describe } from './describe.ts'
import { qualified } from './dispatch.ts'
import { type FormAction, formAction } from './edit/actions.ts'
import type { Inventory } from './inventory.ts'
import { isHidden } from './listing.ts'
import type { AllTools, Limit, PolicyDocument, Predicate, ToolRule } from './schema.ts'
import { quote } from './words.ts'

/** What a change does to agents: lets them do more, less, or neither surely. */
type Direction = 'looser' | 'changed' | 'stricter' | 'neutral'

/** One thing that another policy changes. */
export interface Change {
  readonly direction: Direction
  /** What it says to a person: `` `delete_device`: always denied → asks an admin or approver ``. */
  readonly sentence: string
  /** The tools that it is about; none where it is about the whole. */
  readonly tools: readonly string[]
}

const directions: readonly Direction[] = ['looser', 'changed', 'stricter', 'neutral']

/** What each tool gains or loses between two policies, loosening first; equal changes are told once. */
export function diff(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
  inventory: Inventory,
): Change[] {
  const old = compile(before ?? nothing, inventory)
  const next = compile(after ?? nothing, inventory)
  const changes = [...wholeChanges(old.document, next.document), ...toolChanges(old, next)]
  return changes.sort((a, b) => directions.indexOf(a.direction) - directions.indexOf(b.direction))
}

/** A grant without a policy is denied everything. */
const nothing: PolicyDocument = { version: '1', default: 'deny' }

function toolChanges(old: CompiledPolicy, next: CompiledPolicy): Change[] {
  const groups = new Map<string, { direction: Direction; from: string; to: string; tools: string[] }>()
  for (const tool of toolNames(old, next)) {
    const from = stateOf(old, tool)
    const to = stateOf(next, tool)
    if (from.key === to.key) continue
    const direction = directionOf(from, to)
    const key = `${direction}\n${from.sentence}\n${to.sentence}`
    const group = groups.get(key)
    if (group !== undefined) group.tools.push(tool)
    else groups.set(key, { direction, from: from.sentence, to: to.sentence, tools: [tool] })
  }
  return [...groups.values()].map(({ direction, from, to, tools }) => ({
    direction,
    tools,
    sentence: `${namesOf(tools)}: ${from === to ? `${clause(to)} (details differ)` : `${clause(from)} → ${clause(to)}`}`,
  }))
}

function clause(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1, -1)
}

function namesOf(tools: readonly string[]): string {
  const shown = tools.slice(0, 3).map(quote)
  return tools.length <= 3 ? shown.join(', ') : `${shown.join(', ')} and ${tools.length - 3} more`
}

/** Every tool that either policy or the server names. */
function toolNames(old: CompiledPolicy, next: CompiledPolicy): Set<string> {
  const real = next.inventory.tools.map(({ definition }) => definition.name)
  const actions = [...next.dispatchers.values()]
  const virtual = actions.flatMap(({ tool, actions: own }) =>
    [...own.keys()].map((name) => qualified(tool, name)),
  )
  const known = new Set([...real, ...virtual, ...actions.flatMap(({ actions: own }) => [...own.keys()])])
  const named = [old, next].flatMap(({ document }) => Object.keys(document.tools ?? {}))
  return new Set([...real, ...virtual, ...named.filter((name) => !known.has(name) && !isGlob(name))])
}

interface State {
  readonly level: FormAction
  readonly rule: ToolRule
  readonly sentence: string
  /** The same for two states that do the same. */
  readonly key: string
}

function stateOf(policy: CompiledPolicy, tool: string): State {
  const resolved = policy.resolve(tool)
  const rule: ToolRule = resolved.rule?.source ?? { action: policy.default }
  const level = isHidden(resolved) ? 'hide' : formAction(rule)
  const { reason: _, ...effective } = level === 'hide' ? { action: 'hide' } : rule
  const sentence = describe(policy, tool)
  return {
    level,
    rule,
    sentence,
    key: level + canonicalJson(jsonOf({ ...effective, action: rule.action ?? 'allow' })),
  }
}

function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}

const levels: readonly FormAction[] = ['allow', 'limit', 'ask', 'deny', 'hide']

function directionOf(from: State, to: State): Direction {
  const step = levels.indexOf(to.level) - levels.indexOf(from.level)
  if (isClosed(from) || isClosed(to)) return step < 0 ? 'looser' : step > 0 ? 'stricter' : 'neutral'
  const inner = ruleDirection(from.rule, to.rule)
  if (step < 0 || inner === 'looser') return 'looser'
  return step > 0 && inner !== 'changed' ? 'stricter' : inner
}

function isClosed({ level }: State): boolean {
  return level === 'deny' || level === 'hide'
}

/** Any loosening makes the whole looser, for that is what a reviewer must not miss. */
function ruleDirection(from: ToolRule, to: ToolRule): Direction {
  const parts = [
    listDirection(predicateKeys(from.require), predicateKeys(to.require)),
    listDirection(predicateKeys(from.deny_if), predicateKeys(to.deny_if)),
    listDirection(predicateKeys(from.approve_if), predicateKeys(to.approve_if)),
    limitsDirection(limitsOf(from), limitsOf(to)),
    canonicalJson(jsonOf(from.approval ?? {})) === canonicalJson(jsonOf(to.approval ?? {}))
      ? 'neutral'
      : 'changed',
  ] as const
  return directions.find((direction) => parts.includes(direction)) ?? 'neutral'
}

function predicateKeys(predicates: readonly Predicate[] = []): string[] {
  return predicates.map(({ conditions }) => canonicalJson(jsonOf(conditions)))
}

/** Fewer conditions are looser, more are stricter; another condition is one of which nobody can be sure. */
function listDirection(from: readonly string[], to: readonly string[]): Direction {
  const gone = from.filter((one) => !to.includes(one)).length
  const come = to.filter((one) => !from.includes(one)).length
  if (gone > 0) return come >= gone ? 'changed' : 'looser'
  return come > 0 ? 'stricter' : 'neutral'
}

function limitsOf({ limits = [], rate_limit: rate }: ToolRule): readonly Limit[] {
  return rate === undefined ? limits : [...limits, { ...rate, counter: '', scope: 'session' }]
}

function limitsDirection(from: readonly Limit[], to: readonly Limit[]): Direction {
  const keyOf = ({ max: _, ...limit }: Limit) => canonicalJson(jsonOf(limit))
  const list = listDirection(from.map(keyOf), to.map(keyOf))
  if (list !== 'neutral') return list
  const max = new Map(from.map((limit) => [keyOf(limit), limit.max]))
  const steps = to.map((limit) => limit.max - (max.get(keyOf(limit)) ?? limit.max))
  if (steps.some((step) => step > 0)) return 'looser'
  return steps.some((step) => step < 0) ? 'stricter' : 'neutral'
}

/** What is not about a tool: defaults, resources, prompts, `all_tools` and tests. */
function wholeChanges(old: PolicyDocument, next: PolicyDocument): Change[] {
  return [
    ...switchChange('tools that no rule names', old.default, next.default),
    ...switchChange('resources', old.resources ?? old.default, next.resources ?? next.default),
    ...switchChange('prompts', old.prompts ?? old.default, next.prompts ?? next.default),
    ...allToolsChange(old.all_tools ?? {}, next.all_tools ?? {}),
    ...testsChange(old.tests ?? [], next.tests ?? []),
  ]
}

function switchChange(what: string, from: string, to: string): Change[] {
  if (from === to) return []
  const words: Readonly<Record<string, string>> = { allow: 'allowed', deny: 'denied' }
  const direction = to === 'allow' ? 'looser' : 'stricter'
  return [{ direction, sentence: `${what}: ${words[from]} → ${words[to]}`, tools: [] }]
}

function allToolsChange(from: AllTools, to: AllTools): Change[] {
  const direction = ruleDirection(from, to)
  return direction === 'neutral'
    ? []
    : [{ direction, sentence: 'the conditions and limits for all tools differ', tools: [] }]
}

function testsChange(from: readonly unknown[], to: readonly unknown[]): Change[] {
  if (canonicalJson(jsonOf(from)) === canonicalJson(jsonOf(to))) return []
  return [{ direction: 'neutral', sentence: `tests: ${from.length} → ${to.length}`, tools: [] }]
}

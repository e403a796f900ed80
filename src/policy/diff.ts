import { isGlob } from '#std/glob'
import { canonicalJson, type Json } from '#std/json'
import { type CompiledPolicy, compile, type Resolved } from './compile.ts'
import type { CompiledLimit, CompiledRule } from './compile-rule.ts'
import { describe } from './describe.ts'
import { qualified } from './dispatch.ts'
import type { Inventory } from './inventory.ts'
import type { PolicyDocument } from './schema.ts'
import {
  counterOf,
  type Direction,
  defaultStance,
  denied,
  directionOf,
  directions,
  gravest,
  hidden,
  type Quota,
  ruleStance,
  type Stance,
} from './stance.ts'
import { quote } from './words.ts'

/** One thing that another policy changes. */
export interface Change {
  readonly direction: Direction
  /** What it says to a person: `` `delete_device`: always denied → asks an admin or approver ``. */
  readonly sentence: string
  /** The tools that it is about; none where it is about the whole. */
  readonly tools: readonly string[]
  /** Whether it is about every tool there is. */
  readonly everyTool?: boolean
}

/**
 * What each tool gains or loses between two policies, loosening first; equal changes are told once. The policy before goes by
 * the tools as they were classed then.
 */
export function diff(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
  inventory: Inventory,
  inventoryBefore = inventory,
): Change[] {
  const old = compile(before ?? nothing, inventoryBefore)
  const next = compile(after ?? nothing, inventory)
  const sides = [sideOf(old), sideOf(next)] as const
  const changes = [...wholeChanges(...sides), ...toolChanges(...sides)]
  return changes.sort((a, b) => directions.indexOf(a.direction) - directions.indexOf(b.direction))
}

/** The destructive and financial tools that agents may do more with: who publishes that says why. */
export function loosenedDanger(changes: readonly Change[], inventory: Inventory): string[] {
  const policy = compile(nothing, inventory)
  const isDangerous = (tool: string) => {
    const { category } = policy.resolve(tool)
    return category === 'destructive' || category === 'financial'
  }
  const looser = changes.filter(({ direction }) => direction === 'looser')
  const named = looser.some(({ everyTool }) => everyTool)
    ? knownNames(policy)
    : looser.flatMap(({ tools }) => tools)
  return [...new Set(named.filter(isDangerous))]
}

/** A grant without a policy is denied everything. */
const nothing: PolicyDocument = { version: '1', default: 'deny' }

/** One of the two policies, and the tools whose calls each of its counters counts. */
interface Side {
  readonly policy: CompiledPolicy
  readonly counted: ReadonlyMap<string, ReadonlySet<string>>
}

function sideOf(policy: CompiledPolicy): Side {
  const counted = new Map<string, Set<string>>()
  for (const tool of knownNames(policy))
    for (const limit of [...policy.allTools.limits, ...(policy.resolve(tool).rule?.limits ?? [])]) {
      const tools = counted.get(counterOf(limit))
      if (tools === undefined) counted.set(counterOf(limit), new Set([tool]))
      else tools.add(tool)
    }
  return { policy, counted }
}

function quotasOf({ counted }: Side, limits: readonly CompiledLimit[]): Quota[] {
  return limits.map((limit) => ({ limit, tools: counted.get(counterOf(limit)) ?? nobody }))
}

const nobody: ReadonlySet<string> = new Set()

function toolChanges(old: Side, next: Side): Change[] {
  const groups = new Map<string, { direction: Direction; from: string; to: string; tools: string[] }>()
  // Of thousands of tools most have one of a few rules.
  const known = new Map<string, Direction>()
  const isSameAround = surroundingsOf(old) === surroundingsOf(next)
  for (const tool of toolNames(old.policy, next.policy)) {
    if (isSameAround && isSameRule(old.policy.resolve(tool), next.policy.resolve(tool))) continue
    const from = stateOf(old, tool)
    const to = stateOf(next, tool)
    if (from.key === to.key) continue
    const step = `${from.key}\n${to.key}`
    const direction =
      known.get(step) ?? gravest(from.stances.map((one, index) => directionOf(one, to.stances[index] ?? one)))
    known.set(step, direction)
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

/** What is said of every tool beside its own rule. */
function surroundingsOf({ policy }: Side): string {
  return JSON.stringify([policy.default, policy.document.all_tools ?? null])
}

/** Most tools keep their rule as it is written: of them nothing need be worked out. */
function isSameRule(from: Resolved, to: Resolved): boolean {
  if (from.hiddenBy !== to.hiddenBy || from.by !== to.by || from.rule?.pointer !== to.rule?.pointer)
    return false
  const [one, other] = [from.rule, to.rule]
  if (one === undefined || other === undefined) return one === other
  const counters = ({ limits }: CompiledRule) => limits.map(({ name }) => name).join('\n')
  return (
    (one.source === other.source || JSON.stringify(one.source) === JSON.stringify(other.source)) &&
    counters(one) === counters(other)
  )
}

function clause(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1, -1)
}

function namesOf(tools: readonly string[]): string {
  const shown = tools.slice(0, 3).map(quote)
  return tools.length <= 3 ? shown.join(', ') : `${shown.join(', ')} and ${tools.length - 3} more`
}

/** The tools of the server, and what its dispatchers run by their qualified names. */
function knownNames({ inventory, dispatchers }: CompiledPolicy): string[] {
  const virtual = [...dispatchers.values()].flatMap(({ tool, actions }) =>
    [...actions.keys()].map((action) => qualified(tool, action)),
  )
  return [...inventory.tools.map(({ definition }) => definition.name), ...virtual]
}

/**
 * Every tool that either policy or the server names. A pattern is told by its own name unless known tools are told
 * in its place.
 */
function toolNames(old: CompiledPolicy, next: CompiledPolicy): Set<string> {
  const { dispatchers } = next
  const known = knownNames(next)
  // What one dispatcher lists another may run, too: only where there is but one is such a name told as its.
  const plain =
    dispatchers.size > 1 ? [] : [...dispatchers.values()].flatMap(({ actions }) => [...actions.keys()])
  const told = new Set([...known, ...plain])
  // A dispatcher denies names that nobody knows, even by default: for them a pattern does more than for the others.
  const isTold = dispatchers.size === 0 || [old, next].every((policy) => policy.default === 'deny')
  const named = [old, next].flatMap((policy) => {
    const { tools = {}, hide = [] } = policy.document
    const deciding = new Set(isTold ? known.map((tool) => shownRule(policy.resolve(tool))) : [])
    return [...Object.keys(tools).filter((name) => !isGlob(name) || !deciding.has(name)), ...hide]
  })
  const names = [...known, ...named.filter((name) => !told.has(name))]
  return new Set([...names, ...[old, next].flatMap((policy) => runOtherwise(policy, names))])
}

function shownRule({ hiddenBy, rule }: Resolved): string | undefined {
  return hiddenBy === undefined ? rule?.key : undefined
}

/** What a rule for qualified names decides otherwise when a dispatcher runs it: tools that are not its own, too. */
function runOtherwise(policy: CompiledPolicy, names: readonly string[]): string[] {
  const isQualified = ({ key }: CompiledRule) => key.includes(':') && isGlob(key)
  if (!policy.rules.some(isQualified)) return []
  const pointer = (name: string) => policy.resolve(name).rule?.pointer
  return [...policy.dispatchers.keys()].flatMap((tool) =>
    names
      .filter((name) => !name.includes(':') && pointer(qualified(tool, name)) !== pointer(name))
      .map((name) => qualified(tool, name)),
  )
}

/** What a policy does with a tool when it is called, when it runs others, and when another runs it. */
interface State {
  readonly stances: readonly [called: Stance, running: Stance, run: Stance]
  readonly sentence: string
  /** The same for two states that do the same. */
  readonly key: string
}

function stateOf(side: Side, tool: string): State {
  const { policy } = side
  const resolved = policy.resolve(tool)
  const called = stanceOf(side, resolved, defaultStance(policy.default))
  const { rule, by, known, hiddenBy } = resolved
  // What restricts the calls that a dispatcher runs: only a rule that names it.
  const isNamed = by === 'name' || by === 'pattern'
  const runs = policy.dispatchers.has(tool)
  const running = runs
    ? stanceOf(side, { hiddenBy, rule: isNamed ? rule : undefined }, defaultStance('allow'))
    : called
  // Inside a dispatcher a name that nobody knows is denied, whatever the default.
  const run = known ? called : stanceOf(side, resolved, denied)
  const sentence = describe(policy, tool)
  const details = called.door === 'open' ? ruleKey(rule) : ''
  return {
    stances: [called, running, run],
    sentence,
    key: JSON.stringify([called.door, sentence, running.door, runs && isNamed, run.door, details]),
  }
}

function stanceOf(
  side: Side,
  { hiddenBy, rule }: Pick<Resolved, 'hiddenBy' | 'rule'>,
  otherwise: Stance,
): Stance {
  if (hiddenBy !== undefined) return hidden
  if (rule === undefined) return otherwise
  return ruleStance(rule.source, quotasOf(side, rule.limits), rule.approval)
}

/** All that a rule does to a call; what it tells the agent aside. */
function ruleKey(rule: CompiledRule | undefined): string {
  if (rule === undefined) return ''
  const { reason: _, ...effective } = rule.source
  const counters = rule.limits.map(({ name }) => name)
  return canonicalJson(jsonOf([{ ...effective, action: rule.action }, counters]))
}

function jsonOf(value: unknown): Json {
  return JSON.parse(JSON.stringify(value))
}

/** What is not about a tool: defaults, resources, prompts, `all_tools` and tests. */
function wholeChanges(before: Side, after: Side): Change[] {
  const [old, next] = [before.policy.document, after.policy.document]
  return [
    ...switchChange('tools that no rule names', old.default, next.default),
    ...switchChange('resources', old.resources ?? old.default, next.resources ?? next.default),
    ...switchChange('prompts', old.prompts ?? old.default, next.prompts ?? next.default),
    ...allToolsChange(before, after),
    ...testsChange(old.tests ?? [], next.tests ?? []),
  ]
}

function switchChange(what: string, from: string, to: string): Change[] {
  if (from === to) return []
  const words: Readonly<Record<string, string>> = { allow: 'allowed', deny: 'denied' }
  const direction = to === 'allow' ? 'looser' : 'stricter'
  return [{ direction, sentence: `${what}: ${words[from]} → ${words[to]}`, tools: [] }]
}

function allToolsChange(from: Side, to: Side): Change[] {
  const direction = directionOf(allToolsStance(from), allToolsStance(to))
  return direction === 'neutral'
    ? []
    : [{ direction, sentence: 'the conditions and limits for all tools differ', tools: [], everyTool: true }]
}

function allToolsStance(side: Side): Stance {
  const { document, allTools } = side.policy
  return ruleStance(document.all_tools ?? {}, quotasOf(side, allTools.limits), undefined)
}

function testsChange(from: readonly unknown[], to: readonly unknown[]): Change[] {
  if (canonicalJson(jsonOf(from)) === canonicalJson(jsonOf(to))) return []
  return [{ direction: 'neutral', sentence: `tests: ${from.length} → ${to.length}`, tools: [] }]
}

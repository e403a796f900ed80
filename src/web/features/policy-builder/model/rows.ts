import type { Dispatcher } from '#model/dispatcher'
import type { InventoryTool } from '#model/inventory'
import {
  type CompiledPolicy,
  formAction,
  type Inventory,
  type Problem,
  type Resolved,
  type ToolRule,
} from '#policy'
import type { Category } from '#risk'
import { isGlob } from '#std/glob'
import { pointerStep, pointerSteps } from '#std/pointer'
import { type DriftFacts, driftOf } from './drift.ts'
import type { Filterable } from './filter.ts'
import { mentionMark } from './kept.ts'
import { type Listed, listOf } from './listed-tools.ts'
import { ruleText } from './rule-text.ts'
import { countConditions, limitsShort } from './rule-words.ts'

/** Which part of a policy speaks for a row. */
type Governor = 'name' | 'inner' | 'pattern' | 'class' | 'default' | 'hide'

/** One line of the grid: a tool, real or virtual, a pattern, or a rule for a tool that the server does not have. */
export interface Row extends Filterable {
  readonly kind: 'tool' | 'pattern' | 'orphan'
  /** The dispatcher that runs it; then it is a virtual tool, and its name is the qualified one. */
  readonly inside: string | undefined
  readonly title: string | undefined
  readonly tool: InventoryTool | undefined
  /** What governs it, and where that stands: `/tools/x`, `/risk/read`, `/hide/0`, `/default`. */
  readonly by: Governor
  readonly pointer: string
  readonly rule: ToolRule | undefined
  readonly limits: string
  /** The class that it had when the enforced revision was published, where that was another. */
  readonly classBefore: Category | undefined
  /** Whether its definition is another than when the enforced revision was published. */
  readonly redefined: boolean
  /** Whether somebody has looked at what the server changed of it. */
  readonly isLookedAt: boolean
  /** What somebody may look at here and leave as it is; undefined where there is nothing of the kind. */
  readonly mark: string | undefined
}

/** What an engine needs to know of the tools of a server. */
export function engineInventory(
  tools: readonly InventoryTool[],
  dispatchers: readonly Dispatcher[] = [],
): Inventory {
  return {
    tools: tools.map(({ definition, risk }) => ({ definition, category: risk.category })),
    dispatchers,
  }
}

/** What rows say beside the policy. */
export interface RowFacts extends DriftFacts {
  /** How often each was called of late; absent while that is not known. */
  readonly calls?: ReadonlyMap<string, number> | undefined
}

export interface RowsInput extends RowFacts {
  readonly tools: readonly InventoryTool[]
  readonly policy: CompiledPolicy
  /** JSON Pointers of rules that break the schema and are therefore not in `document`. */
  readonly broken: readonly string[]
  /** What is enforced now; before the first publish there is nothing to differ from. */
  readonly enforced: CompiledPolicy | undefined
}

const misfitCodes: readonly string[] = ['unknown_argument', 'type_clash']

/** The rules that look at arguments which their tools do not have, or have as something else. */
export function misfitsOf(problems: readonly Pick<Problem, 'code' | 'pointer'>[]): string[] {
  const names = problems.flatMap(({ code, pointer }) => {
    const [section, name] = misfitCodes.includes(code) ? pointerSteps(pointer) : []
    return section === 'tools' && name !== undefined ? [name] : []
  })
  return [...new Set(names)].sort()
}

/** Every line of the grid, in the server's own order, patterns and orphans after. */
export function rowsOf(input: RowsInput): Row[] {
  const isBroken = brokenIn(input)
  const rows = listedTools(input).map((tool) => toolRow(input, tool, isBroken(tool.name)))
  return [...rows, ...strayRows(input, isBroken)]
}

/** The tools of the server, each dispatcher with what it runs behind it. */
function listedTools({ tools, policy }: RowsInput): readonly Listed[] {
  return listOf(tools, policy)
}

/**
 * The same, with the rows of an earlier answer: those of tools whose rule is the same object, where nothing changed that
 * speaks for many. An edit of one rule then makes one row anew, and a list draws one row.
 */
export function rowsAfter(input: RowsInput, last: RowsInput, lastRows: readonly Row[]): Row[] {
  if (!isLocal(input, last)) return rowsOf(input)
  const isBroken = brokenIn(input)
  const wasBroken = brokenIn(last)
  const rules = input.policy.document.tools ?? {}
  const rulesBefore = last.policy.document.tools ?? {}
  const isSameRule = (name: string) => rules[name] === rulesBefore[name] && isBroken(name) === wasBroken(name)
  const rows = listedTools(input).map((tool, index) => {
    const before = lastRows[index]
    const isSame = isSameRule(tool.name) && (tool.inner === undefined || isSameRule(tool.inner))
    return isSame && before?.name === tool.name ? before : toolRow(input, tool, isBroken(tool.name))
  })
  return [...rows, ...strayRows(input, isBroken)]
}

/** Whether the two can only differ in rules that speak for one tool each. */
function isLocal(is: RowsInput, was: RowsInput): boolean {
  const [now, then] = [is.policy.document, was.policy.document]
  return (
    is.tools === was.tools &&
    is.enforced === was.enforced &&
    is.classes === was.classes &&
    is.redefined === was.redefined &&
    is.lookedAt === was.lookedAt &&
    is.calls === was.calls &&
    is.misfits === was.misfits &&
    is.policy.inventory === was.policy.inventory &&
    now.default === then.default &&
    now.hide === then.hide &&
    now.risk === then.risk &&
    isSameList(patternRules(is.policy), patternRules(was.policy))
  )
}

function patternRules({ rules }: CompiledPolicy): readonly ToolRule[] {
  // Compiled rules stand in this order: exact names, patterns, classes. Looked at from the end there are few.
  const found: ToolRule[] = []
  for (let at = rules.length - 1; at >= 0; at -= 1) {
    const rule = rules[at]
    if (rule === undefined || (rule.section === 'tools' && !isGlob(rule.key))) break
    found.push(rule.source)
  }
  return found
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index])
}

function brokenIn({ broken }: RowsInput): (name: string) => boolean {
  if (broken.length === 0) return () => false
  const at = new Set(broken)
  return (name) => at.has(`/tools${pointerStep(name)}`)
}

function toolRow(input: RowsInput, listed: Listed, broken: boolean): Row {
  const { policy, enforced } = input
  const { name } = listed
  const said = broken ? ownEffect(name, undefined) : effective(policy, name)
  return {
    ...fixedPart(listed),
    ...said,
    changed: enforced !== undefined && differs(policy, enforced, name),
    broken,
    ...driftOf(input, listed),
    calls: input.calls === undefined ? undefined : (input.calls.get(name) ?? 0),
  }
}

/** Patterns, and rules for tools that the server does not have. */
function strayRows(input: RowsInput, isBroken: (name: string) => boolean): Row[] {
  const names = namesOf(listedTools(input))
  const keys = new Set([...Object.keys(input.policy.document.tools ?? {}), ...brokenRules(input.broken)])
  return [...keys].filter((name) => !names.has(name)).map((name) => strayRow(input, name, isBroken(name)))
}

const nameSets = new WeakMap<readonly Listed[], ReadonlySet<string>>()

/** Every name by which a rule may call a tool: a virtual one by its own, too. */
function namesOf(listed: readonly Listed[]): ReadonlySet<string> {
  let names = nameSets.get(listed)
  if (names === undefined) {
    names = new Set(listed.flatMap(({ name, inner }) => (inner === undefined ? [name] : [name, inner])))
    nameSets.set(listed, names)
  }
  return names
}

function strayRow({ policy, enforced, calls, lookedAt }: RowsInput, name: string, broken: boolean): Row {
  const rule = policy.document.tools?.[name]
  const was = enforced?.document.tools?.[name]
  const isPattern = isGlob(name)
  // Where a dispatcher takes names that nobody has listed, this may be one of them.
  const mayRun = !isPattern && [...policy.dispatchers.values()].some(({ actions }) => actions.size === 0)
  const isOrphan = !isPattern && !mayRun
  const mark = mayRun ? undefined : mentionMark(policy.document, name)
  const kept = isOrphan && lookedAt?.get(name) === mark
  return {
    ...ownEffect(name, rule),
    kind: isPattern ? 'pattern' : 'orphan',
    name,
    inside: undefined,
    title: undefined,
    description: isPattern ? '' : strayWords(mayRun),
    words: name.toLowerCase(),
    tool: undefined,
    category: undefined,
    changed: enforced !== undefined && rule !== was && ruleText(rule) !== ruleText(was),
    orphan: isOrphan && !kept,
    kept,
    mark,
    broken,
    args: [],
    isNew: false,
    classBefore: undefined,
    redefined: false,
    isLookedAt: false,
    drifted: false,
    calls: isPattern || calls === undefined ? undefined : (calls.get(name) ?? 0),
  }
}

function strayWords(mayRun: boolean): string {
  return mayRun
    ? 'No tool of this name is listed; a dispatcher may run it.'
    : 'This server has no tool of this name.'
}

function brokenRules(broken: readonly string[]): string[] {
  return broken.flatMap((pointer) => {
    const match = /^\/tools\/([^/]+)$/.exec(pointer)
    return match === null ? [] : [(match[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')]
  })
}

type Effect = Pick<Row, 'action' | 'by' | 'pointer' | 'rule' | 'own' | 'conditions' | 'limits'>

function ownEffect(name: string, rule: ToolRule | undefined): Effect {
  return {
    action: rule === undefined ? 'deny' : formAction(rule),
    by: 'name',
    pointer: `/tools${pointerStep(name)}`,
    rule,
    own: true,
    conditions: countConditions(rule),
    limits: limitsShort(rule),
  }
}

function effective(policy: CompiledPolicy, name: string): Effect {
  const { hiddenBy, rule, by } = policy.resolve(name)
  const source = rule?.source
  const shared = {
    rule: source,
    own: by === 'name',
    conditions: countConditions(source),
    limits: limitsShort(source),
  }
  if (hiddenBy !== undefined) return { ...shared, action: 'hide', by: 'hide', pointer: hiddenBy }
  if (rule === undefined || source === undefined)
    return { ...shared, action: policy.default, by: 'default', pointer: '/default' }
  // A virtual tool has two names; the rule by its inner one is not the rule of this row, which is qualified.
  const isInner = by === 'name' && rule.key !== name
  return {
    ...shared,
    own: by === 'name' && !isInner,
    action: formAction(source),
    by: isInner ? 'inner' : by,
    pointer: rule.pointer,
  }
}

/** One text for all that a policy says of a tool, to see whether two policies say the same. */
function said({ hiddenBy, rule }: Resolved, policy: CompiledPolicy): string {
  if (hiddenBy !== undefined) return 'hide'
  return rule === undefined ? policy.default : ruleText(rule.source)
}

function differs(policy: CompiledPolicy, enforced: CompiledPolicy, name: string): boolean {
  const [is, was] = [policy.resolve(name), enforced.resolve(name)]
  if (
    is.rule?.source === was.rule?.source &&
    is.hiddenBy === was.hiddenBy &&
    policy.default === enforced.default
  )
    return false
  return said(is, policy) !== said(was, enforced)
}

type FixedPart = Pick<
  Row,
  'kind' | 'name' | 'inside' | 'title' | 'description' | 'words' | 'tool' | 'category' | 'orphan' | 'args'
>
const fixedParts = new WeakMap<Listed, FixedPart>()

/** What a row says of its tool whatever the policy is: worked out once, because rows are made anew with every edit. */
function fixedPart(listed: Listed): FixedPart {
  let part = fixedParts.get(listed)
  if (part === undefined) {
    const { name, tool, inside } = listed
    const description = tool.definition.description ?? ''
    part = {
      kind: 'tool',
      name,
      inside,
      title: titleOf(tool),
      description,
      words: `${name}\n${description}`.toLowerCase(),
      tool,
      category: tool.risk.category,
      orphan: false,
      args: argumentNames(tool),
    }
    fixedParts.set(listed, part)
  }
  return part
}

function titleOf({ definition }: InventoryTool): string | undefined {
  return definition.title ?? definition.annotations?.title
}

function argumentNames({ definition }: InventoryTool): readonly string[] {
  const properties = definition.inputSchema?.['properties']
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}

import type { InventoryTool } from '#model/inventory'
import {
  type CompiledPolicy,
  type FormAction,
  formAction,
  type Inventory,
  type Resolved,
  type ToolRule,
} from '#policy'
import { isGlob } from '#std/glob'
import { canonicalJson, type Json } from '#std/json'
import { pointerStep } from '#std/pointer'
import type { Filterable } from './filter.ts'
import { countConditions, limitsShort } from './rule-words.ts'

/** Which part of a policy speaks for a row. */
type Governor = 'name' | 'pattern' | 'class' | 'default' | 'hide'

/** One line of the grid: a tool, a pattern, or a rule for a tool that the server does not have. */
export interface Row extends Filterable {
  readonly kind: 'tool' | 'pattern' | 'orphan'
  readonly title: string | undefined
  readonly tool: InventoryTool | undefined
  /** What governs it, and where that stands: `/tools/x`, `/risk/read`, `/hide/0`, `/default`. */
  readonly by: Governor
  readonly pointer: string
  readonly rule: ToolRule | undefined
  readonly limits: string
}

const groupKeys = ['destructive', 'financial', 'execute', 'write', 'read', 'patterns', 'orphans'] as const
export type GroupKey = (typeof groupKeys)[number]

export interface Group {
  readonly key: GroupKey
  readonly rows: readonly Row[]
}

/** What an engine needs to know of the tools of a server. */
export function engineInventory(tools: readonly InventoryTool[]): Inventory {
  return { tools: tools.map(({ definition, risk }) => ({ definition, category: risk.category })) }
}

export interface RowsInput {
  readonly tools: readonly InventoryTool[]
  readonly policy: CompiledPolicy
  /** JSON Pointers of rules that break the schema and are therefore not in `document`. */
  readonly broken: readonly string[]
  /** What is enforced now; before the first publish there is nothing to differ from. */
  readonly enforced: CompiledPolicy | undefined
}

/** Every line of the grid, in the server's own order, patterns and orphans after. */
export function rowsOf(input: RowsInput): Row[] {
  const isBroken = brokenIn(input)
  const rows = input.tools.map((tool) => toolRow(input, tool, isBroken(tool.name)))
  return [...rows, ...strayRows(input, isBroken)]
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
  const rows = input.tools.map((tool, index) => {
    const { name } = tool
    const before = lastRows[index]
    const isSame = rules[name] === rulesBefore[name] && isBroken(name) === wasBroken(name)
    return isSame && before?.tool === tool ? before : toolRow(input, tool, isBroken(name))
  })
  return [...rows, ...strayRows(input, isBroken)]
}

/** Whether the two can only differ in rules that speak for one tool each. */
function isLocal(is: RowsInput, was: RowsInput): boolean {
  const [now, then] = [is.policy.document, was.policy.document]
  return (
    is.tools === was.tools &&
    is.enforced === was.enforced &&
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

function toolRow({ policy, enforced }: RowsInput, tool: InventoryTool, broken: boolean): Row {
  const { name } = tool
  return {
    ...fixedPart(tool),
    ...(broken ? own(name, undefined) : effective(policy, name)),
    changed: enforced !== undefined && differs(policy, enforced, name),
    broken,
  }
}

/** Patterns, and rules for tools that the server does not have. */
function strayRows(input: RowsInput, isBroken: (name: string) => boolean): Row[] {
  const names = namesOf(input.tools)
  const keys = new Set([...Object.keys(input.policy.document.tools ?? {}), ...brokenRules(input.broken)])
  return [...keys].filter((name) => !names.has(name)).map((name) => strayRow(input, name, isBroken(name)))
}

const nameSets = new WeakMap<readonly InventoryTool[], ReadonlySet<string>>()

function namesOf(tools: readonly InventoryTool[]): ReadonlySet<string> {
  let names = nameSets.get(tools)
  if (names === undefined) {
    names = new Set(tools.map(({ name }) => name))
    nameSets.set(tools, names)
  }
  return names
}

function strayRow({ policy, enforced }: RowsInput, name: string, broken: boolean): Row {
  const rule = policy.document.tools?.[name]
  const was = enforced?.document.tools?.[name]
  return {
    ...own(name, rule),
    kind: isGlob(name) ? 'pattern' : 'orphan',
    name,
    title: undefined,
    description: isGlob(name) ? '' : 'This server has no tool of this name.',
    words: name.toLowerCase(),
    tool: undefined,
    category: undefined,
    changed: enforced !== undefined && rule !== was && canonical(rule) !== canonical(was),
    orphan: !isGlob(name),
    broken,
    args: [],
  }
}

function brokenRules(broken: readonly string[]): string[] {
  return broken.flatMap((pointer) => {
    const match = /^\/tools\/([^/]+)$/.exec(pointer)
    return match === null ? [] : [(match[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')]
  })
}

type Effect = Pick<Row, 'action' | 'by' | 'pointer' | 'rule' | 'own' | 'conditions' | 'limits'>

function own(name: string, rule: ToolRule | undefined): Effect {
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
  return { ...shared, action: formAction(source), by, pointer: rule.pointer }
}

/** One text for all that a policy says of a tool, to see whether two policies say the same. */
function said({ hiddenBy, rule }: Resolved, policy: CompiledPolicy): string {
  if (hiddenBy !== undefined) return 'hide'
  return rule === undefined ? policy.default : canonical(rule.source)
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

const texts = new WeakMap<ToolRule, string>()

function canonical(rule: ToolRule | undefined): string {
  if (rule === undefined) return ''
  let text = texts.get(rule)
  if (text === undefined) {
    // Through JSON, which leaves out what is undefined; a parsed rule holds nothing else that JSON does not know.
    const plain: Json = JSON.parse(JSON.stringify(rule))
    text = canonicalJson(plain)
    texts.set(rule, text)
  }
  return text
}

type FixedPart = Pick<
  Row,
  'kind' | 'name' | 'title' | 'description' | 'words' | 'tool' | 'category' | 'orphan' | 'args'
>
const fixedParts = new WeakMap<InventoryTool, FixedPart>()

/** What a row says of its tool whatever the policy is: worked out once, because rows are made anew with every edit. */
function fixedPart(tool: InventoryTool): FixedPart {
  let part = fixedParts.get(tool)
  if (part === undefined) {
    part = {
      kind: 'tool',
      name: tool.name,
      title: titleOf(tool),
      description: tool.definition.description ?? '',
      words: `${tool.name}\n${tool.definition.description ?? ''}`.toLowerCase(),
      tool,
      category: tool.risk.category,
      orphan: false,
      args: argumentNames(tool),
    }
    fixedParts.set(tool, part)
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

/** Rows by group, groups without rows left out, the gravest risk first. */
export function groupsOf(rows: readonly Row[]): Group[] {
  const byKey = new Map<GroupKey, Row[]>()
  for (const row of rows) {
    const key = groupOf(row)
    const group = byKey.get(key)
    if (group === undefined) byKey.set(key, [row])
    else group.push(row)
  }
  return groupKeys.flatMap((key) => {
    const group = byKey.get(key)
    return group === undefined ? [] : [{ key, rows: group }]
  })
}

function groupOf({ kind, category }: Row): GroupKey {
  if (kind === 'pattern') return 'patterns'
  return kind === 'orphan' || category === undefined ? 'orphans' : category
}

/** How many rows have which action, in the order of the control, none left out that is there. */
export function countActions(
  rows: readonly Row[],
): { readonly action: FormAction; readonly count: number }[] {
  const counts = new Map<FormAction, number>()
  for (const { action } of rows) counts.set(action, (counts.get(action) ?? 0) + 1)
  const order: readonly FormAction[] = ['allow', 'limit', 'ask', 'deny', 'hide']
  return order.flatMap((action) => {
    const count = counts.get(action)
    return count === undefined ? [] : [{ action, count }]
  })
}

/** A line as it is drawn: the head of a group, or a row of it. */
export type Line =
  | { readonly kind: 'group'; readonly group: Group }
  | { readonly kind: 'row'; readonly row: Row }

export function linesOf(groups: readonly Group[], collapsed: ReadonlySet<GroupKey>): Line[] {
  return groups.flatMap((group) => [
    { kind: 'group', group } as const,
    ...(collapsed.has(group.key) ? [] : group.rows.map((row) => ({ kind: 'row', row }) as const)),
  ])
}

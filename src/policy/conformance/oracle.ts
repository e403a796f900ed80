import type { Category } from '#risk'
import type { Json, JsonObject } from '#std/json'
import type { Dispatcher } from '../inventory.ts'
import type { Limit, Predicate, ToolRule } from '../schema.ts'
import { isProved, isSuspect, valuesOf } from './oracle-conditions.ts'
import type { Count, Item, OracleAnswer, World } from './oracle-world.ts'

/**
 * A second reading of the language, slow and obvious: straight from the document, nothing compiled, nothing cached,
 * no code shared with `evaluate`. Where the two differ, one of them misreads the language.
 */

export function oracle(world: World): OracleAnswer {
  const items = itemsOf(world, plain(world, world.call.tool, world.call.arguments, []), 0)
  const judged =
    items.length > 256 ? [{ ...plain(world, world.call.tool, world.call.arguments, []), bad: true }] : items
  const counted: Count[] = []
  let answer: Step = { outcome: 'allow', rule: '' }
  judged.forEach((item, index) => {
    const next = judge(world, item, counted)
    const order = ['allow', 'approval', 'deny', 'hide']
    if (index === 0 || order.indexOf(next.outcome) > order.indexOf(answer.outcome)) answer = next
  })
  const goesOn = answer.outcome === 'allow' || answer.outcome === 'approval'
  return { outcome: answer.outcome, rule: answer.rule, counted: goesOn ? counted : [] }
}

/* 6: virtual tools */

function categoryOf(world: World, tool: string): Category | undefined {
  return world.inventory.tools.find((one) => one.definition.name === tool)?.category
}

function plain(world: World, tool: string, args: JsonObject, around: readonly Item[]): Item {
  const category = categoryOf(world, tool)
  return { names: [tool], category, known: category !== undefined, args, around }
}

function get(value: Json | undefined, path: string): Json | undefined {
  let found = value
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return undefined
    found = Object.entries(found).find(([key]) => key === name)?.[1]
  }
  return found
}

function itemsOf(world: World, item: Item, depth: number): Item[] {
  const name = item.names[0] ?? ''
  const dispatcher = world.inventory.dispatchers?.find((one) => one.tool === name)
  if (dispatcher === undefined) return [item]
  return unfolded(world, item, dispatcher, depth)
}

function unfolded(world: World, item: Item, dispatcher: Dispatcher, depth: number): Item[] {
  if (depth >= 8) return [{ ...item, bad: true }]
  const all = { args: item.args }
  const list = dispatcher.each === undefined ? [all] : get(all, dispatcher.each)
  if (list === undefined) return [item]
  if (!Array.isArray(list)) return [{ ...item, bad: true }]
  if (list.length === 0) return [item]
  return list.flatMap((element: Json) => {
    if (typeof element !== 'object' || element === null || Array.isArray(element))
      return [{ ...item, bad: true }]
    const name = get(element, dispatcher.name)
    if (name === undefined) return [item]
    const whole = dispatcher.each === undefined ? item.args : element
    const given = dispatcher.arguments === undefined ? whole : get(element, dispatcher.arguments)
    const inner = given === undefined ? {} : given
    if (typeof name !== 'string' || typeof inner !== 'object' || inner === null || Array.isArray(inner))
      return [{ ...item, bad: true }]
    return innerItems(world, item, dispatcher, { name, args: inner as JsonObject, depth })
  })
}

function innerItems(
  world: World,
  item: Item,
  dispatcher: Dispatcher,
  { name, args, depth }: { name: string; args: JsonObject; depth: number },
): Item[] {
  const around = [...item.around, item]
  const own = dispatcher.actions?.find((one) => one.definition.name === name)?.category
  const real = categoryOf(world, name)
  const long = `${dispatcher.tool}:${name}`
  const run = { by: dispatcher.tool, as: name }
  if (own !== undefined)
    return [
      { names: real === undefined ? [long, name] : [long], run, category: own, known: true, args, around },
    ]
  const found = { names: [long, name], run, category: real, known: real !== undefined, args, around }
  const next = world.inventory.dispatchers?.find((one) => one.tool === name)
  return next === undefined ? [found] : unfolded(world, found, next, depth + 1)
}

/* 1: which rule applies */

interface Found {
  readonly pointer: string
  readonly rule: ToolRule
  readonly isByClass: boolean
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^]*')}$`, 'u').test(name)
}

/** A pattern means an inner call by its own name, or by the qualified one if it has a colon and is not the outer tool's. */
function means(pattern: string, { names, run }: Item): boolean {
  if (run === undefined) return names.some((name) => fits(pattern, name))
  if (names.includes(run.as) && fits(pattern, run.as)) return true
  return pattern.includes(':') && !fits(pattern, run.by) && fits(pattern, `${run.by}:${run.as}`)
}

function ruleFor({ document }: World, item: Item): Found | undefined {
  const { names, category } = item
  const rules = Object.entries(document.tools ?? {})
  const found = (key: string, rule: ToolRule) => ({
    pointer: `/tools/${escaped(key)}`,
    rule,
    isByClass: false,
  })
  for (const name of names) {
    const exact = rules.find(([key]) => key === name && !key.includes('*'))
    if (exact !== undefined) return found(...exact)
  }
  const strict = ['hide', 'deny', 'require_approval', 'allow']
  const rank = ([, rule]: [string, ToolRule]) => strict.indexOf(rule.action ?? 'allow')
  const letters = ([key]: [string, ToolRule]) => Array.from(key).filter((sign) => sign !== '*').length
  const matching = rules
    .filter(([key]) => key.includes('*') && means(key, item))
    .sort((a, b) => letters(b) - letters(a) || rank(a) - rank(b) || inOrder(a[0], b[0]))
  const [best] = matching
  if (best !== undefined) return found(...best)
  const rule = category === undefined ? undefined : document.risk?.[category]
  return rule === undefined ? undefined : { pointer: `/risk/${category}`, rule, isByClass: true }
}

function inOrder(a: string, b: string): number {
  const points = (text: string) => Array.from(text, (sign) => sign.codePointAt(0) ?? 0)
  const [left, right] = [points(a), points(b)]
  const at = left.findIndex((point, index) => point !== right[index])
  return at < 0 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1)
}

/* 2: the order of a decision */

type Step = Pick<OracleAnswer, 'outcome' | 'rule'>

/** A thing to judge and the rule that speaks of it. */
interface Matter {
  readonly item: Item
  readonly found: { readonly pointer: string; readonly rule: ToolRule } | undefined
}

function judge(world: World, item: Item, counted: Count[]): Step {
  const own = ruleFor(world, item)
  const rules: Matter[] = [
    ...item.around.map((outer) => ({ item: outer, found: restriction(world, outer) })),
    { item, found: own },
  ]
  const everywhere: Matter = { item, found: { pointer: '/all_tools', rule: world.document.all_tools ?? {} } }
  const checked = [everywhere, ...rules]
  return (
    hideStep(world, rules) ??
    denyStep(rules) ??
    (isNotListed(world, item, own) ? { outcome: 'deny', rule: '(default deny)' } : undefined) ??
    predicateStep(checked, 'require', 'deny', (one, predicate) => !isProved(world, one, predicate)) ??
    predicateStep(checked, 'deny_if', 'deny', (one, predicate) => isSuspect(world, one, predicate)) ??
    limitStep(world, checked, counted) ??
    approvalStep(world, rules) ?? {
      outcome: 'allow',
      rule: own === undefined ? '(default allow)' : own.pointer,
    }
  )
}

function hideStep({ document }: World, rules: readonly Matter[]): Step | undefined {
  for (const { item, found } of rules) {
    const entry = (document.hide ?? []).findIndex((hidden) =>
      item.names.some((name) => isNamed(hidden, name)),
    )
    if (entry >= 0) return { outcome: 'hide', rule: `/hide/${entry}` }
    if (found?.rule.action === 'hide') return { outcome: 'hide', rule: `${found.pointer}/action` }
  }
  return undefined
}

function denyStep(rules: readonly Matter[]): Step | undefined {
  const found = rules.find((one) => one.found?.rule.action === 'deny')?.found
  return found && { outcome: 'deny', rule: `${found.pointer}/action` }
}

function isNotListed({ document }: World, item: Item, own: Found | undefined): boolean {
  if (item.bad) return true
  if (own !== undefined) return false
  return document.default === 'deny' || (item.around.length > 0 && !item.known)
}

function predicateStep(
  checked: readonly Matter[],
  field: 'require' | 'deny_if',
  outcome: 'deny',
  stops: (item: Item, predicate: Predicate) => boolean,
): Step | undefined {
  for (const { item, found } of checked) {
    const at = (found?.rule[field] ?? []).findIndex((predicate) => stops(item, predicate))
    if (at >= 0) return { outcome, rule: `${found?.pointer}/${field}/${at}` }
  }
  return undefined
}

function approvalStep(world: World, rules: readonly Matter[]): Step | undefined {
  for (const { item, found } of rules) {
    if (found?.rule.action === 'require_approval')
      return { outcome: 'approval', rule: `${found.pointer}/action` }
    const at = (found?.rule.approve_if ?? []).findIndex((predicate) => isSuspect(world, item, predicate))
    if (at >= 0) return { outcome: 'approval', rule: `${found?.pointer}/approve_if/${at}` }
  }
  return undefined
}

function restriction(world: World, item: Item): Found | undefined {
  const found = ruleFor(world, item)
  return found?.isByClass ? undefined : found
}

function isNamed(entry: string, name: string): boolean {
  return entry.includes('*') ? fits(entry, name) : entry === name
}

/* 4: limits */

function limitStep(world: World, checked: readonly Matter[], counted: Count[]): Step | undefined {
  const claims = checked.flatMap(({ item, found }) => limitsOf(found).map((claim) => ({ ...claim, item })))
  const own: (Count & { readonly key: string })[] = []
  for (const { limit, pointer, item } of claims) {
    const amount = amountOf(world, item, limit)
    if (amount === undefined) return { outcome: 'deny', rule: pointer }
    // A call is one call, whoever counts it; the arguments to add up may be the outer tool's or the inner's.
    const sums = limit.increment_from !== undefined
    const whose = sums ? checked.findIndex((one) => one.item.args === item.args) : 0
    for (const other of sharing(world, limit)) {
      const count = countOf(world, other)
      const key = JSON.stringify([count, limit.increment_from ?? '', whose])
      if (!own.some((one) => one.key === key)) own.push({ count, amount, key })
    }
  }
  for (const { limit, pointer } of claims) {
    const count = countOf(world, limit)
    const now = [...counted, ...own].filter((one) => one.count === count)
    const past = world.history.filter(
      (one) => one.count === count && isRecent(one.at, world.now, lengthOf(limit)),
    )
    const sum = [...now, ...past].reduce((total, { amount }) => total + amount, 0)
    if (sum > Math.round(limit.max * 1e6)) return { outcome: 'deny', rule: pointer }
  }
  counted.push(...own.map(({ count, amount }) => ({ count, amount })))
  return undefined
}

/** Every limit of the document with the same counter: one name is one count, whatever the window and the scope. */
function sharing({ document: { all_tools, risk = {}, tools = {} } }: World, limit: Limit): Limit[] {
  const rules = [all_tools ?? {}, ...Object.values(risk), ...Object.values(tools)]
  const limits = rules.flatMap((rule) => rule.limits ?? [])
  return [limit, ...limits.filter(({ counter }) => counter === limit.counter)]
}

function limitsOf(found: Matter['found']) {
  if (found === undefined) return []
  const { pointer, rule } = found
  const limits = (rule.limits ?? []).map((limit, index) => ({ limit, pointer: `${pointer}/limits/${index}` }))
  const rate = rule.rate_limit
  if (rate === undefined) return limits
  const limit: Limit = { counter: `${pointer} rate`, window: rate.window, max: rate.max, scope: 'session' }
  return [...limits, { limit, pointer: `${pointer}/rate_limit` }]
}

function lengthOf({ window }: Limit): number {
  if (typeof window === 'number') return window * 1000
  return window === 'minute' ? 60_000 : window === 'hour' ? 3_600_000 : 86_400_000
}

/** The sixtieth of a window in which a call falls counts until the whole of it is a window old. */
function isRecent(at: number, now: number, length: number): boolean {
  return Math.floor((at * 60) / length) >= Math.floor((now * 60) / length) - 60
}

function countOf({ call }: World, limit: Limit): string {
  const who =
    limit.scope === 'grant' || (limit.scope === 'session' && call.session === undefined)
      ? ['grant', call.grant.label]
      : limit.scope === 'session'
        ? ['session', call.grant.label, call.session ?? '']
        : [limit.scope]
  return JSON.stringify([limit.counter, lengthOf(limit), ...who])
}

function amountOf(world: World, item: Item, limit: Limit): number | undefined {
  if (limit.increment_from === undefined) return 1e6
  let sum = 0
  for (const value of valuesOf(world, item, limit.increment_from)) {
    if (value === 'missing' || value === 'misplaced') return undefined
    if (typeof value.is !== 'number' || value.is < 0 || !Number.isFinite(value.is)) return undefined
    const [whole = '0', fraction = ''] = value.is.toFixed(12).split('.')
    const up = /[1-9]/.test(fraction.slice(6)) ? 1 : 0
    sum += Number(whole) * 1e6 + Number(fraction.slice(0, 6)) + up
  }
  return sum
}

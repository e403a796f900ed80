import { type Category, categories } from '#risk'
import { compareCodePoints } from '#std/code-points'
import { compileGlob, type Glob, isGlob } from '#std/glob'
import { type CompiledChecks, type CompiledRule, compileChecks, compileRule } from './compile-rule.ts'
import { type CompiledDispatcher, compileDispatchers, qualified } from './dispatch.ts'
import type { Inventory } from './inventory.ts'
import type { Action, Default, PolicyDocument, ToolRule } from './schema.ts'
import { type SharedCounters, sharedCounters } from './shared-counters.ts'
import { quote } from './words.ts'

/** A policy made ready to decide: the gateway holds one for each policy in force. */
export interface CompiledPolicy {
  readonly document: PolicyDocument
  readonly inventory: Inventory
  readonly default: Default
  readonly resources: Default
  readonly prompts: Default
  readonly allTools: CompiledChecks
  readonly dispatchers: ReadonlyMap<string, CompiledDispatcher>
  /** What the policy says of a tool, by its name or, for a virtual tool, its qualified name. */
  readonly resolve: (tool: string) => Resolved
  /** What it says of what a dispatcher is asked to run. */
  readonly resolveInner: (dispatcher: CompiledDispatcher, action: string) => Resolved
  /** Every rule of `tools` and `risk`, in the order of the document. */
  readonly rules: readonly CompiledRule[]
}

/** What a policy says of one tool. */
export interface Resolved {
  /** The tool's own name, qualified by its dispatcher for a virtual tool. */
  readonly name: string
  readonly category: Category | undefined
  /** The entry of `hide` that hides it. */
  readonly hiddenBy: string | undefined
  /** The one rule that applies; without one, the default does. */
  readonly rule: CompiledRule | undefined
  readonly by: 'name' | 'pattern' | 'class' | 'default'
  /** Whether it is in the inventory, as a tool or as an action of a dispatcher. */
  readonly known: boolean
  /** Told when nothing stands against a call: put into words once, for most calls are allowed. */
  readonly allowed: { readonly rule: string; readonly message: string }
}

/** A tool by all the names that rules may call it, the most specific first. */
interface Named {
  readonly name: string
  readonly names: readonly string[]
  /** The dispatcher that runs it, for what is run by one. */
  readonly dispatcher?: string
  readonly category: Category | undefined
  readonly known: boolean
}

/** Names beyond the inventory are remembered up to this many and this long: made-up ones must not fill the memory. */
const rememberedStrangers = 4096
const longestStranger = 256

/**
 * Makes a document ready to decide about the tools of a server. With what an earlier version of the document was compiled to
 * it does the same in less time: rules that are the same objects are taken over.
 */
export function compile(
  document: PolicyDocument,
  inventory: Inventory,
  before?: CompiledPolicy,
): CompiledPolicy {
  const dispatchers = before?.inventory === inventory ? before.dispatchers : compileDispatchers(inventory)
  const shared = sharedCounters(document)
  const { rules, resolveNamed } = compileRules(document, shared, before?.rules ?? [])
  return {
    document,
    inventory,
    default: document.default,
    resources: document.resources ?? document.default,
    prompts: document.prompts ?? document.default,
    allTools: compileChecks(document.all_tools ?? {}, '/all_tools', shared),
    dispatchers,
    rules,
    ...resolver(inventory, dispatchers, resolveNamed),
  }
}

type Dispatchers = CompiledPolicy['dispatchers']

/** Resolves names at first sight and remembers what it found. */
function resolver(
  inventory: Inventory,
  dispatchers: Dispatchers,
  resolveNamed: (named: Named) => Resolved,
): Pick<CompiledPolicy, 'resolve' | 'resolveInner'> {
  const tools = new Map(inventory.tools.map((tool) => [tool.definition.name, tool.category]))
  const known = new Map<string, Resolved>()
  const strangers = new Map<string, Resolved>()

  function remembered(name: string, naming: () => Named): Resolved {
    const before = known.get(name) ?? strangers.get(name)
    if (before !== undefined) return before
    const resolved = resolveNamed(naming())
    if (resolved.known) known.set(name, resolved)
    else if (name.length <= longestStranger) {
      if (strangers.size >= rememberedStrangers) strangers.clear()
      strangers.set(name, resolved)
    }
    return resolved
  }

  function resolveInner(dispatcher: CompiledDispatcher, action: string): Resolved {
    const name = qualified(dispatcher.tool, action)
    return remembered(name, () => namedAction(name, action, dispatcher, tools))
  }

  function resolve(tool: string): Resolved {
    const before = known.get(tool)
    if (before !== undefined) return before
    if (tools.has(tool)) return remembered(tool, () => namedTool(tool, tools))
    const dispatcher = dispatchers.get(tool.slice(0, Math.max(0, tool.indexOf(':'))))
    if (dispatcher === undefined) return remembered(tool, () => namedTool(tool, tools))
    return resolveInner(dispatcher, tool.slice(dispatcher.tool.length + 1))
  }

  return { resolve, resolveInner }
}

function namedTool(tool: string, tools: ReadonlyMap<string, Category>): Named {
  return { name: tool, names: [tool], category: tools.get(tool), known: tools.has(tool) }
}

/** What a dispatcher runs has a qualified name before its own. */
function namedAction(
  name: string,
  action: string,
  dispatcher: CompiledDispatcher,
  tools: ReadonlyMap<string, Category>,
): Named {
  const own = dispatcher.actions.get(action)
  const real = tools.get(action)
  // An action that shares the name of a real tool which it does not run: only the qualified name is its own.
  const names = own !== undefined && real !== undefined ? [name] : [name, action]
  const category = own ?? real
  return { name, names, dispatcher: dispatcher.tool, category, known: category !== undefined }
}

interface Pattern {
  readonly text: string
  readonly glob: Glob
  readonly rule: CompiledRule
}

/** Finds rules by name among compiled ones, quickly where they are asked for in nearly the same order. */
function taker(compiled: readonly CompiledRule[], shared: SharedCounters) {
  let next = 0
  return (key: string, source: ToolRule): CompiledRule | undefined => {
    for (let at = next; at < next + 3; at += 1) {
      const rule = compiled[at]
      if (rule?.key !== key || rule.section !== 'tools') continue
      next = at + 1
      // What a counter is shared with stands in other rules, and may have changed with them.
      const isAlone = rule.echoes.length === 0 && !source.limits?.some(({ counter }) => shared.has(counter))
      return rule.source === source && isAlone ? rule : undefined
    }
    return undefined
  }
}

function compileRules(document: PolicyDocument, shared: SharedCounters, before: readonly CompiledRule[]) {
  const taken = taker(before, shared)
  const exact = new Map<string, CompiledRule>()
  const patterns: Pattern[] = []
  const classes = new Map<Category, CompiledRule>()
  for (const [key, source] of Object.entries(document.tools ?? {})) {
    if (!isGlob(key)) {
      exact.set(key, taken(key, source) ?? compileRule(source, ['tools', key], shared))
      continue
    }
    const rule = compileRule(source, ['tools', key], shared)
    patterns.push({ text: key, glob: compileGlob(key), rule })
  }
  for (const category of categories) {
    const source = document.risk?.[category]
    if (source !== undefined) classes.set(category, compileRule(source, ['risk', category], shared))
  }
  const isHidden = compileHide(document.hide ?? [])
  const match = patternMatcher(patterns)

  function ruleOf(named: Named): Pick<Resolved, 'rule' | 'by'> {
    const { names, category } = named
    for (const name of names) {
      const rule = exact.get(name)
      if (rule !== undefined) return { rule, by: 'name' }
    }
    const pattern = match(named)
    if (pattern !== undefined) return { rule: pattern, by: 'pattern' }
    const rule = category && classes.get(category)
    return rule === undefined ? { rule: undefined, by: 'default' } : { rule, by: 'class' }
  }

  return {
    rules: [...exact.values(), ...patterns.map(({ rule }) => rule), ...classes.values()],
    resolveNamed: (named: Named): Resolved => {
      const { name, category, known } = named
      const { rule, by } = ruleOf(named)
      return {
        name,
        category,
        known,
        hiddenBy: isHidden(named.names),
        rule,
        by,
        allowed: allowedWords(name, rule),
      }
    },
  }
}

function allowedWords(name: string, rule: CompiledRule | undefined): Resolved['allowed'] {
  if (rule === undefined) return { rule: '(default allow)', message: `${quote(name)} is allowed by default.` }
  return { rule: rule.pointer, message: `The policy allows ${quote(name)}.` }
}

/** Finds the entry of `hide` that names a tool, if one does. */
function compileHide(entries: readonly string[]): (names: readonly string[]) => string | undefined {
  const exact = new Map<string, number>()
  const globs: { readonly glob: Glob; readonly index: number }[] = []
  entries.forEach((entry, index) => {
    if (isGlob(entry)) globs.push({ glob: compileGlob(entry), index })
    else if (!exact.has(entry)) exact.set(entry, index)
  })
  return (names) => {
    let first = Number.POSITIVE_INFINITY
    for (const name of names) {
      const pattern = globs.find(({ glob }) => glob.matches(name))?.index
      first = Math.min(first, exact.get(name) ?? first, pattern ?? first)
    }
    return Number.isFinite(first) ? `/hide/${first}` : undefined
  }
}

const strictness: readonly Action[] = ['hide', 'deny', 'require_approval', 'allow']

/** The most literal characters first, then the stricter action, then code-point order. */
function compareSpecificity(a: Pattern, b: Pattern): number {
  return (
    b.glob.literals - a.glob.literals ||
    strictness.indexOf(a.rule.action) - strictness.indexOf(b.rule.action) ||
    compareCodePoints(a.text, b.text)
  )
}

/**
 * A rule that names a dispatcher never allows what it runs. So a pattern reaches a qualified name only where it spells
 * the colon, lest `true*` open all of `truenas:…`, and does not fit the dispatcher itself.
 */
function isMeant({ text, glob }: Pattern, name: string, { name: whole, dispatcher }: Named): boolean {
  if (dispatcher === undefined || name !== whole) return true
  return text.includes(':') && !glob.matches(dispatcher)
}

/** Finds the most specific pattern; those that begin with a letter are only tried on names that do so too. */
function patternMatcher(patterns: readonly Pattern[]): (named: Named) => CompiledRule | undefined {
  const sorted = [...patterns].sort(compareSpecificity)
  const byFirst = new Map<string, { readonly pattern: Pattern; readonly rank: number }[]>()
  sorted.forEach((pattern, rank) => {
    const first = pattern.text.startsWith('*') ? '' : pattern.text.charAt(0)
    const bucket = byFirst.get(first)
    if (bucket === undefined) byFirst.set(first, [{ pattern, rank }])
    else bucket.push({ pattern, rank })
  })
  return (named) => {
    let best: { readonly pattern: Pattern; readonly rank: number } | undefined
    for (const name of named.names) {
      for (const bucket of [byFirst.get(name.charAt(0)), byFirst.get('')]) {
        const found = bucket?.find(
          ({ pattern }) => pattern.glob.matches(name) && isMeant(pattern, name, named),
        )
        if (found !== undefined && (best === undefined || found.rank < best.rank)) best = found
      }
    }
    return best?.pattern.rule
  }
}

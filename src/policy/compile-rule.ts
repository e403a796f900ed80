import { invariant } from '#std/invariant'
import { pointerOf } from '#std/pointer'
import { type CompiledCondition, compileCondition, type Mood, type Subject } from './condition.ts'
import type { ApprovalNeed, SeenCondition, SeenPredicate } from './decision.ts'
import { millionths } from './limits.ts'
import { parsePath, type Step } from './path.ts'
import {
  type Action,
  type AllTools,
  type Approval,
  type Limit,
  largestMax,
  type Predicate,
  type Scope,
  type ToolRule,
  type Window,
} from './schema.ts'
import { isSameKind, type SharedCounters } from './shared-counters.ts'
import { limitWords, sentence } from './words.ts'

/** A predicate made ready. */
export interface CompiledPredicate {
  readonly source: Predicate
  readonly pointer: string
  readonly conditions: readonly CompiledCondition[]
}

/** A limit made ready; without `sum` it counts calls. */
export interface CompiledLimit {
  readonly pointer: string
  /** The window and the counter: what the limits that share a count have in common. */
  readonly name: string
  readonly scope: Scope
  readonly windowMs: number
  /** In millionths. */
  readonly max: number
  /** Told to the agent when there is no room. */
  readonly message: () => string
  readonly sum?: { readonly path: string; readonly steps: readonly Step[] }
}

/** The conditions and limits of `all_tools`. */
export interface CompiledChecks {
  readonly require: readonly CompiledPredicate[]
  readonly denyIf: readonly CompiledPredicate[]
  readonly limits: readonly CompiledLimit[]
  /** Counts of limits elsewhere that share a counter with these: what is counted here is counted there, unchecked. */
  readonly echoes: readonly CompiledLimit[]
}

/** A rule made ready. */
export interface CompiledRule extends CompiledChecks {
  readonly source: ToolRule
  readonly pointer: string
  readonly section: 'tools' | 'risk'
  /** Its name in its section: a tool, a pattern or a class. */
  readonly key: string
  readonly action: Action
  readonly approveIf: readonly CompiledPredicate[]
  readonly approval: ApprovalNeed
}

const namedWindows = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** Milliseconds of a window as a policy names it. */
function windowMs(window: Window): number {
  return typeof window === 'number' ? window * 1000 : namedWindows[window]
}

/** Compiles a rule of `tools` or `risk`. */
export function compileRule(
  source: ToolRule,
  [section, key]: readonly ['tools' | 'risk', string],
  shared: SharedCounters,
): CompiledRule {
  const pointer = pointerOf([section, key])
  return {
    ...compileChecks(source, pointer, shared),
    source,
    pointer,
    section,
    key,
    action: source.action ?? 'allow',
    approveIf: compilePredicates(source.approve_if, pointer, 'approve_if'),
    approval: source.approval === undefined ? usualApproval : approvalOf(source.approval),
  }
}

/** Compiles `all_tools`, or what a rule has in common with it. */
export function compileChecks(source: AllTools, pointer: string, shared: SharedCounters): CompiledChecks {
  return {
    require: compilePredicates(source.require, pointer, 'require'),
    denyIf: compilePredicates(source.deny_if, pointer, 'deny_if'),
    limits: compileLimits(source, pointer),
    echoes: compileEchoes(source, pointer, shared),
  }
}

/** Most rules have none of this or that: they share it. */
const none: readonly never[] = []

function compileLimits(source: ToolRule, pointer: string): readonly CompiledLimit[] {
  const { limits, rate_limit: rate, reason } = source
  if (limits === undefined && rate === undefined) return none
  const compiled = (limits ?? []).map((limit, index) =>
    compileLimit(limit, `${pointer}/limits/${index}`, reason),
  )
  if (rate !== undefined)
    compiled.push({
      pointer: `${pointer}/rate_limit`,
      // No limit of the document can have this name by chance: it says where it comes from.
      name: `${rate.window * 1000}/${pointer}/rate_limit`,
      scope: 'session',
      windowMs: rate.window * 1000,
      max: millionths(rate.max),
      message: limitMessage(reason, { ...rate, scope: 'session' }),
    })
  return compiled
}

function compileEchoes(
  { limits = [] }: AllTools,
  pointer: string,
  shared: SharedCounters,
): readonly CompiledLimit[] {
  if (shared.size === 0 || limits.length === 0) return none
  return limits.flatMap((limit, index) => {
    const others = (shared.get(limit.counter) ?? none).filter((kind) => !isSameKind(kind, limit))
    return others.map(({ window, scope }) =>
      compileLimit({ ...limit, window, scope, max: largestMax }, `${pointer}/limits/${index}`, undefined),
    )
  })
}

function compilePredicates(
  sources: readonly Predicate[] | undefined,
  pointer: string,
  field: 'require' | 'deny_if' | 'approve_if',
): readonly CompiledPredicate[] {
  if (sources === undefined || sources.length === 0) return none
  return sources.map((source, index) => {
    const at = `${pointer}/${field}/${index}`
    const conditions = source.conditions.map((one, nth) => compileCondition(one, `${at}/conditions/${nth}`))
    return { source, pointer: at, conditions }
  })
}

function compileLimit(source: Limit, pointer: string, reason: string | undefined): CompiledLimit {
  const { counter, scope, increment_from: path } = source
  const length = windowMs(source.window)
  const limit = {
    pointer,
    name: `${length}/${counter}`,
    scope,
    windowMs: length,
    max: millionths(source.max),
    message: limitMessage(reason, source),
  }
  if (path === undefined) return limit
  const parsed = parsePath(path)
  invariant(parsed.ok && parsed.value.root === 'args', 'the schema wants the path of an argument here')
  return { ...limit, sum: { path, steps: parsed.value.steps } }
}

/** Put into words when it is first told: a large policy has thousands of limits, and few are ever met. */
function limitMessage(reason: string | undefined, limit: Omit<Limit, 'counter'>): () => string {
  let message = reason
  return () => {
    message ??= sentence(limitWords(limit))
    return message
  }
}

/** The approval settings with their defaults. */
export function approvalOf(source: Approval | undefined): ApprovalNeed {
  return {
    approvers: source?.approvers ?? ['admin', 'approver'],
    count: source?.count ?? 1,
    timeout: source?.timeout ?? 86_400,
  }
}

const usualApproval = approvalOf(undefined)

/** Looks at a predicate: every condition up to the first that does not hold. */
export function lookAt(
  predicate: CompiledPredicate,
  subject: Subject,
  mood: Mood,
  tool: string,
): SeenPredicate {
  const conditions: SeenCondition[] = []
  let held = true
  for (const condition of predicate.conditions) {
    const seen = condition.look(subject, mood)
    conditions.push(seen)
    if (seen.held) continue
    held = false
    break
  }
  return { pointer: predicate.pointer, held, tool, conditions }
}

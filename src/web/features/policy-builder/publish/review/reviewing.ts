import { type RecordedCall as KeptCall, replayable, type Traffic } from '#model/recorded-call'
import {
  type Change,
  type CompiledPolicy,
  compile,
  diff,
  type Inventory,
  lint,
  listing,
  loosenedDanger,
  type Outcome,
  type PolicyDocument,
  type Problem,
  parse,
  runTests,
  simulate,
  type TestResult,
  withClasses,
} from '#policy'
import type { Category } from '#risk'

/** A text on its way to being enforced, and what is enforced now. */
export interface Subject {
  readonly before: string | undefined
  /** The classes that its tools had when that was published. */
  readonly classes: Readonly<Record<string, Category>>
  readonly after: string
  readonly inventory: Inventory
  /** Under whose names the tests call. */
  readonly grants: readonly GrantOf[]
  readonly now: number
}

interface GrantOf {
  readonly id: string
  readonly label: string
  readonly tags: readonly string[]
}

/** What `tools/list` shows, and how much of an agent's context it takes. */
export interface Reach {
  readonly tools: number
  readonly tokens: number
}

/** What a review says without any call: the same code as the gateway's, run beside the page. */
export interface Reviewed {
  readonly changes: readonly Change[]
  /** Destructive and financial tools that would be looser: a reason is required. */
  readonly danger: readonly string[]
  readonly tests: readonly Pick<TestResult, 'name' | 'passed' | 'message'>[]
  /** The keys of what weakens what is enforced already: publishing the text weakens nothing by it. */
  readonly standing: readonly string[]
  readonly before: Reach
  readonly after: Reach
}

/** A finding by what it says and where, which stays with it when the text above it moves. */
export function findingKey({ code, pointer, message }: Problem): string {
  return `${code} ${pointer} ${message}`
}

const nothing: PolicyDocument = { version: '1', default: 'deny' }

/** The draft made ready, once for the review and for every replay. */
const compiled = new WeakMap<Subject, CompiledPolicy>()

function policyOf(subject: Subject): CompiledPolicy {
  const known = compiled.get(subject)
  if (known !== undefined) return known
  const policy = compile(parse(subject.after).document ?? nothing, subject.inventory)
  compiled.set(subject, policy)
  return policy
}

export function review(subject: Subject): Reviewed {
  const { before, classes, inventory, grants, now } = subject
  const inventoryBefore = withClasses(inventory, classes)
  const parsed = before === undefined ? undefined : parse(before)
  const former = parsed?.document
  const policy = policyOf(subject)
  const changes = diff(former, policy.document, inventory, inventoryBefore)
  return {
    changes,
    danger: former === undefined ? [] : loosenedDanger(changes, inventory),
    tests: runTests(policy, { now, grants }).map(({ name, passed, message }) => ({ name, passed, message })),
    standing:
      parsed === undefined ? [] : weakening(lint(parsed, inventoryBefore, { now, grants })).map(findingKey),
    before: reachOf(compile(former ?? nothing, inventoryBefore)),
    after: reachOf(policy),
  }
}

/** Whoever publishes one of these for the first time ticks it. */
export function weakening(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ severity }) => severity === 'security')
}

/** Four characters to a token: near enough to compare, and said to be an estimate. */
const charactersPerToken = 4

function reachOf(policy: CompiledPolicy): Reach {
  const shown = policy.inventory.tools.filter(
    ({ definition }) => listing(policy, definition.name) === 'listed',
  )
  const characters = shown.reduce((sum, { definition }) => sum + JSON.stringify(definition).length, 0)
  return { tools: shown.length, tokens: Math.round(characters / charactersPerToken) }
}

/** A call that would come out otherwise. */
export interface FlippedCall {
  readonly id: string
  readonly at: number
  readonly tool: string
  readonly before: Outcome
  readonly after: Outcome
  /** What would decide it, as a JSON Pointer. */
  readonly rule: string
}

/** A call that cannot be replayed, and why. */
export interface SilentCall {
  readonly id: string
  readonly at: number
  readonly tool: string
  readonly reason: 'arguments_not_kept' | 'tool_gone'
}

/** What a text would have made of the calls that were recorded. */
export interface Effect {
  readonly total: number
  readonly replayed: number
  readonly flips: readonly FlippedCall[]
  readonly silent: readonly SilentCall[]
}

export type Replay = Omit<Traffic, 'grants'>

/** Replays the calls of grants that carry the policy; those of others are not touched by it. */
export function effectOf(subject: Subject, replay: Replay): Effect {
  const carrying = new Set(subject.grants.map(({ id }) => id))
  const calls = replay.calls.filter(({ grantId }) => carrying.has(grantId))
  const kept = calls.toReversed()
  const { replayed, flips, notReplayable } = simulate(
    policyOf(subject),
    replayable({ ...replay, calls, grants: subject.grants }),
  )
  return {
    total: kept.length,
    replayed,
    flips: flips.flatMap(({ index, before, after: { outcome, rule } }) => {
      const call = kept[index]
      return call === undefined ? [] : [{ ...placed(call), before, after: outcome, rule }]
    }),
    silent: notReplayable.flatMap(({ index, reason }) => {
      const call = kept[index]
      return call === undefined ? [] : [{ ...placed(call), reason }]
    }),
  }
}

function placed({ id, at, tool }: KeptCall) {
  return { id, at, tool }
}

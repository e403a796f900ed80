import type { CompiledPolicy } from './compile.ts'
import type { CompiledPredicate, CompiledRule } from './compile-rule.ts'
import type { Call, Decision } from './decision.ts'
import { evaluate } from './evaluate.ts'
import { type Counters, memoryCounters } from './limits.ts'
import type { Outcome } from './schema.ts'
import { virtualCall } from './virtual-call.ts'

/** A call as the activity log remembers it. */
export interface RecordedCall {
  /** Without `arguments` where their values were not kept. */
  readonly call: Call
  readonly argumentsKept: boolean
  readonly at: number
  readonly outcome: Outcome
  /** Whether it reached the server: allowed, or approved by a person. */
  readonly forwarded: boolean
}

/** A call that would come out otherwise than it did. */
interface Flip {
  /** Its place among the recorded calls. */
  readonly index: number
  readonly before: Outcome
  readonly after: Decision
}

/** A call of which nobody can say what would become of it. */
interface NotReplayable {
  readonly index: number
  readonly reason: 'arguments_not_kept' | 'tool_gone'
}

/** What a policy would have made of recorded calls. */
export interface Simulation {
  readonly total: number
  readonly replayed: number
  readonly flips: readonly Flip[]
  readonly notReplayable: readonly NotReplayable[]
  /** How many calls came out how before, and would now: `counts.allow.deny` would now be denied. */
  readonly counts: Readonly<Record<Outcome, Readonly<Record<Outcome, number>>>>
}

/** Replays calls in the order of time, limits included; what cannot be replayed is named and not guessed. */
export function simulate(policy: CompiledPolicy, calls: readonly RecordedCall[]): Simulation {
  const counters = memoryCounters()
  const flips: Flip[] = []
  const notReplayable: NotReplayable[] = []
  const counts = { allow: none(), deny: none(), hide: none(), approval: none() }
  const tools = new Set(policy.inventory.tools.map(({ definition }) => definition.name))
  for (const index of inTimeOrder(calls)) {
    const recorded = calls[index]
    if (recorded === undefined) continue
    const reason = obstacle(policy, recorded, tools)
    if (reason !== undefined) {
      notReplayable.push({ index, reason })
      continue
    }
    const after = replay(policy, recorded, counters)
    counts[recorded.outcome][after.outcome] += 1
    if (after.outcome !== recorded.outcome) flips.push({ index, before: recorded.outcome, after })
  }
  const replayed = calls.length - notReplayable.length
  return { total: calls.length, replayed, flips, notReplayable, counts }
}

function none(): Record<Outcome, number> {
  return { allow: 0, deny: 0, hide: 0, approval: 0 }
}

function inTimeOrder(calls: readonly RecordedCall[]): number[] {
  const isOrdered = calls.every((one, index) => index === 0 || (calls[index - 1]?.at ?? 0) <= one.at)
  const order = calls.map((_, index) => index)
  return isOrdered ? order : order.sort((a, b) => (calls[a]?.at ?? 0) - (calls[b]?.at ?? 0))
}

/** A held call counts when a person let it through, as it did when it was recorded. */
function replay(policy: CompiledPolicy, recorded: RecordedCall, counters: Counters): Decision {
  const { at, forwarded } = recorded
  const decision = evaluate(policy, asCalled(policy, recorded.call), counters, at)
  if (decision.outcome === 'allow' || (decision.outcome === 'approval' && forwarded))
    counters.reserve(decision.reservations, at)
  return decision
}

/** A virtual tool is remembered by its own name; it is called through the dispatcher that runs it. */
function asCalled(policy: CompiledPolicy, call: Call): Call {
  return isVirtual(call.tool) ? { ...call, ...virtualCall(policy, call.tool, call.arguments ?? {}) } : call
}

function isVirtual(tool: string): boolean {
  return tool.includes(':')
}

function obstacle(
  policy: CompiledPolicy,
  { call, argumentsKept }: RecordedCall,
  tools: ReadonlySet<string>,
): NotReplayable['reason'] | undefined {
  if (!tools.has(call.tool) && !(isVirtual(call.tool) && policy.resolve(call.tool).known)) return 'tool_gone'
  if (argumentsKept || !dependsOnArguments(policy, call.tool)) return undefined
  return 'arguments_not_kept'
}

/** Whether what becomes of a call can depend on its arguments at all. */
function dependsOnArguments(policy: CompiledPolicy, tool: string): boolean {
  const { hiddenBy, rule } = policy.resolve(tool)
  if (hiddenBy !== undefined || rule?.action === 'hide' || rule?.action === 'deny') return false
  if (policy.dispatchers.has(tool) || isVirtual(tool)) return true
  if (rule === undefined && policy.default === 'deny') return false
  return looksAtArguments(policy.allTools) || (rule !== undefined && looksAtArguments(rule))
}

function looksAtArguments({
  require,
  denyIf,
  limits,
  ...rest
}: CompiledPolicy['allTools'] | CompiledRule): boolean {
  const approveIf: readonly CompiledPredicate[] = 'approveIf' in rest ? rest.approveIf : []
  const predicates = [...require, ...denyIf, ...approveIf]
  return (
    limits.some(({ sum }) => sum !== undefined) ||
    predicates.some(({ source }) => source.conditions.some(({ path }) => path.startsWith('args')))
  )
}

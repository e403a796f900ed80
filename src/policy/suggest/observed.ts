import type { JsonObject } from '#std/json'
import type { CompiledPolicy } from '../compile.ts'
import type { RecordedCall } from '../simulate.ts'
import { type LogicalCall, unfold } from '../unfold.ts'
import { virtualCall } from '../virtual-call.ts'

/** What was seen of one tool, real or virtual, called by itself or by a dispatcher. */
export interface ObservedTool {
  /** Whatever became of them. */
  calls: number
  /** When those that were let through came, by grant. */
  readonly passed: { readonly at: number; readonly grant: string }[]
  /** The arguments of those that were let through, where they were kept. */
  readonly kept: JsonObject[]
}

export interface Observed {
  readonly calls: number
  readonly days: number
  readonly tools: ReadonlyMap<string, ObservedTool>
  /** Batches of which nobody knows any more what they ran. */
  readonly hasUnknown: boolean
}

const dayMs = 86_400_000

/** Sorts recorded calls by what they ran. */
export function observe(policy: CompiledPolicy, calls: readonly RecordedCall[], now: number): Observed {
  const tools = new Map<string, ObservedTool>()
  const of = (name: string): ObservedTool => {
    const known = tools.get(name) ?? { calls: 0, passed: [], kept: [] }
    tools.set(name, known)
    return known
  }
  const real = new Set(policy.inventory.tools.map(({ definition }) => definition.name))
  let hasUnknown = false
  let oldest = now
  for (const recorded of calls) {
    const { call, at, argumentsKept, forwarded } = recorded
    oldest = Math.min(oldest, at)
    if (!argumentsKept && policy.dispatchers.has(call.tool)) hasUnknown = true
    for (const { name, arguments: args } of ranBy(policy, recorded, real)) {
      const tool = of(name)
      tool.calls += 1
      if (!forwarded) continue
      tool.passed.push({ at, grant: call.grant.id })
      if (argumentsKept) tool.kept.push(args)
    }
  }
  return { calls: calls.length, days: Math.floor((now - oldest) / dayMs), tools, hasUnknown }
}

interface Ran {
  readonly name: string
  readonly arguments: JsonObject
}

/** What a call ran: what a dispatcher was asked for, and the dispatchers around it. */
function ranBy(policy: CompiledPolicy, { call }: RecordedCall, real: ReadonlySet<string>): Ran[] {
  const { tool, arguments: args = {} } = virtualCall(policy, call.tool, call.arguments ?? {})
  const outers = new Map<string, Ran>()
  const ran = unfold(policy, tool, args).map((logical): Ran => {
    for (const outer of logical.outers)
      outers.set(outer.tool.name, { name: outer.tool.name, arguments: outer.arguments })
    return { name: nameOf(policy, logical, real), arguments: logical.arguments }
  })
  return [...outers.values(), ...ran]
}

/** A real tool has its own name, also where a dispatcher runs it: its own rule decides there too. */
function nameOf(
  { dispatchers }: CompiledPolicy,
  { tool, outers }: LogicalCall,
  real: ReadonlySet<string>,
): string {
  const outer = outers.at(-1)?.tool.name
  if (outer === undefined) return tool.name
  const action = tool.name.slice(outer.length + 1)
  const isOwn = dispatchers.get(outer)?.actions.has(action) ?? false
  return real.has(action) && !isOwn ? action : tool.name
}

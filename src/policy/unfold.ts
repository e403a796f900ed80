import type { JsonObject } from '#std/json'
import type { CompiledPolicy, Resolved } from './compile.ts'
import type { CompiledDispatcher, InnerCall } from './dispatch.ts'

/** How deep dispatchers may run dispatchers, and how many calls one call may become. */
const deepestDispatch = 8
const largestBatch = 256

/** A tool with the arguments that its own rule sees. */
interface Layer {
  readonly tool: Resolved
  readonly arguments: JsonObject
}

/** One call that a policy judges: the call itself, or what dispatchers are asked to run. */
export interface LogicalCall extends Layer {
  /** The dispatchers around it, the outermost first. */
  readonly outers: readonly Layer[]
  /** Why it cannot be judged, and so is denied. */
  readonly unreadable?: string
}

/** The logical calls of a call, in order; at least one. */
export function unfold(policy: CompiledPolicy, tool: string, args: JsonObject): readonly LogicalCall[] {
  const whole: LogicalCall = { tool: policy.resolve(tool), arguments: args, outers: [] }
  const dispatcher = policy.dispatchers.get(tool)
  if (dispatcher === undefined) return [whole]
  const calls: LogicalCall[] = []
  unfoldInto(calls, policy, dispatcher, whole)
  if (calls.length <= largestBatch) return calls
  return [{ ...whole, unreadable: `more than ${largestBatch} calls in one` }]
}

function unfoldInto(
  calls: LogicalCall[],
  policy: CompiledPolicy,
  dispatcher: CompiledDispatcher,
  outer: LogicalCall,
): void {
  if (outer.outers.length >= deepestDispatch) {
    calls.push({ ...outer, unreadable: `calls within calls deeper than ${deepestDispatch}` })
    return
  }
  for (const inner of dispatcher.innerCalls(outer.arguments)) {
    if (calls.length > largestBatch) return
    if (inner.kind === 'itself') calls.push(outer)
    else if (inner.kind === 'unreadable') calls.push({ ...outer, unreadable: inner.why })
    else unfoldInner(calls, policy, { dispatcher, outer, inner })
  }
}

function unfoldInner(
  calls: LogicalCall[],
  policy: CompiledPolicy,
  {
    dispatcher,
    outer,
    inner,
  }: { dispatcher: CompiledDispatcher; outer: LogicalCall; inner: InnerCall & { kind: 'inner' } },
): void {
  const tool = policy.resolveInner(dispatcher, inner.name)
  const call = { tool, arguments: inner.arguments, outers: [...outer.outers, outer] }
  const isOwn = dispatcher.actions.has(inner.name)
  const next = policy.dispatchers.get(isOwn ? tool.name : inner.name)
  if (next === undefined) calls.push(call)
  else unfoldInto(calls, policy, next, call)
}

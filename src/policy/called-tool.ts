import type { JsonObject } from '#std/json'
import { type CompiledDispatcher, qualified } from './dispatch.ts'

/** Longer names are made up: they are not written into logs. */
const longestName = 256

/**
 * What a call is a call of, for a log and for people: the virtual tool that a dispatcher is asked to run, with its own
 * arguments. A batch is a call of the dispatcher, for it runs many.
 */
export function calledTool(
  dispatchers: ReadonlyMap<string, CompiledDispatcher>,
  call: { readonly tool: string; readonly arguments: JsonObject },
): { readonly tool: string; readonly arguments: JsonObject } {
  const dispatcher = dispatchers.get(call.tool)
  if (dispatcher === undefined || dispatcher.isBatch) return call
  const [inner] = dispatcher.innerCalls(call.arguments)
  if (inner?.kind !== 'inner' || inner.name.length > longestName) return call
  return { tool: qualified(call.tool, inner.name), arguments: inner.arguments }
}

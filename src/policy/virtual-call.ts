import { isJsonObject, type Json, type JsonObject } from '#std/json'
import type { CompiledPolicy } from './compile.ts'
import type { Call } from './decision.ts'
import { qualified } from './dispatch.ts'
import type { Dispatcher } from './inventory.ts'

/** The call that reaches a tool by its name: for a virtual tool, the call of its dispatcher that runs it. */
export function virtualCall(
  { inventory, dispatchers }: CompiledPolicy,
  tool: string,
  args: JsonObject,
): Pick<Call, 'tool' | 'arguments'> {
  if (inventory.tools.some(({ definition }) => definition.name === tool)) return { tool, arguments: args }
  for (const dispatcher of inventory.dispatchers ?? []) {
    const prefix = qualified(dispatcher.tool, '')
    const isQualified = tool.startsWith(prefix)
    const action = isQualified ? tool.slice(prefix.length) : tool
    if (isQualified || dispatchers.get(dispatcher.tool)?.actions.has(action))
      return { tool: dispatcher.tool, arguments: argumentsThatRun(dispatcher, action, args) }
  }
  return { tool, arguments: args }
}

/** The arguments with which a dispatcher runs an action. */
export function argumentsThatRun(dispatcher: Dispatcher, action: string, args: JsonObject): JsonObject {
  const isBatch = dispatcher.each !== undefined
  const path = (text: string) => (isBatch ? text.split('.') : text.split('.').slice(1))
  const whole = dispatcher.arguments === undefined ? args : put({}, path(dispatcher.arguments), args)
  const call = put(whole, path(dispatcher.name), action)
  return dispatcher.each === undefined ? call : put({}, dispatcher.each.split('.').slice(1), [call])
}

function put(whole: JsonObject, steps: readonly string[], value: Json): JsonObject {
  const [step, ...rest] = steps
  if (step === undefined) return isJsonObject(value) ? value : whole
  const inner = Object.hasOwn(whole, step) ? whole[step] : undefined
  return { ...whole, [step]: rest.length === 0 ? value : put(isJsonObject(inner) ? inner : {}, rest, value) }
}

import { isJsonObject, type Json, type JsonObject } from '#std/json'
import type { CompiledPolicy } from './compile.ts'
import type { Call } from './decision.ts'
import { pathsOf, qualified } from './dispatch.ts'
import type { Dispatcher } from './inventory.ts'
import { memberOf, type Step } from './path.ts'

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
function argumentsThatRun(dispatcher: Dispatcher, action: string, args: JsonObject): JsonObject {
  const { list, name, inner } = pathsOf(dispatcher)
  const whole = inner === undefined ? args : put({}, inner, args)
  const call = put(whole, name, action)
  return list === undefined ? call : put({}, list, [call])
}

function put(whole: JsonObject, steps: readonly Step[], value: Json): JsonObject {
  const [step, ...rest] = steps
  if (step === undefined) return isJsonObject(value) ? value : whole
  if (step.kind !== 'member') return whole
  const inner = memberOf(whole, step.name)
  return {
    ...whole,
    [step.name]: rest.length === 0 ? value : put(isJsonObject(inner) ? inner : {}, rest, value),
  }
}

import { type Category, classify } from '#risk'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import type { Dispatcher, Inventory, InventoryTool } from './inventory.ts'
import { follow, isList, parsePath, parseSteps, type Step } from './path.ts'
import { argumentAt, enumOf } from './schema-of-arguments.ts'

/** The name by which a rule means an action of one dispatcher and no other: `truenas:iscsi_sessions`. */
export function qualified(dispatcher: string, action: string): string {
  return `${dispatcher}:${action}`
}

/** A dispatcher made ready. */
export interface CompiledDispatcher {
  readonly tool: string
  /** It takes a list of calls. */
  readonly isBatch: boolean
  /** Its own actions, the virtual tools, and their classes. */
  readonly actions: ReadonlyMap<string, Category>
  readonly innerCalls: (args: JsonObject) => readonly InnerCall[]
}

/** What a dispatcher is asked to run: an inner call, nothing but itself, or something that cannot be read. */
export type InnerCall =
  | { readonly kind: 'inner'; readonly name: string; readonly arguments: JsonObject }
  | { readonly kind: 'itself' }
  | { readonly kind: 'unreadable'; readonly why: string }

/** Compiles the dispatchers of an inventory, by the names of their tools. */
export function compileDispatchers(inventory: Inventory): ReadonlyMap<string, CompiledDispatcher> {
  const byName = new Map(inventory.tools.map((tool) => [tool.definition.name, tool]))
  return new Map(
    (inventory.dispatchers ?? []).map((dispatcher) => [
      dispatcher.tool,
      {
        tool: dispatcher.tool,
        isBatch: dispatcher.each !== undefined,
        actions: new Map(actionsOf(dispatcher, byName).map((one) => [one.definition.name, one.category])),
        innerCalls: innerCallsOf(dispatcher),
      },
    ]),
  )
}

/** The virtual tools of a dispatcher: those that are listed, else the names of its enum that it runs itself. */
export function actionsOf(
  dispatcher: Dispatcher,
  tools: ReadonlyMap<string, InventoryTool>,
): readonly InventoryTool[] {
  if (dispatcher.actions !== undefined) return dispatcher.actions
  const schema = tools.get(dispatcher.tool)?.definition.inputSchema
  const { list, name } = pathsOf(dispatcher)
  const path = list === undefined ? name : [...list, { kind: 'each' as const }, ...name]
  const names = enumOf(argumentAt(schema, path))
  const real = names.filter((one) => tools.has(one))
  // Mostly names of real tools: it runs those. A few: they share a name by chance.
  const own = real.length * 2 >= names.length ? names.filter((one) => !tools.has(one)) : names
  return own.map(virtualTool)
}

function virtualTool(name: string): InventoryTool {
  const definition = { name }
  return { definition, category: classify(definition).category }
}

/** The paths of a dispatcher as steps; those of a list's calls begin in its elements. */
interface DispatchPaths {
  readonly list: readonly Step[] | undefined
  readonly name: readonly Step[]
  readonly inner: readonly Step[] | undefined
}

export function pathsOf({ each, name, arguments: inner }: Dispatcher): DispatchPaths {
  const read = each === undefined ? argumentSteps : elementSteps
  return {
    list: each === undefined ? undefined : argumentSteps(each),
    name: read(name),
    inner: inner === undefined ? undefined : read(inner),
  }
}

function argumentSteps(path: string): readonly Step[] {
  const parsed = parsePath(path)
  return parsed.ok && parsed.value.root === 'args' ? parsed.value.steps : unreadable
}

function elementSteps(path: string): readonly Step[] {
  const parsed = parseSteps(path.startsWith('[') ? path : `.${path}`, 0)
  return parsed.ok ? parsed.value : unreadable
}

/** Stands for a path that cannot be read: it leads nowhere but to a refusal. */
const unreadable: readonly Step[] = []

/** Whether the paths of a dispatcher can be read and lead to one value each. */
export function isReadable(dispatcher: Dispatcher): boolean {
  const { list, name, inner } = pathsOf(dispatcher)
  return [list, name, inner].every(
    (steps) => steps === undefined || (steps.length > 0 && steps.every(({ kind }) => kind !== 'each')),
  )
}

function innerCallsOf(dispatcher: Dispatcher): CompiledDispatcher['innerCalls'] {
  if (!isReadable(dispatcher))
    return () => [{ kind: 'unreadable', why: `how \`${dispatcher.tool}\` names its actions cannot be read` }]
  const { each } = dispatcher
  const { list: listSteps, name, inner } = pathsOf(dispatcher)
  const read = (from: JsonObject) => innerCall(from, name, inner)
  if (listSteps === undefined) return (args) => [read(args)]
  return (args) => {
    const list = valueAt(args, listSteps)
    if (list === undefined) return [{ kind: 'itself' }]
    if (!isList(list)) return [{ kind: 'unreadable', why: `\`${each}\` is no list` }]
    if (list.length === 0) return [{ kind: 'itself' }]
    return list.map((element) =>
      isJsonObject(element)
        ? read(element)
        : { kind: 'unreadable', why: `an element of \`${each}\` is no object` },
    )
  }
}

function innerCall(
  from: JsonObject,
  nameSteps: readonly Step[],
  argumentsSteps: readonly Step[] | undefined,
): InnerCall {
  const name = valueAt(from, nameSteps)
  if (name === undefined) return { kind: 'itself' }
  if (typeof name !== 'string')
    return { kind: 'unreadable', why: 'the name of the inner action is no string' }
  const given = argumentsSteps === undefined ? from : valueAt(from, argumentsSteps)
  // Missing ones are none, but `null` is there and is no object.
  const inner = given === undefined ? {} : given
  if (!isJsonObject(inner)) return { kind: 'unreadable', why: `the arguments of \`${name}\` are no object` }
  return { kind: 'inner', name, arguments: inner }
}

function valueAt(root: JsonObject, steps: readonly Step[]): Json | undefined {
  return follow(root, steps).values[0]
}

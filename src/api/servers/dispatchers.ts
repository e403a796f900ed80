import type { Dispatchers } from '#contract/servers'
import type { Dispatcher } from '#model/dispatcher'
import type { Inventory } from '#model/inventory'
import { type Member, may } from '#model/member'
import { compileDispatchers, detectDispatchers, isReadable, qualified } from '#policy'
import { classify } from '#risk'
import { fail, ok } from '#std/result'
import type { Storage, StoredServer } from '#storage'
import type { ApiFault, Reply } from '../http/asked.ts'
import { inventoryFor } from '../policies/inventory.ts'

interface Reader {
  readonly storage: Storage
  readonly server: StoredServer
  readonly member: Member
}

/** The tools that run others, as confirmed, and those that look as if they did. */
export async function dispatchersOf({ storage, server, member }: Reader): Promise<Dispatchers> {
  const inventory = await storage.inventories.latest(server.id)
  if (inventory === undefined) return { confirmed: [], proposed: [] }
  const found = detectDispatchers(inventory.tools.map(({ definition }) => definition))
  // THREAT: names that were seen are values of arguments, which are not for everybody.
  if (!may(member.role, 'policies')) return { confirmed: inventory.dispatchers, proposed: found }
  const proposed: Dispatcher[] = []
  for (const one of found) proposed.push(await withSeenActions(storage, inventory, one))
  return { confirmed: inventory.dispatchers, proposed }
}

/** Of this many calls the names are read. */
const mostCalls = 2_000
const mostActions = 500
const longestName = 128

/** Where the schema has no names of actions, those that agents have used. */
async function withSeenActions(
  storage: Storage,
  inventory: Inventory,
  dispatcher: Dispatcher,
): Promise<Dispatcher> {
  const engine = { ...inventoryFor(inventory), dispatchers: [dispatcher] }
  const compiled = compileDispatchers(engine).get(dispatcher.tool)
  if (compiled === undefined || compiled.actions.size > 0) return dispatcher
  // Once it is confirmed its calls are recorded under the names of the actions.
  const filter = { tool: `${dispatcher.tool}*`, limit: mostCalls, keptSince: 0 }
  const { calls } = await storage.activity.recorded(inventory.serverId, filter)
  const real = new Set(inventory.tools.map(({ name }) => name))
  const prefix = qualified(dispatcher.tool, '')
  const seen = calls.flatMap(({ tool, args }) => {
    if (tool.startsWith(prefix)) return [tool.slice(prefix.length)]
    if (tool !== dispatcher.tool) return []
    return compiled.innerCalls(args ?? {}).flatMap((inner) => (inner.kind === 'inner' ? [inner.name] : []))
  })
  const names = [...new Set(seen)].filter((name) => !real.has(name) && name.length <= longestName).sort()
  if (names.length === 0) return dispatcher
  const actions = names.slice(0, mostActions).map((name) => {
    const definition = { name }
    return { definition, category: classify(definition).category }
  })
  return { ...dispatcher, actions }
}

/** Stores what a person confirms. INVARIANT: only what the gateway can read; it would deny every call of another. */
export async function confirming(reader: Reader, dispatchers: readonly Dispatcher[]): Reply<Dispatchers> {
  const { storage, server } = reader
  const inventory = await storage.inventories.latest(server.id)
  const fields = Object.fromEntries(
    dispatchers.flatMap((dispatcher, index) => faultsOf(dispatcher, { index, dispatchers, inventory })),
  )
  const [message] = Object.values(fields)
  if (message !== undefined) return fail<ApiFault>({ code: 'invalid', message, fields })
  if (inventory !== undefined) await storage.inventories.setDispatchers(server.id, dispatchers)
  return ok(await dispatchersOf(reader))
}

interface Among {
  readonly index: number
  readonly dispatchers: readonly Dispatcher[]
  readonly inventory: Inventory | undefined
}

function faultsOf(dispatcher: Dispatcher, { index, dispatchers, inventory }: Among): [string, string][] {
  const { tool, actions = [] } = dispatcher
  const at = `dispatchers.${index}`
  const isThere = inventory?.tools.some(({ name }) => name === tool) === true
  const isFirst = dispatchers.findIndex((other) => other.tool === tool) === index
  const names = actions.map(({ definition }) => definition.name)
  const faults: [string, string][] = []
  if (!isThere) faults.push([`${at}.tool`, `The server has no tool \`${tool}\`.`])
  else if (!isFirst) faults.push([`${at}.tool`, `\`${tool}\` is named twice.`])
  if (!isReadable(dispatcher))
    faults.push([`${at}.name`, `How \`${tool}\` names what it runs cannot be read.`])
  if (new Set(names).size < names.length)
    faults.push([`${at}.actions`, `An action of \`${tool}\` is named twice.`])
  return faults
}

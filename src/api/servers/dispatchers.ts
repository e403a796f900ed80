import type { Dispatchers } from '#contract/servers'
import type { Dispatcher } from '#model/dispatcher'
import type { Inventory } from '#model/inventory'
import { detectDispatchers, isReadable } from '#policy'
import { fail, ok } from '#std/result'
import type { Storage, StoredServer } from '#storage'
import type { ApiFault, Reply } from '../http/asked.ts'

/** The tools that run others, as confirmed, and those that look as if they did. */
export async function dispatchersOf(storage: Storage, server: StoredServer): Promise<Dispatchers> {
  return told(await storage.inventories.latest(server.id))
}

function told(inventory: Inventory | undefined): Dispatchers {
  const definitions = inventory?.tools.map(({ definition }) => definition) ?? []
  return { confirmed: inventory?.dispatchers ?? [], proposed: detectDispatchers(definitions) }
}

/** Stores what a person confirms. INVARIANT: only what the gateway can read; it would deny every call of another. */
export async function confirming(
  storage: Storage,
  server: StoredServer,
  dispatchers: readonly Dispatcher[],
): Reply<Dispatchers> {
  const inventory = await storage.inventories.latest(server.id)
  const fields = Object.fromEntries(
    dispatchers.flatMap((dispatcher, index) => faultsOf(dispatcher, { index, dispatchers, inventory })),
  )
  const [message] = Object.values(fields)
  if (message !== undefined) return fail<ApiFault>({ code: 'invalid', message, fields })
  if (inventory !== undefined) await storage.inventories.setDispatchers(server.id, dispatchers)
  return ok(await dispatchersOf(storage, server))
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

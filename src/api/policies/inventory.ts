import type { Inventory } from '#model/inventory'
import type { Revision } from '#model/policy'
import type { Inventory as PolicyInventory } from '#policy'

/** The tools of a server as the policy language sees them; before the first discovery there are none. */
export function inventoryFor(inventory: Inventory | undefined): PolicyInventory {
  const tools = inventory?.tools ?? []
  return { tools: tools.map(({ definition, risk }) => ({ definition, category: risk.category })) }
}

/** The risk classes as a revision records them. */
export function classesOf({ tools }: PolicyInventory): Revision['classes'] {
  return Object.fromEntries(tools.map(({ definition, category }) => [definition.name, category]))
}

import type { Inventory } from '#model/inventory'
import type { Revision } from '#model/policy'
import { type Inventory as PolicyInventory, virtualTools } from '#policy'

/** The tools of a server as the policy language sees them; before the first discovery there are none. */
export function inventoryFor(inventory: Inventory | undefined): PolicyInventory {
  const { tools = [], dispatchers = [] } = inventory ?? {}
  return {
    tools: tools.map(({ definition, risk }) => ({ definition, category: risk.category })),
    dispatchers,
  }
}

/** The risk classes as a revision records them; a virtual tool has its qualified name. */
export function classesOf(inventory: PolicyInventory): Revision['classes'] {
  const real = inventory.tools.map(({ definition, category }) => [definition.name, category] as const)
  const virtual = virtualTools(inventory).map(({ name, category }) => [name, category] as const)
  return Object.fromEntries([...virtual, ...real])
}

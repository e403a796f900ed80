import type { Category } from '#risk'
import { actionsOf, qualified } from './dispatch.ts'
import type { Inventory, InventoryTool } from './inventory.ts'

/** A virtual tool by its qualified name, with the dispatcher that runs it. */
export interface VirtualTool extends InventoryTool {
  readonly name: string
  readonly dispatcher: string
}

/** Every virtual tool of an inventory, dispatcher by dispatcher. */
export function virtualTools({ tools, dispatchers = [] }: Inventory): readonly VirtualTool[] {
  const byName = new Map(tools.map((tool) => [tool.definition.name, tool]))
  return dispatchers.flatMap((dispatcher) =>
    actionsOf(dispatcher, byName).map((action) => ({
      ...action,
      name: qualified(dispatcher.tool, action.definition.name),
      dispatcher: dispatcher.tool,
    })),
  )
}

/** The inventory with the classes that a revision recorded for its tools and, by their qualified names, its virtual tools. */
export function withClasses(inventory: Inventory, classes: Readonly<Record<string, Category>>): Inventory {
  const { tools, dispatchers = [] } = inventory
  const byName = new Map(tools.map((tool) => [tool.definition.name, tool]))
  // A tool may be called `constructor`.
  const recorded = (name: string) => (Object.hasOwn(classes, name) ? classes[name] : undefined)
  return {
    tools: tools.map((tool) => ({ ...tool, category: recorded(tool.definition.name) ?? tool.category })),
    dispatchers: dispatchers.map((dispatcher) => ({
      ...dispatcher,
      actions: actionsOf(dispatcher, byName).map((action) => {
        const name = qualified(dispatcher.tool, action.definition.name)
        return { ...action, category: recorded(name) ?? action.category }
      }),
    })),
  }
}

import type { InventoryTool } from '#model/inventory'
import { type CompiledPolicy, qualified } from '#policy'
import { classify } from '#risk'

/** A tool as the list names it: of the server, or run by one of its dispatchers. */
export interface Listed {
  /** Qualified for what a dispatcher runs. */
  readonly name: string
  readonly tool: InventoryTool
  readonly inside: string | undefined
  /** Its name within the dispatcher, by which a rule may call it too. */
  readonly inner: string | undefined
}

type Memory = WeakMap<CompiledPolicy['inventory'], readonly Listed[]>
const lists = new WeakMap<readonly InventoryTool[], Memory>()

/** Every tool in the server's own order, what a dispatcher runs behind it. Made once for an inventory. */
export function listOf(tools: readonly InventoryTool[], policy: CompiledPolicy): readonly Listed[] {
  let memory = lists.get(tools)
  if (memory === undefined) {
    memory = new WeakMap()
    lists.set(tools, memory)
  }
  let list = memory.get(policy.inventory)
  if (list === undefined) {
    list = tools.flatMap((tool) => [
      { name: tool.name, tool, inside: undefined, inner: undefined },
      ...virtualTools(tool.name, policy),
    ])
    memory.set(policy.inventory, list)
  }
  return list
}

function virtualTools(dispatcher: string, { dispatchers, inventory }: CompiledPolicy): Listed[] {
  const compiled = dispatchers.get(dispatcher)
  if (compiled === undefined) return []
  const listed = inventory.dispatchers?.find(({ tool }) => tool === dispatcher)?.actions ?? []
  const definitions = new Map(listed.map(({ definition }) => [definition.name, definition]))
  return [...compiled.actions].map(([inner, category]) => {
    const definition = definitions.get(inner) ?? { name: inner }
    const name = qualified(dispatcher, inner)
    const tool = { name, digest: '', definition, risk: { ...classify(definition), category } }
    return { name, tool, inside: dispatcher, inner }
  })
}

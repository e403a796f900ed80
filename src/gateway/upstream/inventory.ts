import type { ToolDefinition } from '#mcp/tool'
import type { Discovered } from '#model/discovery'
import type { ServerId } from '#model/id'
import type { Inventory, InventoryTool } from '#model/inventory'
import type { Instant } from '#model/time'
import { digestOf } from '#platform/id'
import { classifyAll } from '#risk'
import { invariant } from '#std/invariant'
import type { Json } from '#std/json'

/** What was discovered as it is stored: each tool with a digest of its words and our judgement of it. */
export function inventoryOf(
  serverId: ServerId,
  discovered: Discovered,
  discoveredAt: Instant,
): Omit<Inventory, 'version'> {
  const { tools, ...itself } = discovered
  return { serverId, discoveredAt, ...itself, tools: judged(tools, discovered.serverName) }
}

function judged(tools: readonly ToolDefinition[], server: string | null): InventoryTool[] {
  const judgements = classifyAll(tools, server === null ? {} : { server })
  return tools.map((definition, index) => {
    const risk = judgements[index]
    invariant(risk !== undefined, 'every tool is judged')
    return { name: definition.name, digest: definitionDigest(definition), definition, risk }
  })
}

/** A definition is JSON that came over the wire; the round trip says so to the compiler. */
export function definitionDigest(definition: ToolDefinition | undefined): string {
  const json: Json = JSON.parse(JSON.stringify(definition ?? null))
  return digestOf(json)
}

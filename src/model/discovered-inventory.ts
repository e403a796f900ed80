import type { ToolDefinition } from '#mcp/tool'
import { classifyAll } from '#risk'
import { invariant } from '#std/invariant'
import type { Json } from '#std/json'
import type { Discovered } from './discovery.ts'
import type { ServerId } from './id.ts'
import type { DiscoveredInventory, InventoryTool } from './inventory.ts'
import type { Instant } from './time.ts'

/** SHA-256 of the canonical JSON, hex; given, since pure rooms have no hash. */
export type Digest = (json: Json) => string

/**
 * What was discovered as it is stored. INVARIANT: whoever discovers, API or gateway, makes it here; two ways to a digest
 * would be two definitions of one tool, and an approval is bound to the definition.
 */
export function inventoryOf(
  serverId: ServerId,
  discovered: Discovered,
  { discoveredAt, digest }: { discoveredAt: Instant; digest: Digest },
): DiscoveredInventory {
  const { tools, speaks: _, ...itself } = discovered
  return { serverId, discoveredAt, ...itself, tools: judged(tools, discovered.serverName, digest) }
}

/** Each tool with a digest of its words and our judgement of it. */
export function judged(
  tools: readonly ToolDefinition[],
  server: string | null,
  digest: Digest,
): InventoryTool[] {
  const judgements = classifyAll(tools, server === null ? {} : { server })
  return tools.map((definition, index) => {
    const risk = judgements[index]
    invariant(risk !== undefined, 'every tool is judged')
    return { name: definition.name, digest: definitionDigest(definition, digest), definition, risk }
  })
}

/** A definition is JSON that came over the wire; the round trip says so to the compiler. */
export function definitionDigest(definition: ToolDefinition | undefined, digest: Digest): string {
  const json: Json = JSON.parse(JSON.stringify(definition ?? null))
  return digest(json)
}

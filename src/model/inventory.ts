import { z } from 'zod'
import type { ToolDefinition } from '#mcp/tool'
import type { Judgement } from '#risk'
import { Dispatcher } from './dispatcher.ts'
import { ServerId } from './id.ts'
import { Instant } from './time.ts'

/** A tool as discovered: the server's own words, a digest of them (SHA-256 of the canonical JSON, hex), our judgement. */
export const InventoryTool = z.object({
  name: z.string(),
  digest: z.string(),
  definition: z.custom<ToolDefinition>(
    (value) => typeof value === 'object' && value !== null && 'name' in value,
  ),
  risk: z.custom<Judgement>((value) => typeof value === 'object' && value !== null && 'category' in value),
})
export type InventoryTool = z.infer<typeof InventoryTool>

/** The tools of a server as last discovered. `version` counts up each time the list differs from the one before. */
export const Inventory = z.object({
  serverId: ServerId,
  version: z.number().int().positive(),
  discoveredAt: Instant,
  serverName: z.string().nullable(),
  serverVersion: z.string().nullable(),
  protocolVersion: z.string().nullable(),
  tools: z.array(InventoryTool),
  /** Which of the tools run others, as a person has confirmed. */
  dispatchers: z.array(Dispatcher),
})
export type Inventory = z.infer<typeof Inventory>

/** What discovery says of a server; how its tools run others is a person's word, and not in it. */
export type DiscoveredInventory = Omit<Inventory, 'version' | 'dispatchers'>

import type { Json, JsonObject } from '#std/json'

/** What a server claims of its tool; hints, never facts (MCP 2025-11-25, Tools, "annotations"). */
export interface ToolAnnotations {
  readonly title?: string
  readonly readOnlyHint?: boolean
  readonly destructiveHint?: boolean
  readonly idempotentHint?: boolean
  readonly openWorldHint?: boolean
}

/** One entry of `tools/list` as the server wrote it; unknown fields are kept. Only `name` can be relied on. */
export interface ToolDefinition {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly inputSchema?: JsonObject
  readonly outputSchema?: JsonObject
  readonly annotations?: ToolAnnotations | null
  readonly [field: string]: Json | ToolAnnotations | undefined
}

import { z } from 'zod'
import type { ToolDefinition } from '#mcp/tool'
import { categories } from '#risk'

const Path = z.string().min(1).max(500)

const Action = z.object({
  definition: z.custom<ToolDefinition>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      'name' in value &&
      typeof value.name === 'string' &&
      value.name.length > 0 &&
      value.name.length <= 256,
  ),
  category: z.enum(categories),
})

/** A tool that runs other actions named in its arguments (policy.md §6), in the shape that the engine compiles. */
export const Dispatcher = z.object({
  tool: z.string().min(1).max(256),
  each: Path.optional(),
  name: Path,
  arguments: Path.optional(),
  /** Absent: the names of the argument's enum. */
  actions: z.array(Action).max(5000).readonly().optional(),
})
export type Dispatcher = z.infer<typeof Dispatcher>

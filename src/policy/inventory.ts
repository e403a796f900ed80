import type { ToolDefinition } from '#mcp/tool'
import type { Category } from '#risk'

/** A tool of a server, and the class recorded for it when the policy was published. */
export interface InventoryTool {
  readonly definition: ToolDefinition
  readonly category: Category
}

/**
 * A tool that runs other actions named in its arguments. `name` is the path of the inner name: `args.action`, or,
 * where `each` names a list of calls, a path within one element: `tool`. Without `arguments` the inner call has the
 * arguments of the outer.
 */
export interface Dispatcher {
  readonly tool: string
  readonly each?: string
  readonly name: string
  readonly arguments?: string
  /** What it can run of its own: virtual tools. Any other inner name is the server's real tool of that name. */
  readonly actions?: readonly InventoryTool[]
}

/** The tools of a server as last discovered, and which of them are dispatchers. */
export interface Inventory {
  readonly tools: readonly InventoryTool[]
  readonly dispatchers?: readonly Dispatcher[]
}

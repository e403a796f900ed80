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
 * arguments of the outer or, in a list, its element.
 */
export interface Dispatcher {
  readonly tool: string
  readonly each?: string | undefined
  readonly name: string
  readonly arguments?: string | undefined
  /**
   * What it can run of its own: virtual tools. Any other inner name is the server's real tool of that name. Without
   * this the names come from the enum of the argument, if it has one.
   */
  readonly actions?: readonly InventoryTool[] | undefined
}

/** The tools of a server as last discovered, and which of them are dispatchers. */
export interface Inventory {
  readonly tools: readonly InventoryTool[]
  readonly dispatchers?: readonly Dispatcher[] | undefined
}

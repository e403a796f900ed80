import type { ToolDefinition } from '#mcp/tool'

const most = 20_000

/** Tools that a server listed to somebody and that its inventory did not have then. */
export class ListedTools {
  /** Made where it is needed: most servers list to all what they list to us. */
  #byName: Map<string, ToolDefinition> | undefined
  #usedAt = 0

  get isEmpty(): boolean {
    return this.#byName === undefined
  }

  get(name: string): ToolDefinition | undefined {
    return this.#byName?.get(name)
  }

  /** Whether a tool was listed, which is then needed on. */
  knows(name: string, now: number): boolean {
    if (this.#byName?.has(name) !== true) return false
    this.#usedAt = now
    return true
  }

  learn(tools: readonly ToolDefinition[], now: number): void {
    this.#usedAt = now
    this.#byName ??= new Map()
    for (const tool of tools) if (this.#byName.size < most) this.#byName.set(tool.name, tool)
  }

  /** Forgets what was not used since `before`. */
  forget(before: number): void {
    if (this.#usedAt < before) this.#byName = undefined
  }
}

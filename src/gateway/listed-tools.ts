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

  all(): Iterable<ToolDefinition> {
    return this.#byName?.values() ?? []
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

  /** Answers whether there was any among them that was not known. */
  learn(tools: readonly ToolDefinition[], now: number): boolean {
    this.#usedAt = now
    const known = this.#byName ?? new Map<string, ToolDefinition>()
    const before = known.size
    for (const tool of tools) if (known.size < most) known.set(tool.name, tool)
    if (known.size > 0) this.#byName = known
    return known.size > before
  }

  /** Forgets what was not used since `before`. */
  forget(before: number): void {
    if (this.#usedAt < before) this.#byName = undefined
  }
}

import type { Editor } from '#web/data/presence.ts'

/** Who is at the rule of which tool; two names where two are. */
export function namesByTool(others: readonly Editor[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const { name, tool } of others) {
    if (tool === null) continue
    const before = names.get(tool)
    names.set(tool, before === undefined ? name : `${before}, ${name}`)
  }
  return names
}

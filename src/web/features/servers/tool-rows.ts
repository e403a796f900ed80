import type { InventoryTool } from '#model/inventory'
import { riskOrder } from '#web/ui/display/risk-badge.tsx'
import type { RiskTone } from '#web/ui/tone.ts'

/** A row of the list: the head of a group, or a tool in it. */
export type ToolRow =
  | { readonly kind: 'group'; readonly risk: RiskTone; readonly count: number; readonly unsure: number }
  | { readonly kind: 'tool'; readonly tool: InventoryTool }

export interface ToolFilter {
  readonly words: string
  readonly risk?: RiskTone | undefined
}

export interface SearchableTool {
  readonly tool: InventoryTool
  readonly text: string
}

/** Lower-cased once, so that a keystroke only compares. */
export function searchable(tools: readonly InventoryTool[]): readonly SearchableTool[] {
  return tools.map((tool) => ({
    tool,
    text: `${tool.name}\n${tool.definition.title ?? ''}\n${tool.definition.description ?? ''}`.toLowerCase(),
  }))
}

/** The tools that hold every word of the filter, grouped from the gravest risk to the mildest, in the server's order. */
export function toolRows(tools: readonly SearchableTool[], filter: ToolFilter): readonly ToolRow[] {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean)
  const groups = new Map<RiskTone, InventoryTool[]>(riskOrder.map((risk) => [risk, []]))
  for (const { tool, text } of tools)
    if (words.every((word) => text.includes(word))) groups.get(tool.risk.category)?.push(tool)
  return [...groups].flatMap(([risk, found]): ToolRow[] => {
    if (found.length === 0 || (filter.risk !== undefined && filter.risk !== risk)) return []
    const unsure = found.filter((tool) => tool.risk.unsure).length
    return [
      { kind: 'group', risk, count: found.length, unsure },
      ...found.map((tool): ToolRow => ({ kind: 'tool', tool })),
    ]
  })
}

/** How many of each risk, whatever else the filter says. */
export function riskCounts(tools: readonly InventoryTool[]): Partial<Record<RiskTone, number>> {
  const counts: Partial<Record<RiskTone, number>> = {}
  for (const { risk } of tools) counts[risk.category] = (counts[risk.category] ?? 0) + 1
  return counts
}

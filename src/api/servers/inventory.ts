import type { RiskCounts } from '#contract/servers'
import type { DiscoveryFault } from '#model/discovery'
import type { InventoryTool } from '#model/inventory'
import type { Health } from '#model/server'
import type { Instant } from '#model/time'
import type { Category } from '#risk'

export function riskCounts(tools: readonly { readonly risk: { readonly category: Category } }[]): RiskCounts {
  const counts: RiskCounts = {}
  for (const { risk } of tools) counts[risk.category] = (counts[risk.category] ?? 0) + 1
  return counts
}

/** Names of tools by what became of them since the last discovery. */
export interface Drift {
  readonly added: string[]
  readonly removed: string[]
  readonly changed: string[]
}

export function driftBetween(before: readonly InventoryTool[], after: readonly InventoryTool[]): Drift {
  const known = new Map(before.map((tool) => [tool.name, tool.digest]))
  const found = new Set(after.map((tool) => tool.name))
  return {
    added: after.filter((tool) => !known.has(tool.name)).map((tool) => tool.name),
    removed: before.filter((tool) => !found.has(tool.name)).map((tool) => tool.name),
    changed: after
      .filter((tool) => known.has(tool.name) && known.get(tool.name) !== tool.digest)
      .map((tool) => tool.name),
  }
}

export function healthyAt(checkedAt: Instant, tools: readonly unknown[]): Health {
  return { state: tools.length === 0 ? 'no_tools' : 'ok', checkedAt, error: null }
}

export function unhealthyAt(checkedAt: Instant, fault: DiscoveryFault): Health {
  const state = fault.code === 'needs_authorisation' ? 'needs_authorisation' : 'unreachable'
  return { state, checkedAt, error: fault.message }
}

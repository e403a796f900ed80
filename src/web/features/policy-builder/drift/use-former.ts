import { useMemo } from 'react'
import type { ToolDefinition } from '#mcp/tool'
import { type DefinitionChange, definitionChanges } from '#policy'
import { useDrift } from '#web/data/policies.ts'
import { useInventory } from '#web/data/servers.ts'
import { useBuilderHands } from '../builder-context.tsx'
import type { Row } from '../model/rows.ts'

/**
 * What the server has changed of a tool. `unknown`: it was changed, and what it was is not known any more; `loading`, or why
 * it could not be fetched.
 */
export type Redefinition =
  | { readonly kind: 'known'; readonly changes: readonly DefinitionChange[] }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed' }

/** What each tool looked like when the enforced revision was published; asked for when some look otherwise now. */
export function useFormer(enabled: boolean): (row: Row) => Redefinition {
  const { policyId, serverId, since } = useBuilderHands()
  const version = useInventory(serverId).data?.version
  const drift = useDrift(policyId, [since, version], enabled)
  const before = useMemo(
    () => drift.data && new Map(drift.data.changed.map((one) => [one.tool, one.before])),
    [drift.data],
  )
  return ({ name, tool }) => {
    if (before === undefined || before === null) return { kind: drift.isError ? 'failed' : 'loading' }
    const former = before.get(name)
    if (former === undefined || former === null || tool === undefined) return { kind: 'unknown' }
    return { kind: 'known', changes: changesOf(former, tool.definition) }
  }
}

const known = new WeakMap<ToolDefinition, { after: ToolDefinition; changes: readonly DefinitionChange[] }>()

/** Told apart once for two definitions: a row is drawn often. */
function changesOf(before: ToolDefinition, after: ToolDefinition): readonly DefinitionChange[] {
  const last = known.get(before)
  if (last?.after === after) return last.changes
  const changes = definitionChanges(before, after)
  known.set(before, { after, changes })
  return changes
}

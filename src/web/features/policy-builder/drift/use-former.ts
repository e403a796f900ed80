import { useMemo } from 'react'
import type { ToolDefinition } from '#mcp/tool'
import { useDrift } from '#web/data/policies.ts'
import { useInventory } from '#web/data/servers.ts'

/** The tools that the server has changed since a revision was published, and what each was; null = not known any more. */
export interface Former {
  readonly tools: ReadonlySet<string>
  readonly definitions: ReadonlyMap<string, ToolDefinition | null>
}

/** Undefined while it is not known, or when nothing is enforced. The same object while nothing of it changed. */
export function useFormer(serverId: string, policyId: string, since: number | undefined): Former | undefined {
  const version = useInventory(serverId).data?.version
  const drift = useDrift(policyId, [since, version], since !== undefined)
  return useMemo(() => {
    const changed = drift.data?.changed
    if (changed === undefined || changed.length === 0) return undefined
    const definitions = new Map(changed.map(({ tool, before }) => [tool, before]))
    return { tools: new Set(definitions.keys()), definitions }
  }, [drift.data])
}

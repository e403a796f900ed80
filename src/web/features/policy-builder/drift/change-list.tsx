import type { ToolDefinition } from '#mcp/tool'
import { type DefinitionChange, definitionChanges } from '#policy'
import { useBuilderHands } from '../builder-context.tsx'
import type { Row } from '../model/rows.ts'
import { Words } from '../words.tsx'
import { changeWords } from './drift-words.ts'
import { useFormer } from './use-former.ts'

const mostShown = 12

/** What the server has changed of one tool, line by line. */
export function ChangeList({ row }: { row: Row }) {
  const { serverId, policyId, since } = useBuilderHands()
  const before = useFormer(serverId, policyId, since)?.definitions.get(row.name)
  const changes = before && row.tool ? changesOf(before, row.tool.definition) : []
  if (changes.length === 0) return <p>Its definition changed; what it was is not known any more.</p>
  return (
    <ul className="grid list-disc gap-0.5 pl-4">
      {changes.slice(0, mostShown).map((change) => {
        const words = changeWords(change)
        return (
          <li key={words} className="break-words">
            <Words text={words} />
          </li>
        )
      })}
      {changes.length > mostShown && <li className="text-ink-3">and {changes.length - mostShown} more</li>}
    </ul>
  )
}

const known = new WeakMap<ToolDefinition, { after: ToolDefinition; changes: readonly DefinitionChange[] }>()

/** Told apart once for two definitions: a rule is drawn often. */
function changesOf(before: ToolDefinition, after: ToolDefinition): readonly DefinitionChange[] {
  const last = known.get(before)
  if (last?.after === after) return last.changes
  const changes = definitionChanges(before, after)
  known.set(before, { after, changes })
  return changes
}

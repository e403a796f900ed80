import clsx from 'clsx'
import type { InventoryTool } from '#model/inventory'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RiskIcon, riskWord } from '#web/ui/display/risk-badge.tsx'
import { OptionList } from '#web/ui/layout/option-list.tsx'
import type { ToolRow } from './tool-rows.ts'

interface ToolListProps {
  readonly rows: readonly ToolRow[]
  /** The name of the chosen tool. */
  readonly chosen: string | undefined
  readonly onChoose: (name: string) => void
  /** The reader wants to see the chosen tool's details. */
  readonly onOpen: () => void
}

const keyOf = (row: ToolRow) => (row.kind === 'group' ? `group ${row.risk}` : row.tool.name)
const isTool = (row: ToolRow) => row.kind === 'tool'

export function ToolList({ rows, chosen, onChoose, onOpen }: ToolListProps) {
  return (
    <OptionList
      label="Tools"
      items={rows}
      keyOf={keyOf}
      isOption={isTool}
      chosen={chosen}
      onChoose={onChoose}
      onOpen={onOpen}
    >
      {(row, isChosen) =>
        row.kind === 'group' ? <GroupRow row={row} /> : <Tool tool={row.tool} chosen={isChosen} />
      }
    </OptionList>
  )
}

function GroupRow({ row }: { row: Extract<ToolRow, { kind: 'group' }> }) {
  return (
    <div data-tone={row.risk} className="flex h-full items-center gap-2 border-b border-line px-4">
      <RiskIcon risk={row.risk} className="size-4 text-tone" />
      <span className="font-semibold text-tone">{riskWord(row.risk)}</span>
      <span className="text-sm text-ink-3 tabular-nums">
        {numberWords(row.count)} {row.count === 1 ? 'tool' : 'tools'}
        {row.unsure > 0 && ` · ${numberWords(row.unsure)} uncertain`}
      </span>
    </div>
  )
}

function Tool({ tool, chosen }: { tool: InventoryTool; chosen: boolean }) {
  const said = firstLine(tool.definition.description)
  const marks = tool.risk.signals.slice(0, 2).map((signal) => signal.code.replaceAll('-', ' '))
  return (
    <div
      className={clsx(
        'flex h-full cursor-pointer items-center gap-3 border-b border-line/60 border-l-2 pr-4 pl-[38px]',
        chosen ? 'border-l-accent bg-panel' : 'border-l-transparent hover:bg-panel/70',
      )}
    >
      <span
        title={tool.name}
        className={clsx(
          'truncate font-mono text-sm text-ink',
          said === '' ? 'min-w-0 flex-1' : 'max-w-[60%] shrink-0',
        )}
      >
        {tool.name}
      </span>
      {said !== '' && <span className="min-w-0 flex-1 truncate text-ink-3">{said}</span>}
      <span className="shrink-0 text-xs text-ink-3 max-[720px]:hidden">
        {[...(tool.risk.unsure ? ['uncertain'] : []), ...marks].join(' · ')}
      </span>
    </div>
  )
}

function firstLine(text: string | undefined): string {
  return text?.trimStart().split('\n', 1)[0] ?? ''
}

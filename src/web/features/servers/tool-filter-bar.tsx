import { useMemo } from 'react'
import type { InventoryTool } from '#model/inventory'
import { numberWords } from '#web/ui/display/number-words.ts'
import { RiskIcon, riskOrder, riskWord } from '#web/ui/display/risk-badge.tsx'
import { Chip } from '#web/ui/form/chip.tsx'
import { SearchInput } from '#web/ui/form/search-input.tsx'
import type { RiskTone } from '#web/ui/tone.ts'
import { riskCounts } from './tool-rows.ts'

interface ToolFilterBarProps {
  readonly tools: readonly InventoryTool[]
  /** How many are left. */
  readonly found: number
  readonly words: string
  readonly risk: RiskTone | undefined
  readonly onChange: (change: { q?: string | undefined; risk?: RiskTone | undefined }) => void
}

export function ToolFilterBar({ tools, found, words, risk, onChange }: ToolFilterBarProps) {
  const counts = useMemo(() => riskCounts(tools), [tools])
  return (
    <search className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-4 py-2">
      <SearchInput
        className="basis-64"
        label={`Search ${toolsWords(tools.length)} by name or description`}
        value={words}
        onChange={(event) => onChange({ q: event.target.value || undefined })}
      />
      <fieldset className="flex flex-wrap gap-1.5">
        <legend className="sr-only">Risk</legend>
        {riskOrder.map((each) => (
          <RiskChip
            key={each}
            risk={each}
            count={counts[each] ?? 0}
            pressed={risk === each}
            onPress={() => onChange({ risk: risk === each ? undefined : each })}
          />
        ))}
      </fieldset>
      <span role="status" className="sr-only">
        {words === '' && risk === undefined ? '' : toolsWords(found)}
      </span>
    </search>
  )
}

function toolsWords(count: number): string {
  return `${numberWords(count)} ${count === 1 ? 'tool' : 'tools'}`
}

interface RiskChipProps {
  readonly risk: RiskTone
  readonly count: number
  readonly pressed: boolean
  readonly onPress: () => void
}

function RiskChip({ risk, count, pressed, onPress }: RiskChipProps) {
  if (count === 0 && !pressed) return null
  return (
    <Chip
      pressed={pressed}
      count={count}
      icon={
        <span data-tone={risk} className="text-tone">
          <RiskIcon risk={risk} />
        </span>
      }
      onClick={onPress}
    >
      {riskWord(risk)}
    </Chip>
  )
}

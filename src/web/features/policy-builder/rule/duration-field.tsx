import { Select } from '#web/ui/form/select.tsx'
import { CommitInput } from './commit-input.tsx'
import { type DurationUnit, durationOf, durationUnits, secondsOf } from './duration.ts'
import type { LineFault } from './line-fault.tsx'

export interface DurationFieldProps {
  label: string
  seconds: number
  /** The most seconds there may be. */
  most: number
  disabled: boolean
  onChange: (seconds: number) => void
  fault: LineFault
}

/** A length of time in a unit of one's choice; what is written is seconds. */
export function DurationField({ label, seconds, most, disabled, onChange, fault }: DurationFieldProps) {
  const { count, unit } = durationOf(seconds)
  const set = (next: number, of: DurationUnit) => {
    const chosen = secondsOf({ count: next, unit: of })
    const isWrong = chosen > most || chosen < 1
    fault.set(label, isWrong ? tooLong(most) : undefined)
    if (!isWrong) onChange(chosen)
  }
  return (
    <span className="inline-flex items-center gap-1.5">
      <CommitInput
        label={label}
        numeric
        className="h-[26px]! w-16! tabular-nums pointer-coarse:h-10!"
        value={String(count)}
        disabled={disabled}
        check={(text) => {
          const number = Number(text)
          if (!/^\d+$/.test(text.trim()) || number < 1) return 'A time is a whole number from 1.'
          return secondsOf({ count: number, unit }) > most ? tooLong(most) : undefined
        }}
        fault={fault}
        onCommit={(text) => set(Number(text), unit)}
      />
      <Select
        label={`Unit of: ${label.toLowerCase()}`}
        size="small"
        className="w-26!"
        options={durationUnits.map((value) => ({ value, label: count === 1 ? value : `${value}s` }))}
        value={unit}
        disabled={disabled}
        onChange={(of) => set(count, of)}
      />
    </span>
  )
}

function tooLong(most: number): string {
  const { count, unit } = durationOf(most)
  return `At most ${count} ${unit}s.`
}

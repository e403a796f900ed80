import { X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { Button } from '#web/ui/action/button.tsx'
import { announce } from '#web/ui/feedback/announce.ts'
import { TextInput } from '#web/ui/form/text-input.tsx'

export interface ValueListProps {
  label: string
  values: readonly string[]
  onChange: (values: string[]) => void
  placeholder?: string | undefined
  numeric?: boolean | undefined
}

/** Values written one after another: Enter or a comma adds, each can be taken out again. */
export function ValueList({ label, values, onChange, placeholder, numeric }: ValueListProps) {
  const [typed, setTyped] = useState('')
  const add = () => {
    const value = typed.trim()
    if (value === '') return
    setTyped('')
    if (values.includes(value)) return announce(`${value} is there already.`)
    onChange([...values, value])
    announce(`${value} added.`)
  }
  const press = (event: KeyboardEvent) => {
    if (typed.trim() === '' || (event.key !== 'Enter' && event.key !== ',')) return
    event.preventDefault()
    add()
  }
  return (
    <div className="grid gap-1.5">
      <div className="flex gap-1.5">
        <TextInput
          mono
          aria-label={label}
          className="h-[26px]! pointer-coarse:h-10!"
          value={typed}
          placeholder={placeholder ?? 'a value, then Enter'}
          inputMode={numeric === true ? 'decimal' : 'text'}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={press}
          onBlur={add}
        />
        <Button size="small" onClick={add}>
          Add
        </Button>
      </div>
      {values.length > 0 && (
        <ul aria-label={`${label}: what is listed`} className="flex flex-wrap gap-1">
          {values.map((value) => (
            <li key={value}>
              <Token value={value} onRemove={() => onChange(values.filter((one) => one !== value))} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** A value that is listed, and the way to take it out. */
export function Token({
  value,
  onRemove,
  hint,
  plain = false,
}: {
  value: string
  /** Words, not a value as it is written. */
  plain?: boolean
  hint?: string | undefined
  onRemove?: (() => void) | undefined
}) {
  return (
    <span className="inline-flex min-h-6 max-w-full items-center gap-1 rounded-sm bg-sunk pl-2 text-sm last:pr-2">
      <span className={plain ? 'min-w-0' : 'min-w-0 font-mono break-all'}>{value}</span>
      {hint !== undefined && <span className="text-ink-3">{hint}</span>}
      {onRemove === undefined ? (
        <span className="pr-1" />
      ) : (
        <button
          type="button"
          aria-label={`Take out ${value}`}
          className="grid size-6 shrink-0 place-items-center rounded-sm text-ink-3 hover:text-ink pointer-coarse:size-10"
          onClick={onRemove}
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </span>
  )
}

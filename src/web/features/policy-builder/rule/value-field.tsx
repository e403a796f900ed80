import type { Condition } from '#policy'
import type { Json } from '#std/json'
import { Checkbox } from '#web/ui/form/checkbox.tsx'
import { Select } from '#web/ui/form/select.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import type { ArgumentPath } from './argument-paths.ts'
import { textOf, typeBeside } from './condition-value.ts'
import { isListed } from './predicate-draft.ts'
import { ValueList } from './value-list.tsx'

export interface ValueFieldProps {
  label: string
  argument: ArgumentPath
  op: Condition['op']
  text: string
  texts: readonly string[]
  onText: (text: string) => void
  onTexts: (texts: string[]) => void
  invalid: boolean
  describedBy: string
}

/** Where the value of a condition is given: chosen where the schema names the values, typed where it does not. */
export function ValueField(props: ValueFieldProps) {
  const { label, argument, op, text, texts, onText, onTexts, invalid, describedBy } = props
  const choices = choicesFor(argument, op)
  const type = typeBeside(argument, op)
  if (isListed(op)) {
    return choices === undefined ? (
      <ValueList label={label} values={texts} onChange={onTexts} numeric={type === 'number'} />
    ) : (
      <Ticks label={label} choices={choices} values={texts} onChange={onTexts} />
    )
  }
  if (choices !== undefined) {
    return (
      <Select
        label={label}
        size="small"
        options={choices}
        value={choices.some(({ value }) => value === text) ? text : undefined}
        placeholder="Choose a value"
        onChange={onText}
      />
    )
  }
  return (
    <TextInput
      mono
      aria-label={label}
      aria-invalid={invalid || undefined}
      aria-describedby={invalid ? describedBy : undefined}
      className="h-[26px]! pointer-coarse:h-10!"
      placeholder={op === 'regex' ? '^prod-' : type === 'number' ? '1000' : 'value'}
      inputMode={type === 'number' ? 'decimal' : 'text'}
      value={text}
      onChange={(event) => onText(event.target.value)}
    />
  )
}

interface TicksProps {
  label: string
  choices: readonly { readonly value: string; readonly label: string }[]
  values: readonly string[]
  onChange: (values: string[]) => void
}

function Ticks({ label, choices, values, onChange }: TicksProps) {
  // In the order of the schema, so that ticking twice leaves the list as it was.
  const toggled = (value: string) =>
    choices
      .map((choice) => choice.value)
      .filter((one) => (one === value ? !values.includes(one) : values.includes(one)))
  return (
    <fieldset className="grid max-h-40 grid-cols-2 gap-x-3 overflow-y-auto @min-[420px]:grid-cols-3">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <Checkbox
          key={choice.value}
          label={<span className="text-sm break-words">{choice.label}</span>}
          checked={values.includes(choice.value)}
          onChange={() => onChange(toggled(choice.value))}
        />
      ))}
    </fieldset>
  )
}

function choicesFor(argument: ArgumentPath, op: Condition['op']) {
  const { choices, words } = argument
  if (op === 'exists') {
    return [
      { value: 'true', label: 'yes' },
      { value: 'false', label: 'no' },
    ]
  }
  const type = typeBeside(argument, op)
  if (type === 'boolean') return ['true', 'false'].map((value) => ({ value, label: value }))
  if (choices === undefined || (op !== 'eq' && op !== 'neq' && !isListed(op))) return undefined
  return choices.map((choice: Json) => {
    const value = textOf(choice, type)
    return { value, label: words?.[value] ?? value }
  })
}

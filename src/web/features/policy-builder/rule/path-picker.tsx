import { useState } from 'react'
import { Combobox } from '#web/ui/form/combobox.tsx'
import { TextInput } from '#web/ui/form/text-input.tsx'
import type { ArgumentPath } from './argument-paths.ts'

export interface PathPickerProps {
  label: string
  paths: readonly ArgumentPath[]
  value: string
  onChange: (path: string) => void
  disabled?: boolean | undefined
  className?: string | undefined
}

const another = 'another path'

/** Chooses an argument from the tool's own schema, or writes a path that no schema names. */
export function PathPicker({ label, paths, value, onChange, disabled, className }: PathPickerProps) {
  const isKnown = paths.some(({ path }) => path === value)
  const [writing, setWriting] = useState(!isKnown && value === 'args.')
  if (writing) {
    return (
      <TextInput
        mono
        aria-label={`${label}, as a path`}
        className={className}
        value={value}
        disabled={disabled}
        placeholder="args.items[0].id"
        // The reader asked for this field a moment ago, by choosing "Another path".
        autoFocus
        onChange={(event) => onChange(event.target.value)}
        onBlur={() => setWriting(!paths.some(({ path }) => path === value) && value === 'args.')}
      />
    )
  }
  return (
    <Combobox
      label={label}
      searchLabel="Search the arguments"
      mono
      className={className}
      disabled={disabled}
      options={[
        ...(isKnown ? [] : [{ value, label: shortPath(value), hint: 'not in the schema' }]),
        ...paths.map((one) => ({ value: one.path, label: shortPath(one.path), hint: pathHint(one) })),
        { value: another, label: 'Another path …', hint: 'one that the schema does not name' },
      ]}
      value={value}
      onChange={(path) => {
        if (path !== another) return onChange(path)
        onChange('args.')
        setWriting(true)
      }}
    />
  )
}

/** A path as a person reads it: arguments without their root, everything else whole. */
export function shortPath(path: string): string {
  return path.startsWith('args.') && path.length > 'args.'.length ? path.slice('args.'.length) : path
}

const typeWords = {
  string: 'text',
  number: 'number',
  boolean: 'true or false',
  list: 'list',
  object: 'object',
  any: 'any type',
} as const

function pathHint({ path, type, items, required, choices, description }: ArgumentPath): string {
  if (!path.startsWith('args')) return description ?? ''
  const kind =
    choices !== undefined
      ? `one of ${choices.length}`
      : items !== undefined && items !== 'any'
        ? `list of ${typeWords[items]}`
        : typeWords[type]
  const what = `${kind}, ${required ? 'required' : 'optional'}`
  return description === undefined ? what : `${what} · ${description.slice(0, 120)}`
}

import clsx from 'clsx'
import { Command } from 'cmdk'
import { Check, ChevronsUpDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useId, useState } from 'react'
import { menuClass, menuItemClass } from '../overlay/overlay-class.ts'
import { useFieldAttributes } from './field.tsx'
import { inputClass, inputHeight } from './input-class.ts'

interface ComboboxOption<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly hint?: string | undefined
  /** Other words that find it. */
  readonly keywords?: readonly string[] | undefined
}

export interface ComboboxProps<Value extends string> {
  options: readonly ComboboxOption<Value>[]
  value: Value | undefined
  onChange: (value: Value) => void
  /** The name, where no `Field` stands around it. */
  label?: string | undefined
  placeholder?: string | undefined
  searchLabel?: string | undefined
  /** Said when nothing matches. */
  empty?: string | undefined
  mono?: boolean | undefined
  disabled?: boolean | undefined
  className?: string | undefined
}

/** A list too long to scan: opens with a search in it. */
export function Combobox<Value extends string>(props: ComboboxProps<Value>) {
  const { options, value, onChange, label, placeholder = 'Choose', searchLabel = 'Search' } = props
  const [open, setOpen] = useState(false)
  const listId = useId()
  const { 'aria-required': _, ...field } = useFieldAttributes({})
  const chosen = options.find((option) => option.value === value)
  const mono = props.mono === true && 'font-mono text-sm'
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button
          type="button"
          role="combobox"
          aria-expanded={open}
          aria-controls={listId}
          aria-label={label === undefined ? undefined : `${label}: ${chosen?.label ?? placeholder}`}
          disabled={props.disabled}
          className={clsx(inputClass, inputHeight, 'flex items-center gap-2 text-left', props.className)}
          {...field}
        >
          <span className={clsx('min-w-0 flex-1 truncate', chosen ? mono : 'text-ink-3')}>
            {chosen?.label ?? placeholder}
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={label ?? searchLabel}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={clsx(
            menuClass,
            'w-(--radix-popover-trigger-width) max-w-[calc(100vw-16px)] p-0',
            // Names as they are written are long, and differ at their end.
            props.mono === true ? 'min-w-[min(24rem,calc(100vw-16px))]' : 'min-w-60',
          )}
        >
          <Choices
            {...props}
            listId={listId}
            searchLabel={searchLabel}
            onChoose={(next) => {
              onChange(next)
              setOpen(false)
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface ChoicesProps<Value extends string> extends ComboboxProps<Value> {
  listId: string
  searchLabel: string
  onChoose: (value: Value) => void
}

function Choices<Value extends string>(props: ChoicesProps<Value>) {
  const { options, value, label, searchLabel, listId, onChoose } = props
  return (
    <Command label={searchLabel} loop>
      <Command.Input
        placeholder={searchLabel}
        className="h-9 w-full border-b border-line bg-transparent px-3 outline-none pointer-coarse:h-11 pointer-coarse:text-lead"
      />
      <Command.List id={listId} label={label ?? searchLabel} className="max-h-72 overflow-y-auto p-1">
        <Command.Empty className="px-2 py-3 text-ink-3">{props.empty ?? 'Nothing matches.'}</Command.Empty>
        {options.map((option) => (
          <Command.Item
            key={option.value}
            value={option.value}
            keywords={[option.label, ...(option.keywords ?? [])]}
            className={menuItemClass}
            onSelect={() => onChoose(option.value)}
          >
            <span className="min-w-0 flex-1">
              <span className={clsx('block truncate', props.mono === true && 'font-mono text-sm')}>
                {option.label}
              </span>
              {option.hint !== undefined && (
                <span className="block truncate text-sm text-ink-3">{option.hint}</span>
              )}
            </span>
            {option.value === value && <Check aria-hidden />}
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  )
}

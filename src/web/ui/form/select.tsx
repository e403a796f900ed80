import clsx from 'clsx'
import { Check, ChevronDown } from 'lucide-react'
import { Select as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { menuClass, menuItemClass } from '../overlay/overlay-class.ts'
import { useFieldAttributes } from './field.tsx'
import { inputClass } from './input-class.ts'

export interface SelectOption<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly hint?: string | undefined
  readonly icon?: ReactNode
  readonly disabled?: boolean | undefined
}

export interface SelectProps<Value extends string> {
  options: readonly SelectOption<Value>[]
  value: Value | undefined
  onChange: (value: Value) => void
  /** The name, where no `Field` stands around it. */
  label?: string | undefined
  placeholder?: string | undefined
  disabled?: boolean | undefined
  size?: 'small' | 'medium' | undefined
  className?: string | undefined
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const {
    options,
    value,
    onChange,
    label,
    placeholder = 'Choose',
    disabled,
    size = 'medium',
    className,
  } = props
  const { 'aria-required': required, ...field } = useFieldAttributes({})
  const chosen = options.find((option) => option.value === value)
  const change = (next: string) => {
    const option = options.find((candidate) => candidate.value === next)
    if (option) onChange(option.value)
  }
  return (
    <Primitive.Root
      value={value ?? ''}
      onValueChange={change}
      disabled={disabled === true}
      required={required === true}
    >
      <Primitive.Trigger
        {...field}
        aria-label={label}
        className={clsx(
          inputClass,
          'inline-flex items-center gap-2 text-left data-[placeholder]:text-ink-3',
          size === 'small'
            ? 'h-[26px] border-line-strong px-2 text-sm pointer-coarse:h-10'
            : 'h-[34px] px-2.5 pointer-coarse:h-11',
          className,
        )}
      >
        <span className="min-w-0 flex-1 truncate">
          <Primitive.Value placeholder={placeholder}>{chosen?.label}</Primitive.Value>
        </span>
        <ChevronDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className={clsx(
            menuClass,
            'max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-y-auto',
          )}
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <Option key={option.value} option={option} />
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

function Option({ option }: { option: SelectOption<string> }) {
  return (
    <Primitive.Item
      value={option.value}
      textValue={option.label}
      disabled={option.disabled === true}
      className={menuItemClass}
    >
      {option.icon}
      <span className="min-w-0 flex-1">
        {/* All of it is the option's name; the trigger draws the label alone. */}
        <Primitive.ItemText>
          {option.label}
          {option.hint !== undefined && <span className="block text-sm text-ink-3">{option.hint}</span>}
        </Primitive.ItemText>
      </span>
      <span className="w-4">
        <Primitive.ItemIndicator>
          <Check aria-hidden />
        </Primitive.ItemIndicator>
      </span>
    </Primitive.Item>
  )
}

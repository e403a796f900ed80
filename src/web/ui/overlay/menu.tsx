import clsx from 'clsx'
import { Check } from 'lucide-react'
import { DropdownMenu as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { Kbd } from '../display/kbd.tsx'
import { menuClass, menuItemClass } from './overlay-class.ts'

export interface MenuProps {
  /** One button. */
  trigger: ReactNode
  children: ReactNode
  align?: 'start' | 'center' | 'end' | undefined
  side?: 'top' | 'right' | 'bottom' | 'left' | undefined
  className?: string | undefined
  /** Open from the start: for a menu that is only fetched when it is asked for. */
  defaultOpen?: boolean | undefined
}

export function Menu(props: MenuProps) {
  const { trigger, children, align = 'end', side = 'bottom', className, defaultOpen = false } = props
  return (
    // Not modal: a menu closes on a click elsewhere anyway, and need not hide the page from screen readers.
    <Primitive.Root modal={false} defaultOpen={defaultOpen}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={clsx(
            menuClass,
            'max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto',
            className,
          )}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

export interface MenuItemProps {
  children: ReactNode
  onSelect?: (() => void) | undefined
  icon?: ReactNode
  hotkey?: string | undefined
  disabled?: boolean | undefined
  danger?: boolean | undefined
  /** The one child, a link, becomes the item. */
  asChild?: boolean | undefined
}

export function MenuItem({ children, onSelect, icon, hotkey, disabled, danger, asChild }: MenuItemProps) {
  return (
    <Primitive.Item
      asChild={asChild === true}
      disabled={disabled === true}
      className={clsx(menuItemClass, danger === true && 'text-deny [&_svg]:text-deny')}
      onSelect={() => onSelect?.()}
    >
      {asChild === true ? (
        children
      ) : (
        <>
          {icon}
          <span className="min-w-0 flex-1">{children}</span>
          {hotkey !== undefined && <Kbd>{hotkey}</Kbd>}
        </>
      )}
    </Primitive.Item>
  )
}

export interface MenuRadioProps<Value extends string> {
  label: string
  value: Value
  options: readonly { readonly value: Value; readonly label: string; readonly icon?: ReactNode }[]
  onChange: (value: Value) => void
}

export function MenuRadio<Value extends string>({ label, value, options, onChange }: MenuRadioProps<Value>) {
  return (
    <Primitive.RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next)
        if (option) onChange(option.value)
      }}
    >
      {options.map((option) => (
        <Primitive.RadioItem key={option.value} value={option.value} className={menuItemClass}>
          {option.icon}
          <span className="min-w-0 flex-1">{option.label}</span>
          <Primitive.ItemIndicator>
            <Check aria-hidden />
          </Primitive.ItemIndicator>
        </Primitive.RadioItem>
      ))}
    </Primitive.RadioGroup>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <Primitive.Label className="px-2 pt-2 pb-1 text-xs font-medium text-ink-3">{children}</Primitive.Label>
  )
}

export function MenuSeparator() {
  return <Primitive.Separator className="-mx-1 my-1 h-px bg-line" />
}

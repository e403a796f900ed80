import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { numberWords } from '../display/number-words.ts'

export interface ChipProps extends ComponentProps<'button'> {
  /** Whether the filter is on. Leave out when the chip opens a menu. */
  pressed?: boolean | undefined
  /** Draws it as on, for a chip that opens a menu and has a value. */
  active?: boolean | undefined
  count?: number | undefined
  icon?: ReactNode
}

export function Chip({
  pressed,
  active = false,
  count,
  icon,
  className,
  children,
  type = 'button',
  ...rest
}: ChipProps) {
  const on = pressed === true || active
  return (
    <button
      type={type}
      aria-pressed={pressed}
      className={clsx(
        'inline-flex h-[26px] shrink-0 items-center gap-1.5 rounded-full border px-[9px] text-sm whitespace-nowrap transition-colors pointer-coarse:h-9 pointer-coarse:px-3 [&_svg]:size-3.5',
        on
          ? 'border-transparent bg-accent-soft text-ink'
          : 'border-dashed border-line-strong text-ink-2 hover:border-edge hover:text-ink',
        className,
      )}
      {...rest}
    >
      {icon}
      {children}
      {count !== undefined && <span className="tabular-nums">{numberWords(count)}</span>}
    </button>
  )
}

import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { Tooltip } from '../overlay/tooltip.tsx'
import { type ButtonLook, buttonClass } from './button-class.ts'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'>, ButtonLook {
  /** The name, for everyone: read aloud, and shown as a tooltip. */
  label: string
  icon: ReactNode
  tooltip?: boolean | undefined
}

export function IconButton({
  label,
  icon,
  variant = 'quiet',
  size = 'medium',
  tooltip = true,
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      type={type}
      aria-label={label}
      className={clsx(
        buttonClass({ variant, size }),
        'px-0! pointer-coarse:min-w-10',
        { 'w-6': size === 'small', 'w-control': size === 'medium', 'w-10': size === 'large' },
        className,
      )}
      {...rest}
    >
      {icon}
    </button>
  )
  return tooltip ? <Tooltip content={label}>{button}</Tooltip> : button
}

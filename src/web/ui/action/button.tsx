import clsx from 'clsx'
import type { ComponentProps, MouseEvent, ReactNode } from 'react'
import { Spinner } from '../feedback/spinner.tsx'
import { type ButtonLook, buttonClass } from './button-class.ts'

export interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** Shown before the label, and replaced by the spinner while loading. */
  icon?: ReactNode
  /** The label stays and the width does not change; clicks do nothing and focus is kept. */
  loading?: boolean | undefined
}

export function Button({
  variant,
  size,
  icon,
  loading = false,
  className,
  children,
  onClick,
  type = 'button',
  'aria-disabled': ariaDisabled,
  ...rest
}: ButtonProps) {
  const inert = loading || ariaDisabled === true || ariaDisabled === 'true'
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (inert) event.preventDefault()
    else onClick?.(event)
  }
  // A button that turned `disabled` would drop the focus, so waiting is told by ARIA only.
  return (
    <button
      type={type}
      className={clsx(buttonClass({ variant, size }), 'relative', className)}
      aria-busy={loading || undefined}
      aria-disabled={inert || undefined}
      onClick={click}
      {...rest}
    >
      {icon !== undefined && (loading ? <Spinner /> : icon)}
      {/* The padding holds the spinner, so that neither the width nor the label changes. */}
      {icon === undefined && loading && <Spinner className="absolute left-[5px] size-3!" />}
      <span
        className={clsx(
          'inline-flex items-center gap-[7px]',
          icon === undefined && loading && 'translate-x-[7px]',
        )}
      >
        {children}
      </span>
    </button>
  )
}

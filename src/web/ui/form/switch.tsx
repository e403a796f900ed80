import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

export interface SwitchProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: ReactNode
  hint?: ReactNode
  hideLabel?: boolean | undefined
}

/** On or off at once. For what is saved with a form, use a checkbox, which says why its knob is named where it follows a box. */
export function Switch({ label, hint, hideLabel, className, ...rest }: SwitchProps) {
  return (
    <label
      className={clsx('inline-flex min-h-6 items-start gap-2.5 py-[3px] pointer-coarse:py-2', className)}
    >
      <span className="relative h-[18px] w-[30px] shrink-0">
        <input
          type="checkbox"
          // biome-ignore lint/a11y/useAriaPropsForRole: a native box tells its state itself, and aria-checked must not repeat it
          role="switch"
          className={clsx(
            'peer absolute inset-0 cursor-pointer appearance-none rounded-full border border-edge bg-sunk transition-colors',
            'checked:border-accent checked:bg-accent hover:border-ink-3 disabled:cursor-not-allowed disabled:opacity-60',
            'forced-colors:appearance-auto',
          )}
          {...rest}
        />
        <span
          aria-hidden
          className={clsx(
            'pointer-events-none absolute top-[3px] left-[3px] size-3 rounded-full bg-ink-3 transition-transform',
            '[.peer:checked~&]:translate-x-3 [.peer:checked~&]:bg-accent-ink forced-colors:hidden!',
          )}
        />
      </span>
      <span className={clsx('min-w-0', hideLabel === true && 'sr-only')}>
        {label}
        {hint !== undefined && <span className="block text-sm text-ink-3">{hint}</span>}
      </span>
    </label>
  )
}

import clsx from 'clsx'
import { Check, Minus } from 'lucide-react'
import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react'

export interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'ref'> {
  label: ReactNode
  hint?: ReactNode
  hideLabel?: boolean | undefined
  /** Some of what it stands for is chosen, not all. */
  indeterminate?: boolean | undefined
  ref?: ComponentProps<'input'>['ref']
}

/**
 * A native box, so that forms register it as it is.
 *
 * Its marks are named where they follow a box: a rule for whatever follows anything checked (`peer-checked:`) or for
 * `:indeterminate` has the browser look at every word beside every radio of a page when one is chosen.
 */
export function Checkbox({
  label,
  hint,
  hideLabel,
  indeterminate = false,
  className,
  ref,
  ...rest
}: CheckboxProps) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current) box.current.indeterminate = indeterminate
  }, [indeterminate])
  return (
    <label className={clsx('inline-flex min-h-6 items-start gap-2 py-[3px] pointer-coarse:py-2', className)}>
      <span className="relative grid size-[18px] shrink-0 place-items-center">
        <input
          type="checkbox"
          data-some={indeterminate || undefined}
          ref={(node) => {
            box.current = node
            if (typeof ref === 'function') return ref(node)
            if (ref) ref.current = node
          }}
          className={clsx(
            'peer absolute inset-0 m-px cursor-pointer appearance-none rounded-[4px] border border-edge bg-panel transition-colors',
            'checked:border-accent checked:bg-accent data-some:border-accent data-some:bg-accent hover:border-ink-3',
            'disabled:cursor-not-allowed disabled:opacity-60 forced-colors:appearance-auto',
          )}
          {...rest}
        />
        <Check
          aria-hidden
          strokeWidth={3}
          className="pointer-events-none relative hidden size-3 text-accent-ink [.peer:checked:not([data-some])~&]:block forced-colors:hidden!"
        />
        <Minus
          aria-hidden
          strokeWidth={3}
          className="pointer-events-none relative hidden size-3 text-accent-ink [.peer[data-some]~&]:block forced-colors:hidden!"
        />
      </span>
      <span className={clsx('min-w-0', hideLabel === true && 'sr-only')}>
        {label}
        {hint !== undefined && <span className="block text-sm text-ink-3">{hint}</span>}
      </span>
    </label>
  )
}

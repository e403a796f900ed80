import clsx from 'clsx'
import { createContext, type ReactNode, useContext, useId, useRef } from 'react'
import { useHeardError } from './use-heard-error.ts'

interface FieldControl {
  readonly id: string
  readonly describedBy: string | undefined
  readonly invalid: boolean
  readonly required: boolean
}

const Context = createContext<FieldControl | undefined>(undefined)

export interface FieldProps {
  label: ReactNode
  /** One control of this folder; the field gives it its id, its description and its validity. */
  children: ReactNode
  hint?: ReactNode
  /** What is wrong and how to put it right. */
  error?: string | undefined
  /** Said beside the label; fields are required unless they say so. */
  optional?: boolean | undefined
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean | undefined
  /** At the end of the label's line: "Forgot password?". */
  aside?: ReactNode
  className?: string | undefined
}

export function Field({ label, children, hint, error, optional, hideLabel, aside, className }: FieldProps) {
  const id = useId()
  const place = useRef<HTMLDivElement>(null)
  useHeardError(place, error)
  const hintId = `${id}hint`
  const errorId = `${id}error`
  const described = [error !== undefined && errorId, hint !== undefined && hintId].filter(Boolean).join(' ')
  return (
    <div ref={place} className={clsx('grid content-start gap-1.5', className)}>
      <div className={clsx('flex items-baseline gap-2', hideLabel === true && 'sr-only')}>
        <label htmlFor={id} className="font-medium">
          {label}
          {optional === true && <span className="font-normal text-ink-3"> (optional)</span>}
        </label>
        {aside !== undefined && <span className="ml-auto text-sm">{aside}</span>}
      </div>
      <Context
        value={{
          id,
          describedBy: described === '' ? undefined : described,
          invalid: error !== undefined,
          required: optional !== true,
        }}
      >
        {children}
      </Context>
      {error !== undefined && (
        <p id={errorId} className="text-sm text-deny">
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p id={hintId} className="text-sm text-ink-3">
          {hint}
        </p>
      )}
    </div>
  )
}

interface ControlAttributes {
  id?: string | undefined
  'aria-describedby'?: string | undefined
  'aria-invalid'?: boolean | 'true' | 'false' | 'grammar' | 'spelling' | undefined
  'aria-required'?: boolean | 'true' | 'false' | undefined
}

/** The attributes that tie a control to its field; what the control was given itself wins. */
export function useFieldAttributes(own: ControlAttributes) {
  const field = useContext(Context)
  return {
    id: own.id ?? field?.id,
    'aria-describedby': own['aria-describedby'] ?? field?.describedBy,
    'aria-invalid': own['aria-invalid'] ?? (field?.invalid === true ? true : undefined),
    'aria-required': own['aria-required'] ?? (field?.required === true ? true : undefined),
  }
}

import clsx from 'clsx'
import type { ComponentProps } from 'react'
import { useFieldAttributes } from './field.tsx'
import { inputClass, typedClass } from './input-class.ts'

/** Grows with its text where the browser can, up to 24 lines. */
export function TextArea({ className, rows = 4, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={rows}
      className={clsx(
        inputClass,
        typedClass,
        'field-sizing-content max-h-[24lh] min-h-[4lh] resize-y px-2.5 py-2',
        className,
      )}
      {...rest}
      {...useFieldAttributes(rest)}
    />
  )
}

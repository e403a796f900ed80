import clsx from 'clsx'
import type { ComponentProps } from 'react'
import { useFieldAttributes } from './field.tsx'
import { inputClass, inputHeight, typedClass } from './input-class.ts'

export interface TextInputProps extends ComponentProps<'input'> {
  /** For addresses, names of tools, code. */
  mono?: boolean | undefined
}

export function TextInput({ className, mono, type = 'text', ...rest }: TextInputProps) {
  return (
    <input
      type={type}
      className={clsx(inputClass, inputHeight, typedClass, mono === true && 'font-mono text-sm', className)}
      {...(mono === true && { spellCheck: false, autoCapitalize: 'off', autoCorrect: 'off' })}
      {...rest}
      {...useFieldAttributes(rest)}
    />
  )
}

import clsx from 'clsx'
import { Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { useFieldAttributes } from './field.tsx'
import { inputClass, inputHeight, typedClass } from './input-class.ts'

/** Pasting and password managers work; set `autoComplete` to `current-password` or `new-password`. */
export function PasswordInput({ className, ...rest }: Omit<ComponentProps<'input'>, 'type'>) {
  const [shown, setShown] = useState(false)
  return (
    <div className="relative">
      <input
        type={shown ? 'text' : 'password'}
        spellCheck={false}
        autoCapitalize="off"
        className={clsx(inputClass, inputHeight, typedClass, 'pr-10', className)}
        {...rest}
        {...useFieldAttributes(rest)}
      />
      <button
        type="button"
        aria-label="Show password"
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-[3px] right-[3px] grid w-8 place-items-center rounded-sm text-ink-3 hover:text-ink"
      >
        {shown ? <EyeOff aria-hidden className="size-4" /> : <Eye aria-hidden className="size-4" />}
      </button>
    </div>
  )
}

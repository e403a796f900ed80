import clsx from 'clsx'
import { Search } from 'lucide-react'
import type { ComponentProps } from 'react'
import { Kbd } from '../display/kbd.tsx'

export interface SearchInputProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: string
  /** The key that focuses it, drawn at its end. The page binds it. */
  hotkey?: string | undefined
}

export function SearchInput({ label, hotkey, className, placeholder, ...rest }: SearchInputProps) {
  return (
    <span className={clsx('relative inline-flex min-w-0 flex-1 items-center', className)}>
      <Search aria-hidden className="pointer-events-none absolute left-2.5 size-3.5 text-ink-3" />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder ?? label}
        spellCheck={false}
        autoComplete="off"
        className={clsx(
          'peer h-control w-full min-w-0 rounded-sm border border-line bg-panel pl-[30px] transition-colors hover:border-line-strong pointer-coarse:h-10 pointer-coarse:text-lead',
          hotkey === undefined ? 'pr-2' : 'pr-8',
        )}
        {...rest}
      />
      {hotkey !== undefined && (
        <Kbd className="pointer-events-none absolute right-2 peer-focus:invisible peer-[:not(:placeholder-shown)]:invisible pointer-coarse:hidden">
          {hotkey}
        </Kbd>
      )}
    </span>
  )
}

import clsx from 'clsx'
import type { ReactNode } from 'react'

/** A key, drawn in the ink around it. Hidden from screen readers: it repeats what `aria-keyshortcuts` says. */
export function Kbd({ children, className }: { children: ReactNode; className?: string | undefined }) {
  return (
    <kbd
      aria-hidden
      className={clsx(
        'inline-grid h-4 min-w-4 place-items-center rounded-[4px] border border-current/40 px-1 font-sans text-2xs leading-none font-medium',
        className,
      )}
    >
      {children}
    </kbd>
  )
}

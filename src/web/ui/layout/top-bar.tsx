import clsx from 'clsx'
import type { ReactNode } from 'react'
import { PageHeading } from './page-heading.tsx'

export interface TopBarProps {
  /** The page's name: the one h1 of the page, focused after a change of route. */
  title: ReactNode
  /** Where the page hangs, as in a link to "prod-fortimanager". */
  parent?: ReactNode
  /** Pills and a short status beside the title. */
  status?: ReactNode
  /** Buttons at the end, the one to do next last. */
  actions?: ReactNode
  className?: string | undefined
}

/** The head of every page in the shell: one line, sticky; on a phone it wraps. */
export function TopBar({ title, parent, status, actions, className }: TopBarProps) {
  return (
    <header
      className={clsx(
        'sticky top-0 z-20 flex min-h-top flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line bg-panel px-4 py-2.5 max-[900px]:static',
        className,
      )}
    >
      <div className="flex min-w-0 items-baseline gap-1.5">
        {parent !== undefined && (
          <>
            <span className="min-w-0 truncate text-ink-3 [&_a]:inline-block [&_a]:py-1 [&_a:hover]:text-ink [&_a:hover]:underline">
              {parent}
            </span>
            <span aria-hidden className="text-ink-3">
              /
            </span>
          </>
        )}
        <PageHeading className="min-w-0 truncate font-semibold">{title}</PageHeading>
      </div>
      {status}
      {actions !== undefined && <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}

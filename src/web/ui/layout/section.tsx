import clsx from 'clsx'
import { type ReactNode, useId } from 'react'

export interface SectionProps {
  title: ReactNode
  /** A sentence under the title. */
  description?: ReactNode
  actions?: ReactNode
  /** An anchor to it. */
  id?: string | undefined
  children: ReactNode
  className?: string | undefined
}

/** A named part of a page, set off by space, not by a box. */
export function Section({ title, description, actions, id, children, className }: SectionProps) {
  const titleId = useId()
  return (
    <section
      id={id}
      aria-labelledby={titleId}
      className={clsx('grid grid-cols-[minmax(0,1fr)] gap-3', className)}
    >
      <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <h2 id={titleId} className="text-lg font-semibold">
            {title}
          </h2>
          {description !== undefined && <p className="mt-0.5 max-w-[66ch] text-ink-2">{description}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </section>
  )
}

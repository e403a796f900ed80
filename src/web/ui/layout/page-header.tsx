import clsx from 'clsx'
import type { ReactNode } from 'react'
import { PageHeading } from './page-heading.tsx'

export interface PageHeaderProps {
  title: ReactNode
  /** A sentence or two. */
  children?: ReactNode
  actions?: ReactNode
  className?: string | undefined
}

/** The head of a page to read or fill in, where the title is large. It holds the page's h1, so use no `TopBar` title beside it. */
export function PageHeader({ title, children, actions, className }: PageHeaderProps) {
  return (
    <header className={clsx('flex flex-wrap items-end gap-x-6 gap-y-3', className)}>
      <div className="min-w-0 flex-1 basis-64">
        <PageHeading className="text-2xl leading-tight font-semibold tracking-[-0.022em]">
          {title}
        </PageHeading>
        {children !== undefined && (
          <div className="mt-1.5 max-w-[66ch] text-lg leading-relaxed text-ink-2">{children}</div>
        )}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}

/** The column a page to read or fill in stands in. */
export function PageBody({ children, className }: { children: ReactNode; className?: string | undefined }) {
  return (
    <div
      className={clsx(
        'mx-auto grid w-full max-w-[920px] grid-cols-[minmax(0,1fr)] gap-8 px-6 py-8 max-[560px]:px-4',
        className,
      )}
    >
      {children}
    </div>
  )
}

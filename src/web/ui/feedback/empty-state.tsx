import clsx from 'clsx'
import type { ReactNode } from 'react'

export interface EmptyStateProps {
  /** One sentence: what is not here yet, or why nothing matches. */
  title: string
  /** A second sentence at most. */
  children?: ReactNode
  /** The one next step: a button, a link or a command. */
  action?: ReactNode
  className?: string | undefined
}

export function EmptyState({ title, children, action, className }: EmptyStateProps) {
  return (
    <div
      className={clsx(
        'mx-auto grid max-w-[46ch] justify-items-center gap-2 px-6 py-14 text-center',
        className,
      )}
    >
      <p className="text-lg font-semibold text-ink">{title}</p>
      {children !== undefined && <div className="leading-relaxed text-ink-2">{children}</div>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  )
}

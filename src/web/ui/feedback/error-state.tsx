import clsx from 'clsx'
import { OctagonAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../action/button.tsx'
import { CopyButton } from '../action/copy-button.tsx'

export interface ErrorStateProps {
  /** What did not work: "The servers could not be loaded." */
  title: string
  /** Why, in plain words. */
  cause?: ReactNode
  /** What the reader can do now. */
  next?: ReactNode
  /** The request id, which finds the failure in the log. */
  id?: string | undefined
  onRetry?: (() => void) | undefined
  retrying?: boolean | undefined
  className?: string | undefined
}

export function ErrorState({ title, cause, next, id, onRetry, retrying, className }: ErrorStateProps) {
  return (
    <div role="alert" className={clsx('mx-auto grid max-w-[60ch] gap-2 px-6 py-12', className)}>
      <p className="flex items-center gap-2 text-lg font-semibold">
        <OctagonAlert aria-hidden className="size-4 shrink-0 text-deny" />
        {title}
      </p>
      {cause !== undefined && <p className="leading-relaxed text-ink-2">{cause}</p>}
      {next !== undefined && <p className="leading-relaxed text-ink-2">{next}</p>}
      <div className="mt-1 flex flex-wrap items-center gap-3">
        {onRetry !== undefined && (
          <Button onClick={onRetry} loading={retrying}>
            Try again
          </Button>
        )}
        {id !== undefined && (
          <span className="inline-flex items-center gap-1 text-sm text-ink-3">
            Error id <code className="text-ink-2">{id}</code>
            <CopyButton text={id} label="Copy error id" />
          </span>
        )}
      </div>
    </div>
  )
}

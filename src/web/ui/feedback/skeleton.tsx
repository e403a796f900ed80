import clsx from 'clsx'

/** One grey bar where text will stand. Give it the size of what comes, so that nothing moves then. */
export function Skeleton({ className }: { className?: string | undefined }) {
  return <span aria-hidden className={clsx('block h-3.5 animate-breathe rounded-sm bg-line', className)} />
}

/** Rows of a list that is on its way; 36 px each, as the rows will be. */
export function SkeletonRows({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never reordered
        <div key={row} aria-hidden className="flex h-row items-center gap-4 border-b border-line/60 px-4">
          <Skeleton className={row % 3 === 0 ? 'w-44' : row % 3 === 1 ? 'w-60' : 'w-36'} />
          <Skeleton className="ml-auto w-16" />
        </div>
      ))}
    </div>
  )
}

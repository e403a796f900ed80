import clsx from 'clsx'
import { Tooltip } from '../overlay/tooltip.tsx'
import { useTimeWords } from './now.ts'
import { absoluteTime, relativeTime } from './time-words.ts'

export interface RelativeTimeProps {
  /** Milliseconds since the epoch. */
  at: number
  /** False in the rows of a long list, where the row itself leads to the exact time. */
  tabStop?: boolean | undefined
  className?: string | undefined
}

/** "3 min ago" up to a day, the date after; hover and focus show local time and UTC. */
export function RelativeTime({ at, tabStop = true, className }: RelativeTimeProps) {
  const words = useTimeWords((now) => relativeTime(at, now))
  return (
    <Tooltip
      content={
        <span className="grid grid-cols-[auto_auto] gap-x-2 tabular-nums">
          <span>Local</span>
          <span>{absoluteTime(at)}</span>
          <span>UTC</span>
          <span>{absoluteTime(at, 'UTC')}</span>
        </span>
      }
    >
      <time
        // The exact time must be reachable by keyboard too (WCAG 2.1.1).
        tabIndex={tabStop ? 0 : undefined}
        dateTime={new Date(at).toISOString()}
        className={clsx('whitespace-nowrap tabular-nums', className)}
      >
        {words}
      </time>
    </Tooltip>
  )
}

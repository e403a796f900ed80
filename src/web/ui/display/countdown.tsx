import clsx from 'clsx'
import { useSecond } from './now.ts'
import { clockWords } from './time-words.ts'

export interface CountdownProps {
  /** Milliseconds since the epoch, by the server's clock. */
  until: number
  /** The server's clock minus ours. */
  offset?: number | undefined
  /** Turns red when less is left. */
  soon?: number | undefined
  className?: string | undefined
}

/** "3:12". Not a live region: a number spoken each second helps nobody; its end is announced by the page. */
export function Countdown({ until, offset = 0, soon = 60_000, className }: CountdownProps) {
  const left = useTimeLeft(until, offset)
  return (
    <span
      role="timer"
      aria-live="off"
      aria-label={`${clockWords(left)} left`}
      className={clsx('font-semibold tabular-nums', left <= soon ? 'text-deny' : 'text-inherit', className)}
    >
      {clockWords(left)}
    </span>
  )
}

export interface TimeBarProps {
  from: number
  until: number
  offset?: number | undefined
  className?: string | undefined
}

/** The time left as a line. It repeats the countdown, so screen readers pass it by. */
export function TimeBar({ from, until, offset = 0, className }: TimeBarProps) {
  const left = useTimeLeft(until, offset)
  const share = until > from ? Math.min(1, left / (until - from)) : 0
  return (
    <svg
      aria-hidden
      preserveAspectRatio="none"
      viewBox="0 0 1000 3"
      className={clsx('block h-[3px] w-full', className)}
    >
      <rect width="1000" height="3" rx="1.5" className="fill-line" />
      <rect width={share * 1000} height="3" rx="1.5" className="fill-ask" />
    </svg>
  )
}

/** Milliseconds left, renewed each second; 0 when it is over. */
export function useTimeLeft(until: number, offset = 0): number {
  return Math.max(0, until - (useSecond() + offset))
}

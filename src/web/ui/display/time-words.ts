const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Relative up to a day, absolute after: "just now", "42 s ago", "3 min ago", "5 h ago", "19 Nov", "19 Nov 2025". */
export function relativeTime(at: number, now: number, timeZone?: string): string {
  const age = Math.abs(now - at)
  if (age >= day) return shortDate(at, now, timeZone)
  if (age < 5 * second) return 'just now'
  const amount =
    age < minute
      ? `${Math.floor(age / second)} s`
      : age < hour
        ? `${Math.floor(age / minute)} min`
        : `${Math.floor(age / hour)} h`
  return at > now ? `in ${amount}` : `${amount} ago`
}

function shortDate(at: number, now: number, timeZone: string | undefined): string {
  const year = (time: number) => dateParts(time, { year: 'numeric' }, timeZone)
  const dayAndMonth = dateParts(at, { day: 'numeric', month: 'short' }, timeZone)
  return year(at) === year(now) ? dayAndMonth : `${dayAndMonth} ${year(at)}`
}

function dateParts(at: number, options: Intl.DateTimeFormatOptions, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en-GB', { ...options, ...(timeZone !== undefined && { timeZone }) }).format(
    at,
  )
}

/** "21 Nov 2026, 14:03:22": unambiguous everywhere, seconds included because logs have them. */
export function absoluteTime(at: number, timeZone?: string): string {
  return dateParts(at, { dateStyle: 'medium', timeStyle: 'medium' }, timeZone)
}

/** "3:12", and "1:03:12" above an hour. Never below "0:00". */
export function clockWords(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / second))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

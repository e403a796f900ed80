const msPerDay = 86_400_000
const iso = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/i

/** Milliseconds since 1970 of an ISO 8601 date or date and time; without a zone it is UTC. */
export function instantOf(text: string): number | undefined {
  const match = iso.exec(text)
  if (match === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour > 23 || minute > 59 || second > 59) return undefined
  const milliseconds = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  const inDay = ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds
  return daysSince1970(year, month, day) * msPerDay + inDay - zoneMs(match[8])
}

function zoneMs(zone: string | undefined): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? 'Z')
  if (match === null) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return (match[1] === '-' ? -minutes : minutes) * 60_000
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Counted from 1 March, so that the leap day is the last of its year. */
function daysSince1970(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468
}

/** The hour of an instant, 0 to 23, UTC. */
export function hourOf(instant: number): number {
  return Math.floor((((instant % msPerDay) + msPerDay) % msPerDay) / 3_600_000)
}

/** The day of the week of an instant, UTC: Monday 1 to Sunday 7. 1970 began on a Thursday. */
export function weekdayOf(instant: number): number {
  return ((((Math.floor(instant / msPerDay) + 3) % 7) + 7) % 7) + 1
}

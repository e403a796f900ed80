import { numberWords } from '#web/ui/display/number-words.ts'
/** A number of seconds as a person says it. */
export interface Duration {
  readonly count: number
  readonly unit: DurationUnit
}

const units = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const
export type DurationUnit = keyof typeof units
export const durationUnits = ['second', 'minute', 'hour', 'day'] as const

/** In the largest unit that leaves no remainder: 5400 is 90 minutes. */
export function durationOf(seconds: number): Duration {
  const unit = durationUnits.findLast((one) => seconds % units[one] === 0) ?? 'second'
  return { count: seconds / units[unit], unit }
}

export function secondsOf({ count, unit }: Duration): number {
  return Math.round(count * units[unit])
}

/** `15 minutes`, `1 hour`. */
export function durationWords(seconds: number): string {
  const { count, unit } = durationOf(seconds)
  return `${numberWords(count)} ${unit}${count === 1 ? '' : 's'}`
}

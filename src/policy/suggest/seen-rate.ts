import { invariant } from '#std/invariant'
import { slotsPerWindow } from '../limits.ts'
import type { ObservedTool } from './observed.ts'

type Named = 'minute' | 'hour' | 'day'

/** How many calls one grant made in a window. */
export interface SeenRate {
  readonly window: Named
  readonly p99: number
  readonly peak: number
  /** What a limit would have as its maximum: more than any of them needed. */
  readonly max: number
}

const windows: readonly (readonly [Named, number])[] = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
]
/** With fewer in its busiest minute a tool is better counted by the hour. */
const leastPeak = 3
const margin = 1.5

/** The rate in the shortest window in which a grant made some calls. */
export function seenRate(passed: ObservedTool['passed']): SeenRate {
  let rate: SeenRate | undefined
  for (const [window, ms] of windows) {
    rate = rateIn(passed, window, ms)
    if (rate.peak >= leastPeak) return rate
  }
  invariant(rate !== undefined, 'there are windows')
  return rate
}

function rateIn(passed: ObservedTool['passed'], window: Named, ms: number): SeenRate {
  // INVARIANT: as long as a counter remembers at most, or the limit could refuse what was counted here.
  const span = Math.ceil((ms * (slotsPerWindow + 1)) / slotsPerWindow)
  const counts: number[] = []
  for (const times of Map.groupBy(passed, ({ grant }) => grant).values()) {
    const sorted = times.map(({ at }) => at).sort((a, b) => a - b)
    let first = 0
    let last = 0
    for (const at of sorted) {
      while ((sorted[first] ?? at) <= at - span) first += 1
      // Calls of one instant met each other, whichever of them was first.
      while (last < sorted.length && (sorted[last] ?? at) <= at) last += 1
      counts.push(last - first)
    }
  }
  counts.sort((a, b) => a - b)
  const p99 = counts[Math.ceil(counts.length * 0.99) - 1] ?? 0
  const peak = counts.at(-1) ?? 0
  return { window, p99, peak, max: roundUp(Math.max(Math.ceil(p99 * margin), peak)) }
}

const steps = [1, 2, 3, 5, 10, 15, 20, 30, 50, 75, 100]

/** To a number that a person would choose. */
function roundUp(count: number): number {
  let unit = 1
  for (;;) {
    const found = steps.find((step) => step * unit >= count)
    if (found !== undefined) return found * unit
    unit *= 10
  }
}

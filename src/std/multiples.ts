type Runs = Readonly<Record<string, () => unknown>>

interface Measure {
  /** Milliseconds of any clock, and parts of them. */
  readonly now: () => number
  /** How long to go on for; a fifth of it besides, before anything counts. */
  readonly lastsMs: number
}

const fewestRounds = 9

/**
 * How long each run takes, as a multiple of the first. They take turns, and what counts is the median of what each took beside
 * the first in the same round: a machine that is slow for a while is slow for all of them, and one that stands still for a
 * moment spoils one round of many.
 */
export function multiplesOfFirst(runs: Runs, measure: Measure): Readonly<Record<string, number>> {
  const named = Object.entries(runs)
  roundsOf(named, { ...measure, lastsMs: measure.lastsMs / 5 })
  const rounds = roundsOf(named, measure)
  return Object.fromEntries(
    named.map(([name], at) => [name, median(rounds.map((times) => (times[at] ?? 0) / (times[0] ?? 0)))]),
  )
}

function roundsOf(named: readonly [string, () => unknown][], { now, lastsMs }: Measure): number[][] {
  const rounds: number[][] = []
  for (const from = now(); rounds.length < fewestRounds || now() - from < lastsMs; )
    rounds.push(named.map(([, run]) => timed(run, now)))
  return rounds
}

function timed(run: () => unknown, now: () => number): number {
  const from = now()
  run()
  return now() - from
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

import type { Check, Findings } from './suite.ts'

/** Statuses of a check before and after: all of its id, in order; `none` where it was not made. */
interface Pair {
  readonly direct: string
  readonly through: string
}

export interface Difference extends Pair {
  readonly scenario: string
  readonly check: string
  /** The suite's own words on it. */
  readonly said: string | undefined
}

/** Checks of a scenario that come out otherwise, for a reason that no gateway can mend. */
export interface Limit {
  readonly scenario: string
  readonly checks: Readonly<Record<string, Pair>>
  readonly reason: string
}

export interface Verdict {
  readonly expected: readonly Difference[]
  readonly unexpected: readonly Difference[]
  /** What is written down as a limit and does not differ so, any more or at all. */
  readonly stale: readonly string[]
}

export function isPassed(checks: readonly Check[] | undefined): boolean {
  return checks !== undefined && checks.length > 0 && checks.every(({ status }) => status !== 'FAILURE')
}

/** A check may be made several times under one id. What is INFO is a note of the suite's, not a verdict. */
function statuses(checks: readonly Check[] | undefined, id: string): string {
  const own = (checks ?? []).filter((check) => check.id === id && check.status !== 'INFO')
  const said = own.map(({ status }) => status).sort()
  return said.length === 0 ? 'none' : said.join(' ')
}

/** Every check that did not come out alike. */
export function differences(direct: Findings, through: Findings): Difference[] {
  const found: Difference[] = []
  for (const scenario of new Set([...direct.keys(), ...through.keys()])) {
    const before = direct.get(scenario)
    const after = through.get(scenario)
    for (const check of new Set([...(before ?? []), ...(after ?? [])].map(({ id }) => id))) {
      const pair = { direct: statuses(before, check), through: statuses(after, check) }
      if (pair.direct === pair.through) continue
      const said = after?.find(({ id, errorMessage }) => id === check && errorMessage !== undefined)
      found.push({ scenario, check, ...pair, said: said?.errorMessage })
    }
  }
  return found
}

/** Holds what differs against the list of what must. */
export function judge(found: readonly Difference[], limits: readonly Limit[]): Verdict {
  const isWritten = ({ scenario, check, direct, through }: Difference) =>
    limits.some((limit) => {
      const pair = limit.scenario === scenario ? limit.checks[check] : undefined
      return pair?.direct === direct && pair.through === through
    })
  const expected = found.filter(isWritten)
  const stale = limits.flatMap(({ scenario, checks }) =>
    Object.keys(checks)
      .filter((check) => !expected.some((one) => one.scenario === scenario && one.check === check))
      .map((check) => `${scenario}: ${check}`),
  )
  return { expected, unexpected: found.filter((one) => !isWritten(one)), stale }
}

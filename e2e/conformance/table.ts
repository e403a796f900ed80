import type { Verdict } from './compare.ts'
import type { Findings } from './suite.ts'

/** What one way to the server gave, beside what the server itself gives. */
export interface Column {
  readonly name: string
  readonly findings: Findings
  readonly verdict: Verdict
}

function cell({ findings, verdict }: Column, scenario: string): string {
  const checks = (findings.get(scenario) ?? []).filter(({ status }) => /SUCCESS|FAILURE|WARNING/.test(status))
  const passed = checks.filter(({ status }) => status === 'SUCCESS').length
  const differs = verdict.unexpected.some((one) => one.scenario === scenario)
  const isLimited = verdict.expected.some((one) => one.scenario === scenario)
  return `${passed}/${checks.length}${differs ? '!' : isLimited ? '*' : ' '}`
}

/** Scenario by way: checks passed of checks made; `*` differs as the transport must, `!` differs. */
export function tableText(columns: readonly Column[]): string {
  const scenarios = [...(columns[0]?.findings.keys() ?? [])]
  const width = Math.max(...scenarios.map((name) => name.length)) + 2
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}${cells.map((one) => one.padStart(9)).join('')}`.trimEnd()
  return [
    line(
      '',
      columns.map(({ name }) => `${name} `),
    ),
    ...scenarios.map((scenario) =>
      line(
        scenario,
        columns.map((column) => cell(column, scenario)),
      ),
    ),
  ].join('\n')
}

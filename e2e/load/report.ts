import { type Bar, isMet } from './bars.ts'
import { loads, type Measured, medianOf } from './measure.ts'
import { median, spread } from './statistics.ts'

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
  return rows.map(line).join('\n')
}

function number(value: number, digits = 0): string {
  return Number.isNaN(value)
    ? '-'
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** The median, and how far apart the middle half of the rounds lies. */
function cell(values: readonly number[], digits = 0): string {
  return values.length === 0 ? '-' : `${number(median(values), digits)} ±${number(spread(values) * 50)}%`
}

export function figures(measured: readonly Measured[]): string {
  const direct = medianOf(measured, 'direct', (one) => one.p50)
  const head = [
    'proxy',
    'added p50 ms',
    ...loads.map((sessions) => `calls/s at ${sessions}`),
    'µs CPU a call',
    'core busy',
    'list p50 ms',
    'memory MB',
  ]
  const rows = measured.map((one) => [
    one.name,
    one.name === 'direct'
      ? `(p50 ${number(direct, 3)})`
      : `${number(median(one.p50) - direct, 3)} ±${number(spread(one.p50) * 50)}%`,
    ...loads.map((sessions) => cell(one.perSecond[sessions])),
    one.name === 'direct' ? '-' : cell(one.cpu, 1),
    one.name === 'direct' ? '-' : `${number(median(one.busy) * 100)}%`,
    cell(one.list, 2),
    number(one.memory / 1024 / 1024),
  ])
  return table([head, ...rows])
}

export function verdicts(bars: readonly Bar[]): string {
  const rows = bars.map((bar) => [
    bar.what,
    `${number(bar.value, 2)}x`,
    `${bar.isFloor ? 'at least' : 'at most'} ${bar.bar}x`,
    bar.aim === undefined ? '' : `aim ${bar.aim}x`,
    Number.isNaN(bar.value) ? 'not measured' : isMet(bar) ? 'met' : 'MISSED',
  ])
  return table(rows)
}

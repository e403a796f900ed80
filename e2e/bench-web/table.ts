import type { Measured } from './journey.ts'
import type { Timed } from './timed.ts'

interface Line {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly bar: number | undefined
  /** Whether the bar is the least that is enough. */
  readonly atLeast?: boolean
  /** What belongs to the number: how often, how many. */
  readonly aside: string
}

/** ux.md §5: the bars of 600 tools and of 5,000. */
function barsOf({ tools }: Measured) {
  return tools <= 1000 ? { formToCode: 50, codeToForm: 250 } : { formToCode: 100, codeToForm: 400 }
}

function resultLines(result: Measured): Line[] {
  const { formToCode, codeToForm } = barsOf(result)
  const spread = (times: readonly number[]) => `p50 ${at(times, 0.5).toFixed(0)} of ${times.length}`
  const within = (what: string, times: readonly Timed[], bar: number) => {
    const judged = judgedOf(times)
    const others = times.length - judged.length
    const aside =
      others === 0 ? '' : `, beside ${others} disturbed: ${at(times.map(msOf), 0.95).toFixed(0)} with them`
    return ms(what, at(judged, 0.95), bar, spread(judged) + aside)
  }
  const ms = (what: string, value: number, bar: number | undefined, aside = ''): Line => ({
    what,
    value,
    unit: 'ms',
    bar,
    aside,
  })
  const { bulk, undo, filter, broken, openRow, enforcing } = result
  const { publish, goBack, replay } = enforcing
  return [
    within('form → code, p95', result.formToCode, formToCode),
    ms('  processor time', result.processor, undefined, 'one action and its undoing, all threads'),
    within('code → form, p95', result.codeToForm, codeToForm),
    within('text broken → banner, p95', broken, 400),
    ms('bulk', bulk.ms, 500, `${bulk.rows} tools`),
    ms('bulk, longest task', bulk.longest, 200),
    ms(
      'undo of the bulk',
      undo.ms,
      undefined,
      undo.steps === 1 ? 'one step, same bytes' : 'NOT THE SAME BYTES',
    ),
    within('filter keystroke, p95', filter, 50),
    within('click → rule, p95', openRow, 100),
    {
      what: 'scrolling',
      value: result.framesPerSecond,
      unit: '/s',
      bar: 55,
      atLeast: true,
      aside: 'frames',
    },
    {
      what: 'rows in the document',
      value: result.rows,
      unit: '',
      bar: 60,
      aside: `slow frames ${result.slowFrames}`,
    },
    { what: 'heap', value: result.heap / 1e6, unit: 'MB', bar: 150, aside: 'after collection' },
    {
      what: 'heap, code open too',
      value: result.heapWithCode / 1e6,
      unit: 'MB',
      bar: 150,
      aside: 'after all of the above',
    },
    ms('open', result.open, undefined, 'first row'),
    ms('publish → enforced, p95', at(publish, 0.95), 1000, `${spread(publish)}, an agent's next call`),
    ms('undo → enforced, p95', at(enforcing.undo, 0.95), 2000, spread(enforcing.undo)),
    ms('history → enforced, p95', at(goBack, 0.95), 2000, spread(goBack)),
    ms('replay in the review', replay.ms, 2000, `${replay.calls} calls, ${replay.wrong ?? 'sums as made'}`),
    ms('  of that the worker', replay.worker, undefined),
  ]
}

const fewestJudged = 10

/** Those that no other machine disturbed, if they are enough to speak of one in twenty at all; else all. */
function judgedOf(times: readonly Timed[]): number[] {
  const calm = times.filter(({ isDisturbed }) => !isDisturbed)
  return (calm.length < fewestJudged ? times : calm).map(msOf)
}

function msOf({ ms }: Timed): number {
  return ms
}

function at(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function isWithin({ value, bar, atLeast = false }: Line): boolean {
  return bar === undefined || (atLeast ? value >= bar : value <= bar)
}

/** What misses its bar, or was not measured at all. */
export function missed(result: Measured): string[] {
  const lines = resultLines(result).filter((line) => !isWithin(line))
  return [
    ...lines.map(({ what }) => what),
    ...(result.undo.steps === 1 ? [] : ['undo']),
    ...(result.enforcing.replay.wrong === undefined ? [] : ['sums of the replay']),
  ]
}

/** The figures as a person reads them; times also as a multiple of `JSON.parse` of the same document in the same page. */
export function linesOf(results: readonly Measured[]): string[] {
  return results.flatMap((result) => {
    const { tools, source, bytes, parse } = result
    const head = `${tools.toLocaleString('en')} tools (${source}), document ${Math.round(bytes / 1000)} kB, JSON.parse ${parse.toFixed(1)} ms`
    return ['', head, ...resultLines(result).map((line) => lineOf(line, parse))]
  })
}

function lineOf(line: Line, parse: number): string {
  const { what, value, unit, bar, aside, atLeast = false } = line
  const sign = isWithin(line) ? (atLeast ? '≥' : '≤') : atLeast ? 'BELOW' : 'ABOVE'
  const cells = [
    what.padEnd(28),
    `${value.toFixed(unit === 'MB' ? 1 : 0)} ${unit}`.padStart(10),
    (unit === 'ms' ? `${(value / parse).toFixed(1)} ×` : '').padStart(10),
    bar === undefined ? ''.padStart(12) : `${sign} ${bar}`.padStart(12),
    aside === '' ? '' : `  ${aside}`,
  ]
  return cells.join('').trimEnd()
}

import clsx from 'clsx'
import { useMemo, useState } from 'react'
import { Button } from '#web/ui/action/button.tsx'
import { numberWords } from '#web/ui/display/number-words.ts'
import { type LineRun, lineRuns } from '../model/line-edits.ts'

export interface TextDiffProps {
  before: string
  after: string
  /** What the two sides are called: `v41`, `the draft`. */
  names: readonly [before: string, after: string]
}

const context = 3
const mostLines = 2000

/** Two texts line by line: what went, what came, and a little of what stands around it. */
export function TextDiff({ before, after, names }: TextDiffProps) {
  const runs = useMemo(() => lineRuns(before, after), [before, after])
  const [all, setAll] = useState(false)
  if (before === after) return <p className="text-ink-2">The texts are the same.</p>
  const lines = linesOf(runs)
  const shown = all ? lines : lines.slice(0, mostLines)
  return (
    <section
      aria-label={`What ${names[1]} changes of ${names[0]}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-md border border-line -outline-offset-2"
    >
      <ol className="min-w-max font-mono text-sm leading-relaxed">
        {shown.map((line) => (
          <Line key={line.name} {...line} />
        ))}
      </ol>
      {shown.length < lines.length && (
        <Button size="small" variant="quiet" onClick={() => setAll(true)}>
          Show all {numberWords(lines.length)} lines
        </Button>
      )}
    </section>
  )
}

interface DiffLine {
  /** Tells it from every other. */
  readonly name: string
  readonly kind: LineRun['kind'] | 'skipped'
  readonly text: string
  readonly old: number | undefined
  readonly now: number | undefined
}

const signs = { same: ' ', added: '+', removed: '−', skipped: '⋯' } as const
const tones = { same: undefined, added: 'allow', removed: 'deny', skipped: undefined } as const
const spoken = { same: '', added: 'added: ', removed: 'removed: ', skipped: '' } as const

function Line({ kind, text, old, now }: DiffLine) {
  return (
    <li
      data-tone={tones[kind]}
      className={clsx(
        'flex whitespace-pre',
        tones[kind] !== undefined && 'bg-tone-soft',
        kind === 'skipped' && 'text-ink-3',
      )}
    >
      <span aria-hidden className="w-10 shrink-0 pr-2 text-right text-ink-3 select-none">
        {old}
      </span>
      <span aria-hidden className="w-10 shrink-0 pr-2 text-right text-ink-3 select-none">
        {now}
      </span>
      <span aria-hidden className="w-5 shrink-0 text-center select-none">
        {signs[kind]}
      </span>
      <span className="sr-only">{spoken[kind]}</span>
      {text}
    </li>
  )
}

function linesOf(runs: readonly LineRun[]): DiffLine[] {
  let [old, now] = [0, 0]
  return runs.flatMap((run, index) => {
    const lines = numbered(run, old, now)
    old += run.kind === 'added' ? 0 : run.lines.length
    now += run.kind === 'removed' ? 0 : run.lines.length
    return run.kind === 'same' ? withoutMiddle(lines, index > 0, index < runs.length - 1) : lines
  })
}

function numbered({ kind, lines }: LineRun, old: number, now: number): DiffLine[] {
  return lines.map((line, index) => ({
    name: `${kind} ${old + index} ${now + index}`,
    kind,
    text: line.replace(/[\r\n]+$/, ''),
    old: kind === 'added' ? undefined : old + index + 1,
    now: kind === 'removed' ? undefined : now + index + 1,
  }))
}

function withoutMiddle(
  lines: readonly DiffLine[],
  hasBefore: boolean,
  hasAfter: boolean,
): readonly DiffLine[] {
  const hidden = hiddenPart(lines.length, hasBefore, hasAfter)
  if (hidden === undefined) return lines
  const { from, to } = hidden
  const name = `skipped ${lines[from]?.name ?? ''}`
  const skipped = {
    name,
    kind: 'skipped' as const,
    text: `${to - from} lines`,
    old: undefined,
    now: undefined,
  }
  return [...lines.slice(0, from), skipped, ...lines.slice(to)]
}

/** Which of so many equal lines are left out: all but a few beside a change. */
function hiddenPart(
  count: number,
  hasBefore: boolean,
  hasAfter: boolean,
): { readonly from: number; readonly to: number } | undefined {
  const from = hasBefore ? context : 0
  const to = count - (hasAfter ? context : 0)
  return to - from > 1 ? { from, to } : undefined
}

import { diffArrays } from 'diff'
import type { Batch } from './buffer.ts'

/** So many changes are looked for exactly: the time it takes grows with their square. */
const mostChanges = 400

/** One stretch of lines of two texts. */
export interface LineRun {
  readonly kind: 'same' | 'added' | 'removed'
  readonly lines: readonly string[]
}

/** Compares two texts line by line: as closely as can be where they are much alike, and else between the lines they share. */
export function lineRuns(before: string, after: string): LineRun[] {
  const [old, now] = [linesOf(before), linesOf(after)]
  return closest(old, now) ?? joined(betweenAnchors(old, now))
}

function closest(old: readonly string[], now: readonly string[]): LineRun[] | undefined {
  const changes = diffArrays([...old], [...now], { maxEditLength: mostChanges })
  return changes?.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    lines: value,
  }))
}

/** Lines that stand once in both texts, in the same order, hold the two together; what lies between two of them is short. */
function betweenAnchors(old: readonly string[], now: readonly string[]): LineRun[] {
  const runs: LineRun[] = []
  let [oldAt, nowAt] = [0, 0]
  const between = (oldTo: number, nowTo: number, isWhole: boolean) => {
    const [gone, come] = [old.slice(oldAt, oldTo), now.slice(nowAt, nowTo)]
    const exact = isWhole ? undefined : closest(gone, come)
    runs.push(...(exact ?? replaced(gone, come)))
  }
  for (const { oldIndex, nowIndex, line } of anchors(old, now)) {
    between(oldIndex, nowIndex, false)
    runs.push({ kind: 'same', lines: [line] })
    oldAt = oldIndex + 1
    nowAt = nowIndex + 1
  }
  between(old.length, now.length, oldAt === 0 && nowAt === 0)
  return runs
}

function replaced(gone: readonly string[], come: readonly string[]): LineRun[] {
  return [
    { kind: 'removed', lines: gone },
    { kind: 'added', lines: come },
  ]
}

interface Anchor {
  readonly line: string
  readonly oldIndex: number
  readonly nowIndex: number
}

interface Pile {
  readonly anchor: Anchor
  readonly before: Pile | undefined
}

/** The most of them that keep their order, by patience sorting: https://bramcohen.livejournal.com/73318.html */
function anchors(old: readonly string[], now: readonly string[]): Anchor[] {
  const places = onceIn(now)
  const piles: Pile[] = []
  for (const [line, oldIndex] of onceIn(old)) {
    const nowIndex = places.get(line)
    if (nowIndex === undefined) continue
    const at = firstAtLeast(nowIndex, piles.length, (index) => piles[index]?.anchor.nowIndex ?? 0)
    piles[at] = { anchor: { line, oldIndex, nowIndex }, before: piles[at - 1] }
  }
  const chain: Anchor[] = []
  for (let pile = piles.at(-1); pile !== undefined; pile = pile.before) chain.push(pile.anchor)
  return chain.reverse()
}

/** Where each line stands that stands nowhere else, in order. */
function onceIn(lines: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return new Map(lines.flatMap((line, index) => (counts.get(line) === 1 ? [[line, index] as const] : [])))
}

function firstAtLeast(value: number, count: number, at: (index: number) => number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(middle) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Runs of one kind beside each other made one, and empty ones left out. */
function joined(runs: readonly LineRun[]): LineRun[] {
  const whole: { kind: LineRun['kind']; lines: string[] }[] = []
  for (const { kind, lines } of runs) {
    if (lines.length === 0) continue
    const last = whole.at(-1)
    if (last?.kind === kind) for (const line of lines) last.lines.push(line)
    else whole.push({ kind, lines: [...lines] })
  }
  return whole
}

/** The edits by which one text becomes another, so that a caret or a selection between them stays where it is. */
export function lineEdits(before: string, after: string): Batch {
  const edits: { offset: number; length: number; text: string }[] = []
  let at = 0
  for (const { kind, lines } of lineRuns(before, after)) {
    const text = lines.join('')
    if (kind === 'same') at += text.length
    else {
      const last = edits.at(-1)
      const open = last !== undefined && last.offset + last.length === at ? last : undefined
      const edit = open ?? { offset: at, length: 0, text: '' }
      if (open === undefined) edits.push(edit)
      if (kind === 'added') edit.text += text
      else {
        edit.length += text.length
        at += text.length
      }
    }
  }
  return edits
}

/** Each line with the break that ends it, so that nothing is lost when they are joined. */
function linesOf(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? []
}

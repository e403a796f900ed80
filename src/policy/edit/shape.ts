import type { JsoncList, JsoncMember, JsoncNode, JsoncObject } from '#std/jsonc'
import { type Draft, entriesOf } from './draft.ts'
import { commentsIn, type Span, type Surroundings, surroundingsOf } from './trivia.ts'

/** How the text is written: new parts follow its ways. */
export interface Style {
  readonly text: string
  readonly eol: string
  readonly unit: string
}

/** Where a member or an element stands, and what around it is its own. */
export interface Entry extends Span, Surroundings {}

/** An object or a list whose entries come and go: where they stand, and which of them stay. */
export interface Shape {
  readonly style: Style
  readonly node: JsoncObject | JsoncList
  readonly draft: Draft
  /** How many entries the text has. */
  readonly count: number
  readonly at: (index: number) => Entry | undefined
  /** -1 when none stays. */
  readonly lastKept: number
  /** Whether the last entry has a comma behind it: then a new last one gets one too. */
  readonly hasTrailingComma: boolean
}

export function shapeOf(style: Style, node: JsoncObject | JsoncList, draft: Draft): Shape {
  const entries = entriesOf(node)
  function at(index: number): Entry | undefined {
    const span = spanOf(entries[index])
    if (span === undefined) return undefined
    return { ...span, ...surroundingsOf(style.text, node.start, spanOf(entries[index - 1]), span) }
  }
  const lastKept = entries.findLastIndex((_, index) => isKept(draft, index))
  const hasTrailingComma = at(entries.length - 1)?.comma !== undefined
  return { style, node, draft, count: entries.length, at, lastKept, hasTrailingComma }
}

function spanOf(entry: JsoncMember | JsoncNode | undefined): Span | undefined {
  if (entry === undefined) return undefined
  return 'nameStart' in entry
    ? { start: entry.nameStart, end: entry.value.end }
    : { start: entry.start, end: entry.end }
}

/** Whether the entry at a place of the text stays. */
export function isKept({ changes }: Draft, index: number): boolean {
  return changes.get(index)?.removed !== true
}

/** The first entry behind a place that stays. */
export function nextKept({ draft, count }: Shape, after: number): number | undefined {
  for (let index = after + 1; index < count; index += 1) if (isKept(draft, index)) return index
  return undefined
}

/** Whether nothing but white space is left when all entries are gone. */
export function isBlank(shape: Shape): boolean {
  return betweenEntries(shape).trim() === ''
}

/** The comments of an object that lose their neighbours, to the end of the last one. */
export function commentsLeft(shape: Shape): string {
  const text = betweenEntries(shape)
  return text.slice(0, commentsIn(text, 0, text.length).at(-1)?.end ?? 0)
}

/** What belongs to no entry. */
function betweenEntries({ style, node, count, at }: Shape): string {
  let text = ''
  let end = node.start + 1
  for (let index = 0; index < count; index += 1) {
    const entry = at(index)
    if (entry === undefined) continue
    text += style.text.slice(end, entry.from)
    end = entry.to
  }
  return text + style.text.slice(end, node.end - 1)
}

import { isJsonObject } from '#std/json'
import type { JsoncList, JsoncMember, JsoncNode, JsoncObject } from '#std/jsonc'
import { printJson } from '../print.ts'
import { containerOf, type Draft, draftValue, entriesOf, type Part } from './draft.ts'
import {
  commentsLeft,
  type Entry,
  isBlank,
  isKept,
  nextKept,
  type Shape,
  type Style,
  shapeOf,
} from './shape.ts'
import { mergeEdits, type TextEdit } from './text-edit.ts'
import { indentAt, isFirstOnLine } from './trivia.ts'

/** The smallest edits that make a draft of the text so. */
export function renderEdits(text: string, draft: Draft): TextEdit[] {
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'
  const unit = /(?:^|[\r\n])([ \t]+)(?=["{[])/.exec(text)?.[1] ?? '  '
  const edits: TextEdit[] = []
  renderDraft({ text, eol, unit }, draft, edits)
  return mergeEdits(edits)
}

function renderDraft(style: Style, draft: Draft, edits: TextEdit[]): void {
  const { node, value } = draft
  if (node === undefined) return
  const container = containerOf(draft)
  if (container !== undefined) renderContainer(style, draft, container, edits)
  else if (value !== undefined) {
    const text = valueText(style, draft, { indent: indentAt(style.text, node.start), ownLine: true })
    edits.push({ offset: node.start, length: node.end - node.start, text })
  }
}

function renderContainer(style: Style, draft: Draft, node: JsoncObject | JsoncList, edits: TextEdit[]): void {
  const { changes } = draft
  const added = draft.added.filter((part) => !part.removed)
  const isReshaped =
    added.length > 0 || [...changes.values()].some((part) => part.removed || part.note !== undefined)
  for (const [index, part] of changes)
    if (!part.removed) renderPart(style, entriesOf(node)[index], part, edits)
  if (isReshaped) reshape(shapeOf(style, node, draft), added, edits)
}

function renderPart(
  style: Style,
  entry: JsoncMember | JsoncNode | undefined,
  part: Part,
  edits: TextEdit[],
): void {
  if (entry !== undefined && 'nameStart' in entry && entry.name !== part.name)
    edits.push({
      offset: entry.nameStart,
      length: entry.nameEnd - entry.nameStart,
      text: JSON.stringify(part.name),
    })
  renderDraft(style, part.draft, edits)
}

function reshape(shape: Shape, added: readonly Part[], edits: TextEdit[]): void {
  if (shape.lastKept < 0 && added.length > 0) edits.push(refill(shape, added))
  else if (shape.lastKept < 0 && isBlank(shape)) edits.push(interior(shape.node, ''))
  else {
    takeOut(shape, edits)
    const isInside = ({ after }: Part) => after !== undefined && nextKept(shape, after) !== undefined
    for (const part of added.filter(isInside)) edits.push(insertInside(shape, part.after ?? -1, part))
    finish(
      shape,
      added.filter((part) => !isInside(part)),
      edits,
    )
  }
}

/** Takes out the entries that go, and changes the notes of those that stay. */
function takeOut(shape: Shape, edits: TextEdit[]): void {
  const head = headOnOneLine(shape)
  if (head !== undefined) edits.push(head.edit)
  for (const [index, part] of shape.draft.changes) {
    const place = shape.at(index)
    if (place === undefined) continue
    if (part.removed && index < (head?.next ?? 0)) continue
    if (part.removed) edits.push({ offset: place.from, length: place.to - place.from, text: '' })
    else if (part.note !== undefined) edits.push(noteEdit(shape.style, part.note, place))
  }
}

/** Takes the first entries out of a line so that the space before them stays, and not the one behind. */
function headOnOneLine(shape: Shape): { readonly edit: TextEdit; readonly next: number } | undefined {
  const next = nextKept(shape, -1)
  const from = shape.at(0)?.noteStart
  const to = next === undefined ? undefined : shape.at(next)?.noteStart
  if (next === undefined || next === 0 || from === undefined || to === undefined) return undefined
  if (/[\r\n]/.test(shape.style.text.slice(from, to))) return undefined
  return { edit: { offset: from, length: to - from, text: '' }, next }
}

function interior(node: JsoncNode, text: string): TextEdit {
  return { offset: node.start + 1, length: node.end - node.start - 2, text }
}

/** Adds behind the last entry that stays, and sees to its comma. */
function finish(shape: Shape, added: readonly Part[], edits: TextEdit[]): void {
  const { count, lastKept, style, hasTrailingComma } = shape
  const place = shape.at(lastKept)
  if (place === undefined) return
  if (added.length === 0) {
    // What followed is gone, and with it the reason for the comma.
    if (place.comma !== undefined && !hasTrailingComma && lastKept < count - 1)
      edits.push({ offset: place.comma, length: 1, text: '' })
    return
  }
  if (place.comma === undefined) edits.push({ offset: place.end, length: 0, text: ',' })
  const ownLine = isFirstOnLine(style.text, place.start)
  const indent = indentAt(style.text, place.start)
  const lead = ownLine ? `${style.eol}${indent}` : ' '
  const texts = added.map((part) => lead + partText(shape, part, { indent, ownLine }))
  edits.push({ offset: place.to, length: 0, text: `${texts.join(',')}${hasTrailingComma ? ',' : ''}` })
}

/** Behind the one before, where that stays, so that a heading of what follows is not torn from it. */
function insertInside(shape: Shape, after: number, part: Part): TextEdit {
  const { style } = shape
  const before = isKept(shape.draft, after) ? shape.at(after) : undefined
  if (before === undefined) return insertBefore(shape, nextKept(shape, after) ?? 0, part)
  const ownLine = isFirstOnLine(style.text, before.noteStart)
  const indent = indentAt(style.text, before.start)
  const lead = ownLine ? style.eol + indent : ' '
  return { offset: before.to, length: 0, text: `${lead}${partText(shape, part, { indent, ownLine })},` }
}

function insertBefore(shape: Shape, index: number, part: Part): TextEdit {
  const { style } = shape
  const { start, noteStart: offset } = shape.at(index) ?? { start: 0, noteStart: 0 }
  const ownLine = isFirstOnLine(style.text, offset)
  const indent = indentAt(style.text, start)
  const text = `${partText(shape, part, { indent, ownLine })},${ownLine ? `${style.eol}${indent}` : ' '}`
  return { offset, length: 0, text }
}

/** Fills an object or a list that is empty, or whose entries all go. Comments inside stay. */
function refill(shape: Shape, added: readonly Part[]): TextEdit {
  const { style, node } = shape
  const outer = indentAt(style.text, node.start)
  const indent = outer + style.unit
  const ownLine = { indent, ownLine: true }
  const flat = added.map((part) => partText(shape, part, { indent, ownLine: false })).join(', ')
  const kept = isBlank(shape) ? '' : commentsLeft(shape)
  const isLong = outer.length + flat.length > 80 || flat.includes('\n') || isTop(shape)
  const begin = node.kind === 'object' ? ' ' : ''
  if (kept === '' && !isLong) return interior(node, `${begin}${flat}${begin}`)
  const texts = added.map((part) => style.eol + indent + partText(shape, part, ownLine)).join(',')
  return interior(node, `${kept}${texts}${style.eol}${outer}`)
}

/** The document and its sections get a line for each entry, if the document has lines at all. */
function isTop({ style, node }: Shape): boolean {
  return style.text.includes(style.eol) && indentAt(style.text, node.start).length <= style.unit.length
}

interface Where {
  readonly indent: string
  readonly ownLine: boolean
}

function partText({ style, node }: Shape, part: Part, { indent, ownLine }: Where): string {
  const name = node.kind === 'object' ? `${JSON.stringify(part.name)}: ` : ''
  const note =
    part.note === undefined || part.note === ''
      ? ''
      : noteText(style, part.note, ownLine ? indent : undefined)
  return `${note}${name}${valueText(style, part.draft, { indent, ownLine })}`
}

/** A value that is new, with the comments above its members. */
function valueText(style: Style, draft: Draft, { indent, ownLine }: Where): string {
  const value = draftValue(draft)
  // What stands in a line of others stays there, however long it is.
  const width = ownLine ? {} : { width: Number.POSITIVE_INFINITY }
  const noted = isJsonObject(value) ? Object.entries(value) : []
  if (!noted.some(([name]) => draft.notes?.get(name))) return printJson(value, { ...style, indent, ...width })
  const inner = ownLine ? indent + style.unit : indent
  const members = noted.map(([name, member]) => {
    const words = draft.notes?.get(name) ?? ''
    const note = words === '' ? '' : noteText(style, words, ownLine ? inner : undefined)
    return `${note}${JSON.stringify(name)}: ${printJson(member, { ...style, indent: inner, ...width })}`
  })
  if (!ownLine) return `{ ${members.join(', ')} }`
  return `{${members.map((member) => style.eol + inner + member).join(',')}${style.eol}${indent}}`
}

function noteEdit(style: Style, note: string, { noteStart, start }: Entry): TextEdit {
  const ownLine = isFirstOnLine(style.text, start)
  const text = note === '' ? '' : noteText(style, note, ownLine ? indentAt(style.text, start) : undefined)
  return { offset: noteStart, length: start - noteStart, text }
}

/** A comment for what follows it: lines of its own, or a block where there are none. */
function noteText({ eol }: Style, note: string, indent: string | undefined): string {
  if (indent === undefined) return `/* ${note.replaceAll('*/', '* /').replaceAll(/\s*[\r\n]+\s*/g, ' ')} */ `
  return note
    .split(/\r\n|\n|\r/)
    .map((line) => `${`// ${line}`.trimEnd()}${eol}${indent}`)
    .join('')
}

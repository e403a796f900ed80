import { type Fault, fail, ok, type Result } from '#std/result'
import { edit } from '../edit/edit.ts'
import { applyEdits, type TextEdit } from '../edit/text-edit.ts'
import { indentAt, isFirstOnLine } from '../edit/trivia.ts'
import {
  type Entry,
  type Holder,
  isSamePart,
  type Part,
  pointerOfEntry,
  type Sheet,
  sheetOf,
  treeOf,
} from './sheet.ts'

/** A part as it shall stand, and the text that it is copied from. */
export interface Wanted {
  readonly key: string
  readonly holder: string
  readonly from: Sheet
  /** Undefined: it shall not be there. */
  readonly part: Part | undefined
}

type Assembled = Result<string, Fault>

/** Lays parts of other texts over one text: what they do not touch stays byte for byte. */
export function assemble(stem: Sheet, wanted: readonly Wanted[], open: readonly string[]): Assembled {
  const differing = wanted.filter(({ key, part }) => !isSamePart(stem.parts.get(key), part))
  const replaced = replace(stem, differing)
  const withdrawn = withdraw(replaced.sheet(open), replaced.left)
  if (!withdrawn.ok) return withdrawn
  return add(
    withdrawn.value,
    replaced.left.filter(({ part }) => part !== undefined),
    open,
  )
}

interface Replaced {
  readonly sheet: (open: readonly string[]) => Sheet
  /** What has no counterpart to stand in the place of. */
  readonly left: readonly Wanted[]
}

/** Puts entries in the place of those that they are the next state of. */
function replace(stem: Sheet, wanted: readonly Wanted[]): Replaced {
  const edits: TextEdit[] = []
  const left: Wanted[] = []
  for (const one of wanted) {
    const old = stem.parts.get(one.key)
    const { part } = one
    if (old === undefined || part === undefined || old.entries.length !== part.entries.length) left.push(one)
    else
      part.entries.forEach((entry, index) => {
        const place = old.entries[index]
        if (place !== undefined) edits.push(...replacement(stem.text, place, { text: one.from.text, entry }))
      })
  }
  const text = applyEdits(stem.text, edits)
  return { sheet: (open) => (edits.length === 0 ? stem : reread(text, open)), left }
}

function reread(text: string, open: readonly string[]): Sheet {
  const tree = treeOf(text)
  // A text that no longer reads is told as one without parts: what is then missing is noticed by the caller.
  return tree.ok ? sheetOf(text, tree.value, open) : { text, parts: new Map(), holders: new Map(), loose: [] }
}

interface Copied {
  readonly text: string
  readonly entry: Entry
}

function replacement(text: string, place: Entry, copied: Copied): TextEdit[] {
  const style = { eol: eolOf(text), indent: indentAt(text, place.start) }
  const body = { offset: place.noteStart, length: place.end - place.noteStart, text: bodyText(copied, style) }
  const tail = tailText(copied, style)
  const after = text.slice(place.end, place.to)
  const before = after.replace(',', '').trim()
  if (tail === before) return [body]
  const comma = place.comma === undefined ? '' : ','
  return [body, { offset: place.end, length: after.length, text: comma + behind(tail, text, place.to) }]
}

interface Style {
  readonly eol: string
  readonly indent: string
}

/** An entry with the comment above it, indented as its new neighbours are. */
function bodyText({ text, entry }: Copied, style: Style): string {
  return indented(text, text.slice(entry.noteStart, entry.end), entry, style)
}

function indented(source: string, words: string, entry: Entry, { eol, indent }: Style): string {
  const before = indentAt(source, entry.start)
  return words
    .split(/\r\n|\n|\r/)
    .map((line, index) => (index > 0 && line.startsWith(before) ? indent + line.slice(before.length) : line))
    .join(eol)
}

/** The comments behind an entry, on its line and on both sides of its comma. */
function tailText({ text, entry }: Copied, style: Style): string {
  const { comma, end, to } = entry
  const words =
    comma === undefined
      ? text.slice(end, to).trim()
      : [text.slice(end, comma).trim(), text.slice(comma + 1, to).trim()]
          .filter((part) => part !== '')
          .join(' ')
  return indented(text, words, entry, style)
}

/** A comment that would swallow what follows on its line is given the line for itself. */
function behind(tail: string, text: string, next: number): string {
  if (tail === '') return ''
  const isOpen = next < text.length && !/[\r\n]/.test(text.charAt(next)) && /\/\/[^\r\n]*$/.test(tail)
  return ` ${tail}${isOpen ? eolOf(text) : ''}`
}

function eolOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'
}

/** Takes out what shall not be there, and what is put in anew because it has more entries now, or fewer. */
function withdraw(sheet: Sheet, wanted: readonly Wanted[]): Result<string, Fault> {
  const pointers = wanted.flatMap(({ key, holder }) => {
    const home = sheet.holders.get(holder)
    const entries = sheet.parts.get(key)?.entries ?? []
    return home === undefined ? [] : entries.map((entry) => ({ entry, pointer: pointerOfEntry(home, entry) }))
  })
  if (pointers.length === 0) return ok(sheet.text)
  // From behind, so that places in a list stay what they are.
  const actions = pointers
    .sort((a, b) => b.entry.start - a.entry.start)
    .map(({ pointer }) => ({ kind: 'remove' as const, pointer }))
  const edits = edit(sheet.text, actions)
  return edits.ok ? ok(applyEdits(sheet.text, edits.value)) : edits
}

function add(before: string, wanted: readonly Wanted[], open: readonly string[]): Assembled {
  if (wanted.length === 0) return ok(before)
  const prepared = withHolders(before, wanted, open)
  if (!prepared.ok) return prepared
  const sheet = reread(prepared.value, open)
  const edits: TextEdit[] = []
  for (const [pointer, fresh] of Map.groupBy(wanted, ({ holder }) => holder)) {
    const holder = sheet.holders.get(pointer)
    if (holder === undefined)
      return fail({ code: 'not_mergeable', message: `there is no place for \`${pointer}\`` })
    edits.push(
      ...(holder.entries.length === 0 ? [fill(sheet.text, holder, fresh)] : insertions(sheet, holder, fresh)),
    )
  }
  return ok(applyEdits(sheet.text, edits))
}

/** Makes the sections that come from the other text. */
function withHolders(text: string, wanted: readonly Wanted[], open: readonly string[]): Assembled {
  const sheet = reread(text, open)
  const missing = new Set(wanted.map(({ holder }) => holder).filter((pointer) => !sheet.holders.has(pointer)))
  if (missing.size === 0) return ok(text)
  const actions = [...missing].map((pointer) => {
    const isList = wanted.some(({ holder, from }) => holder === pointer && from.text.startsWith('['))
    const node = wanted
      .find(({ holder, from }) => holder === pointer && from.holders.has(pointer))
      ?.from.holders.get(pointer)
    return { kind: 'set' as const, pointer, value: isList || node?.node.kind === 'list' ? [] : {} }
  })
  const edits = edit(text, actions)
  return edits.ok ? ok(applyEdits(text, edits.value)) : edits
}

/** What comes into an empty section, one entry a line. */
function fill(text: string, { node }: Holder, fresh: readonly Wanted[]): TextEdit {
  const eol = eolOf(text)
  const outer = indentAt(text, node.start)
  const unit = /(?:^|[\r\n])([ \t]+)(?=["{[])/.exec(text)?.[1] ?? '  '
  const indent = outer + unit
  const inner = text.slice(node.start + 1, node.end - 1)
  const kept = inner.trimEnd()
  const copies = copiesOf(fresh)
  const entries = copies.map((copied, index) => {
    const comma = index < copies.length - 1 ? ',' : ''
    const tail = tailText(copied, { eol, indent })
    return `${eol}${indent}${bodyText(copied, { eol, indent })}${comma}${tail === '' ? '' : ` ${tail}`}`
  })
  return {
    offset: node.start + 1 + kept.length,
    length: inner.length - kept.length,
    text: `${entries.join('')}${eol}${outer}`,
  }
}

function copiesOf(fresh: readonly Wanted[]): Copied[] {
  return fresh.flatMap(({ part, from }) => (part?.entries ?? []).map((entry) => ({ text: from.text, entry })))
}

/** Puts entries behind the one that they stand behind in their own text, so that they stay in their group. */
function insertions(sheet: Sheet, holder: Holder, fresh: readonly Wanted[]): TextEdit[] {
  const known = new Map(holder.entries.map((entry) => [entry.name, entry]))
  const anchored = Map.groupBy(fresh.toSorted(byPlace), (one) => anchorOf(one, known))
  const last = holder.entries.at(-1)
  return [...anchored].flatMap(([anchor, group]) => {
    const copies = copiesOf(group)
    if (anchor !== undefined) return insertAfter(sheet.text, anchor, { copies, isLast: anchor === last })
    const first = holder.entries[0]
    return first === undefined ? [] : [insertFirst(sheet.text, first, copies)]
  })
}

function byPlace(one: Wanted, other: Wanted): number {
  return placeOf(one) - placeOf(other)
}

function placeOf({ part }: Wanted): number {
  return part?.entries[0]?.index ?? 0
}

function anchorOf({ from, holder, part }: Wanted, known: ReadonlyMap<string, Entry>): Entry | undefined {
  const home = from.holders.get(holder)
  if (home === undefined) return [...known.values()].at(-1)
  for (let index = (part?.entries[0]?.index ?? 0) - 1; index >= 0; index -= 1) {
    const anchor = known.get(home.entries[index]?.name ?? '')
    if (anchor !== undefined) return anchor
  }
  return undefined
}

interface Fresh {
  readonly copies: readonly Copied[]
  readonly isLast: boolean
}

function insertAfter(text: string, anchor: Entry, { copies, isLast }: Fresh): TextEdit[] {
  const eol = eolOf(text)
  const indent = indentAt(text, anchor.start)
  const ownLine = isFirstOnLine(text, anchor.noteStart)
  const lead = ownLine ? eol + indent : ' '
  const hasComma = anchor.comma !== undefined
  const words = copies.map((copied, index) => {
    const comma = hasComma || index < copies.length - 1 ? ',' : ''
    const tail = tailText(copied, { eol, indent })
    const isEnd = index === copies.length - 1
    const next = isEnd ? anchor.to : -1
    const shut =
      isEnd || !ownLine ? behind(tail, next < 0 ? ' ' : text, Math.max(0, next)) : tail && ` ${tail}`
    return `${lead}${bodyText(copied, { eol, indent })}${comma}${shut}`
  })
  const insert = { offset: anchor.to, length: 0, text: words.join('') }
  return isLast && !hasComma ? [{ offset: anchor.end, length: 0, text: ',' }, insert] : [insert]
}

function insertFirst(text: string, first: Entry, copies: readonly Copied[]): TextEdit {
  const eol = eolOf(text)
  const indent = indentAt(text, first.start)
  const ownLine = isFirstOnLine(text, first.noteStart)
  const words = copies.map((copied) => {
    const tail = tailText(copied, { eol, indent })
    const body = `${bodyText(copied, { eol, indent })},`
    if (ownLine) return `${eol}${indent}${body}${tail === '' ? '' : ` ${tail}`}`
    return ` ${body}${behind(tail, ' ', 0)}`
  })
  return { offset: first.from, length: 0, text: words.join('') }
}

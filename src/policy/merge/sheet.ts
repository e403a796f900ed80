import { canonicalJson, isJsonObject, type Json } from '#std/json'
import { isTwice, type JsoncNode, jsoncValue, parseJsonc } from '#std/jsonc'
import { pointerOf, pointerStep } from '#std/pointer'
import { type Fault, fail, ok, type Result } from '#std/result'
import { type Span, type Surroundings, surroundingsOf } from '../edit/trivia.ts'
import { nodeAt } from '../source.ts'
import { commentSpans, wordsOfComment } from './comments.ts'

/** One entry of an object or a list where it stands: its own comments are around it. */
export interface Entry extends Span, Surroundings {
  readonly index: number
  readonly name: string
  readonly value: JsoncNode
}

/** One thing of a policy that one person can change beside another: a rule, a name that is hidden, a test. */
export interface Part {
  /** Its place by name: `/tools/x`, `/hide/x`, `/tests/no mass delete`, `/all_tools/limits/calls`, `/default`. */
  readonly key: string
  readonly holder: string
  /** One; several only where entries of a list share the name that they are told apart by. */
  readonly entries: readonly Entry[]
  /** As it is written, with the comments around it. */
  readonly raw: string
  /** What it says, however it is written. */
  readonly value: () => string
  readonly comments: readonly string[]
}

/** An object or a list whose entries are parts of their own. */
export interface Holder {
  readonly pointer: string
  readonly node: JsoncNode & { readonly kind: 'object' | 'list' }
  readonly entries: readonly Entry[]
}

/** A text taken apart. */
export interface Sheet {
  readonly text: string
  readonly parts: ReadonlyMap<string, Part>
  readonly holders: ReadonlyMap<string, Holder>
  /** What the comments say that belong to no part: headings, notes on sections. */
  readonly loose: readonly string[]
}

/** How the entries of a list are told apart; those of an object have names. */
const namedBy: Readonly<Record<string, (value: Json) => string | undefined>> = {
  '/hide': (value) => (typeof value === 'string' ? value : undefined),
  '/tests': (value) => textField(value, 'name'),
  '/all_tools/limits': (value) => textField(value, 'counter'),
}

function textField(value: Json, field: string): string | undefined {
  const found = isJsonObject(value) && Object.hasOwn(value, field) ? value[field] : undefined
  return typeof found === 'string' ? found : undefined
}

const holderPointers = ['', '/tools', '/risk', '/all_tools', '/hide', '/tests', '/all_tools/limits']

/** Reads a text's tree; the root must be an object that names nothing twice, or nobody can say what is merged. */
export function treeOf(text: string): Result<JsoncNode, Fault<'syntax' | 'broken'>> {
  const tree = parseJsonc(text)
  if (!tree.ok) {
    const line = text.slice(0, tree.fault.offset).split(/\r\n|\n|\r/).length
    return fail({ code: 'syntax', message: tree.fault.message, at: `line ${line}` })
  }
  const misfit = misfitOf('', tree.value)
  return misfit === undefined ? tree : fail({ code: 'broken', message: misfit })
}

/** Why the entries of a node cannot be told apart; nothing when they can. */
function misfitOf(pointer: string, node: JsoncNode): string | undefined {
  const naming = namedBy[pointer]
  if (naming === undefined) {
    if (node.kind !== 'object') return 'a policy is an object'
    const twice = node.members.find(({ name }) => isTwice(node, name))
    if (twice !== undefined) return `\`${twice.name}\` stands twice, so it must be mended in the text first`
    return node.members.some(({ name }) => name === '__proto__') ? '`__proto__` may not be a name' : undefined
  }
  if (node.kind !== 'list') return 'it is no list'
  return node.items.every((item) => naming(jsoncValue(item)) !== undefined)
    ? undefined
    : 'an entry has no name'
}

/** The holders that every text has in a form in which its entries can be told apart; any other is one part as a whole. */
export function sharedHolders(roots: readonly JsoncNode[]): string[] {
  const open: string[] = []
  for (const pointer of holderPointers) {
    const parent = pointer.slice(0, pointer.lastIndexOf('/'))
    if (pointer !== '' && !open.includes(parent)) continue
    const isOpen = roots.every((root) => {
      const node = at(root, pointer)
      return node === undefined || misfitOf(pointer, node) === undefined
    })
    if (isOpen) open.push(pointer)
  }
  return open
}

function at(root: JsoncNode, pointer: string): JsoncNode | undefined {
  return pointer === '' ? root : nodeAt(root, pointer.slice(1).split('/'))
}

/** Takes a text apart at the given holders. */
export function sheetOf(text: string, root: JsoncNode, open: readonly string[]): Sheet {
  const holders = new Map<string, Holder>()
  const parts = new Map<string, Part>()
  const comments = commentSpans(text)
  const owned = new Set<Span>()
  for (const pointer of open) {
    const node = at(root, pointer)
    if (node === undefined || node.kind === 'scalar') continue
    const holder = { pointer, node, entries: entriesOf(text, pointer, node) }
    holders.set(pointer, holder)
    const grouped = Map.groupBy(holder.entries, ({ name }) => name)
    for (const [name, entries] of grouped) {
      const key = `${pointer}${pointerStep(name)}`
      if (open.includes(key)) continue
      const own = entries.flatMap((entry) => within(comments, entry))
      for (const comment of own) owned.add(comment)
      parts.set(key, partOf({ text, key, holder: pointer, entries, own }))
    }
  }
  const loose = comments.filter((comment) => !owned.has(comment)).map((span) => words(text, span))
  return { text, parts, holders, loose }
}

function entriesOf(text: string, pointer: string, node: Holder['node']): Entry[] {
  const naming = namedBy[pointer]
  const spans =
    node.kind === 'object'
      ? node.members.map(({ name, nameStart, value }) => ({ name, value, start: nameStart, end: value.end }))
      : node.items.map((value) => ({
          name: naming?.(jsoncValue(value)) ?? '',
          value,
          start: value.start,
          end: value.end,
        }))
  return spans.map((span, index) => ({
    ...span,
    ...surroundingsOf(text, node.start, spans[index - 1], span),
    index,
  }))
}

/** The comments of an entry: above it, inside it, and behind it on its line. Both are in the order of the text. */
function within(comments: readonly Span[], { noteStart, to }: Entry): Span[] {
  let low = 0
  let high = comments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((comments[middle]?.start ?? 0) < noteStart) low = middle + 1
    else high = middle
  }
  const own: Span[] = []
  for (let index = low; index < comments.length; index += 1) {
    const comment = comments[index]
    if (comment === undefined || comment.start >= to) break
    own.push(comment)
  }
  return own
}

interface Making {
  readonly text: string
  readonly key: string
  readonly holder: string
  readonly entries: readonly Entry[]
  readonly own: readonly Span[]
}

function partOf({ text, key, holder, entries, own }: Making): Part {
  let value: string | undefined
  return {
    key,
    holder,
    entries,
    raw: entries.map(({ noteStart, to }) => text.slice(noteStart, to)).join(''),
    // Of most parts nobody asks: they are written alike.
    value: () => {
      value ??= canonicalJson(entries.map((entry) => jsoncValue(entry.value)))
      return value
    },
    comments: own.map((span) => words(text, span)),
  }
}

function words(text: string, { start, end }: Span): string {
  return wordsOfComment(text.slice(start, end))
}

/** Whether two parts say the same, comments included; how they are laid out does not matter. */
export function isSamePart(one: Part | undefined, other: Part | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return one.raw === other.raw || (isSameValue(one, other) && isSameList(one.comments, other.comments))
}

/** Whether two parts say the same, whatever stands around them. */
export function isSameValue(one: Part, other: Part): boolean {
  return one.raw === other.raw || one.value() === other.value()
}

export function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index])
}

/** Reads a person's own text for one part: `"x": {}` with its comments, or entries of a list. Empty: no such part. */
export function answeredPart(
  text: string,
  key: string,
  holder: string,
): Result<{ readonly sheet: Sheet; readonly part: Part | undefined }, Fault<'syntax' | 'broken'>> {
  const isList = namedBy[holder] !== undefined
  const whole = isList ? `[\n${text}\n]` : `{\n${text}\n}`
  const tree = parseJsonc(whole)
  if (!tree.ok) {
    const line = whole.slice(0, tree.fault.offset).split(/\r\n|\n|\r/).length - 1
    return fail({ code: 'syntax', message: tree.fault.message, at: `line ${Math.max(1, line)}` })
  }
  const node = tree.value
  const misfit = misfitOf(isList ? holder : '', node)
  if (misfit !== undefined || node.kind === 'scalar') return fail({ code: 'broken', message: misfit ?? '' })
  const comments = commentSpans(whole)
  const entries = entriesOf(whole, holder, node)
  const name = key.slice(holder.length)
  if (entries.some((entry) => pointerStep(entry.name) !== name))
    return fail({ code: 'broken', message: `only \`${key}\` may stand here` })
  const part = partOf({ text: whole, key, holder, entries, own: comments })
  const sheet = { text: whole, parts: new Map(), holders: new Map(), loose: [] }
  return ok({ sheet, part: entries.length === 0 ? undefined : part })
}

/** JSON Pointer of an entry in the text as it stands. */
export function pointerOfEntry({ pointer, node }: Holder, entry: Entry): string {
  return `${pointer}${pointerOf([node.kind === 'list' ? entry.index : entry.name])}`
}

import { isEqualJson } from '#std/equal'
import { isJsonObject, type Json } from '#std/json'
import {
  type JsoncList,
  type JsoncMember,
  type JsoncNode,
  type JsoncObject,
  jsoncValue,
  memberIndex,
} from '#std/jsonc'

/**
 * A value as it shall become: the node of the text with changes laid over it, or a new value. Only what is touched
 * is ever wrapped, so one change in a large document costs next to nothing.
 */
export interface Draft {
  readonly node: JsoncNode | undefined
  /** Replaces the node whole. */
  value?: Json
  /** Changes of the members or elements that the text has, by their place. */
  readonly changes: Map<number, Part>
  /** Members or elements that the text has not. */
  readonly added: Part[]
  /** Comments above the members of a value that replaces the node or is new. */
  notes?: Map<string, string>
}

/** One member or element as it shall become. */
export interface Part {
  name: string
  readonly draft: Draft
  removed: boolean
  /** A new comment above it; empty to remove the one that is there. */
  note?: string
  /** For an added one: the place in the text after which it stands; -1 for the beginning. */
  readonly after?: number
}

type Container = JsoncObject | JsoncList

export function draftOf(node: JsoncNode | undefined, value?: Json): Draft {
  const draft: Draft = { node, changes: new Map(), added: [] }
  if (value !== undefined) draft.value = value
  return draft
}

/** The node, as long as changes are laid over it rather than its value replaced. */
export function containerOf({ node, value }: Draft): Container | undefined {
  return value === undefined && node !== undefined && node.kind !== 'scalar' ? node : undefined
}

export function entriesOf(node: Container): readonly (JsoncMember | JsoncNode)[] {
  return node.kind === 'object' ? node.members : node.items
}

function nodeOf(entry: JsoncMember | JsoncNode): JsoncNode {
  return 'nameStart' in entry ? entry.value : entry
}

/** The value as it shall be. */
export function draftValue(draft: Draft): Json {
  if (draft.value !== undefined) return draft.value
  const { node, changes, added } = draft
  if (node === undefined) return null
  if (node.kind === 'scalar' || (changes.size === 0 && added.length === 0)) return jsoncValue(node)
  const parts = currentParts(draft, node)
  if (node.kind === 'list') return parts.map(({ draft: part }) => draftValue(part))
  return Object.fromEntries(parts.map(({ name, draft: part }) => [name, draftValue(part)]))
}

/** Every member or element that shall be there, in order. */
function currentParts(draft: Draft, node: Container): Part[] {
  const addedAfter = (place: number) => draft.added.filter((part) => !part.removed && part.after === place)
  const parts = [...addedAfter(-1)]
  entriesOf(node).forEach((entry, index) => {
    const part = draft.changes.get(index) ?? untouched(entry)
    if (!part.removed) parts.push(part)
    parts.push(...addedAfter(index))
  })
  return [...parts, ...draft.added.filter((part) => !part.removed && part.after === undefined)]
}

function untouched(entry: JsoncMember | JsoncNode): Part {
  return { name: 'nameStart' in entry ? entry.name : '', draft: draftOf(nodeOf(entry)), removed: false }
}

/** The part at a place of the text, wrapped so that it can be changed. */
function wrap(draft: Draft, entries: readonly (JsoncMember | JsoncNode)[], index: number): Part | undefined {
  const entry = entries[index]
  if (entry === undefined) return undefined
  const known = draft.changes.get(index)
  if (known !== undefined) return known
  const part = untouched(entry)
  draft.changes.set(index, part)
  return part
}

/** The member of a name, or the element of a number, that shall be there. */
export function partAt(draft: Draft, step: string): Part | undefined {
  const node = containerOf(draft)
  if (node === undefined) return undefined
  if (node.kind === 'list') return listPart(draft, node, step)
  const added = draft.added.find((part) => !part.removed && part.name === step)
  if (added !== undefined) return added
  for (const part of draft.changes.values()) if (!part.removed && part.name === step) return part
  const index = memberIndex(node, step)
  return draft.changes.has(index) ? undefined : wrap(draft, node.members, index)
}

function listPart(draft: Draft, node: JsoncList, step: string): Part | undefined {
  if (!/^(0|[1-9]\d*)$/.test(step)) return undefined
  const part = currentParts(draft, node)[Number(step)]
  if (part === undefined || draft.added.includes(part)) return part
  const index = part.draft.node === undefined ? -1 : node.items.indexOf(part.draft.node)
  return wrap(draft, node.items, index)
}

/** Reads what shall be at a path, without changing anything. */
export function read(draft: Draft, steps: readonly string[]): Json | undefined {
  const [step, ...rest] = steps
  if (step === undefined) return draftValue(draft)
  if (containerOf(draft) === undefined) return readValue(draft.value, steps)
  const part = partAt(draft, step)
  return part && read(part.draft, rest)
}

function readValue(value: Json | undefined, steps: readonly string[]): Json | undefined {
  let found = value
  for (const step of steps) {
    if (Array.isArray(found)) found = /^\d+$/.test(step) ? found[Number(step)] : undefined
    else found = isJsonObject(found) && Object.hasOwn(found, step) ? found[step] : undefined
  }
  return found
}

/** Lets a value be at a path; parents that are missing become objects, or a list before a `-`. False if a parent can hold nothing. */
export function write(draft: Draft, steps: readonly string[], value: Json): boolean {
  const [step, ...rest] = steps
  if (step === undefined) {
    become(draft, value)
    return true
  }
  const node = containerOf(draft)
  if (node === undefined) return writeInValue(draft, steps, value)
  const part = step === '-' && node.kind === 'list' ? undefined : partAt(draft, step)
  if (part !== undefined) return write(part.draft, rest, value)
  if (node.kind === 'list' && step !== '-') return false
  draft.added.push({ name: step, draft: draftOf(undefined, nested(rest, value)), removed: false })
  return true
}

function nested(steps: readonly string[], value: Json): Json {
  return steps.reduceRight<Json>(
    (inner, step) => (step === '-' ? [inner] : Object.fromEntries([[step, inner]])),
    value,
  )
}

function writeInValue(draft: Draft, steps: readonly string[], value: Json): boolean {
  const next = withValue(draft.value ?? null, steps, value)
  if (next === undefined) return false
  draft.value = next
  return true
}

function withValue(whole: Json, steps: readonly string[], value: Json): Json | undefined {
  const [step, ...rest] = steps
  if (step === undefined) return value
  if (Array.isArray(whole)) {
    const at = step === '-' ? whole.length : Number(step)
    if (!Number.isInteger(at) || at < 0 || at > whole.length) return undefined
    const inner = at === whole.length ? nested(rest, value) : withValue(whole[at], rest, value)
    return inner === undefined ? undefined : whole.toSpliced(at, 1, inner)
  }
  if (!isJsonObject(whole)) return undefined
  const before = Object.hasOwn(whole, step) ? whole[step] : undefined
  const inner = before === undefined ? nested(rest, value) : withValue(before, rest, value)
  return inner === undefined ? undefined : { ...whole, [step]: inner }
}

/** Takes away what is at a path. False if nothing is there. */
export function erase(draft: Draft, steps: readonly string[]): boolean {
  const [step = '', ...rest] = steps
  if (containerOf(draft) === undefined) return eraseInValue(draft, steps)
  const part = partAt(draft, step)
  if (part === undefined) return false
  if (rest.length > 0) return erase(part.draft, rest)
  part.removed = true
  return true
}

function eraseInValue(draft: Draft, steps: readonly string[]): boolean {
  const parent = readValue(draft.value, steps.slice(0, -1))
  const step = steps.at(-1) ?? ''
  if (readValue(parent, [step]) === undefined) return false
  const left = Array.isArray(parent)
    ? parent.toSpliced(Number(step), 1)
    : Object.fromEntries(Object.entries(parent ?? {}).filter(([name]) => name !== step))
  return writeInValue(draft, steps.slice(0, -1), left)
}

/** Adds a member behind another; behind the last, if the text has no such other. */
export function addAfter(draft: Draft, name: string, value: Json, other: string): void {
  const node = containerOf(draft)
  const index = node?.kind === 'object' ? memberIndex(node, other) : -1
  if (index < 0) write(draft, [name], value)
  else draft.added.push({ name, draft: draftOf(undefined, value), removed: false, after: index })
}

/** Puts a comment above a member; an empty one takes away the one that is there. False if there is no such member. */
export function annotate(draft: Draft, name: string, note: string): boolean {
  const part = partAt(draft, name)
  if (part !== undefined) part.note = note
  else if (isJsonObject(draft.value) && Object.hasOwn(draft.value, name)) {
    draft.notes ??= new Map()
    draft.notes.set(name, note)
  } else return false
  return true
}

/** Gives a member another name; it stays where it is. */
export function renamePart(draft: Draft, from: string, to: string): void {
  const part = partAt(draft, from)
  if (part !== undefined) part.name = to
  else if (isJsonObject(draft.value)) {
    const note = draft.notes?.get(from)
    if (note !== undefined) draft.notes?.set(to, note).delete(from)
    draft.value = Object.fromEntries(
      Object.entries(draft.value).map(([name, value]) => [name === from ? to : name, value]),
    )
  }
}

/** Changes as little as possible of a value so that it becomes another: what is the same stays as it is written. */
function become(draft: Draft, value: Json): void {
  const { node } = draft
  if (draft.value !== undefined || node === undefined) draft.value = value
  else if (node.kind === 'object' && isJsonObject(value)) becomeObject(draft, node, value)
  else if (node.kind === 'list' && Array.isArray(value)) becomeList(draft, node, value)
  else if (node.kind !== 'scalar' || node.value !== value) draft.value = value
  // A scalar may have been changed before and now be what the text says.
  if (node?.kind === 'scalar' && node.value === value) delete draft.value
}

function becomeObject(draft: Draft, node: JsoncObject, value: { readonly [name: string]: Json }): void {
  for (const part of currentParts(draft, node))
    if (!Object.hasOwn(value, part.name)) erase(draft, [part.name])
  for (const [name, inner] of Object.entries(value)) write(draft, [name], inner)
}

/** Equal elements at both ends stay; in between each becomes the next, and the rest is added or taken away. */
function becomeList(draft: Draft, node: JsoncList, value: readonly Json[]): void {
  const before = currentParts(draft, node).map(({ draft: part }) => draftValue(part))
  const same = (a: number, b: number) => isEqualJson(before[a] ?? null, value[b] ?? null)
  const shorter = Math.min(before.length, value.length)
  let head = 0
  while (head < shorter && same(head, head)) head += 1
  let tail = 0
  while (tail < shorter - head && same(before.length - 1 - tail, value.length - 1 - tail)) tail += 1
  const changed = shorter - head - tail
  for (let at = head; at < head + changed; at += 1) write(draft, [String(at)], value[at] ?? null)
  for (let at = before.length - tail - 1; at >= head + changed; at -= 1) erase(draft, [String(at)])
  const fresh = value.slice(head + changed, value.length - tail)
  if (fresh.length === 0) return
  if (draft.added.length > 0 || draft.changes.size > changed) {
    // Places in the text and places in the list no longer agree.
    draft.value = value
    return
  }
  const after = tail === 0 ? {} : { after: head + changed - 1 }
  for (const one of fresh)
    draft.added.push({ name: '', draft: draftOf(undefined, one), removed: false, ...after })
}

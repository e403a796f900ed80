import type { Json } from './json.ts'
import { type Fault, fail, ok, type Result } from './result.ts'

/** A value in a text: JSON with comments and trailing commas. Offsets are in UTF-16 units; `end` is exclusive. */
export type JsoncNode = JsoncObject | JsoncList | JsoncScalar

export interface JsoncObject {
  readonly kind: 'object'
  readonly start: number
  readonly end: number
  /** In the order of the text; names may repeat. */
  readonly members: readonly JsoncMember[]
}

export interface JsoncMember {
  readonly name: string
  readonly nameStart: number
  readonly nameEnd: number
  readonly value: JsoncNode
}

export interface JsoncList {
  readonly kind: 'list'
  readonly start: number
  readonly end: number
  readonly items: readonly JsoncNode[]
}

interface JsoncScalar {
  readonly kind: 'scalar'
  readonly start: number
  readonly end: number
  readonly value: string | number | boolean | null
}

/** Where and why a text is no JSONC. */
export interface JsoncFault extends Fault<'syntax' | 'too_deep'> {
  readonly offset: number
  readonly length: number
}

const deepest = 64

const quote = 34
const slash = 47
const star = 42
const backslash = 92

/** Thrown inside this file only, and caught where it was called: a parser is clearer without a Result at each step. */
class Stop extends Error {
  readonly fault: JsoncFault
  constructor(fault: JsoncFault) {
    super(fault.message)
    this.fault = fault
  }
}

/** Reads a whole text; it may hold nothing else than one value, white space and comments. */
export function parseJsonc(text: string): Result<JsoncNode, JsoncFault> {
  try {
    return ok(readDocument(text))
  } catch (thrown) {
    if (thrown instanceof Stop) return fail(thrown.fault)
    throw thrown
  }
}

function readDocument(text: string): JsoncNode {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0

  function stop(message: string, offset = at, length = 1): never {
    throw new Stop({ code: 'syntax', message, offset, length: Math.min(length, text.length - offset) })
  }

  function skip(): void {
    at = skipTrivia(text, at)
    if (at < 0) {
      const open = ~at
      at = open
      stop('this comment is never closed', open, 2)
    }
  }

  function readValue(depth: number): JsoncNode {
    if (depth > deepest)
      throw new Stop({
        code: 'too_deep',
        message: `nested deeper than ${deepest} levels`,
        offset: at,
        length: 1,
      })
    const code = text.charCodeAt(at)
    if (code === quote) {
      const start = at
      return { kind: 'scalar', value: readString(), start, end: at }
    }
    if (code === 123) return readObject(depth)
    if (code === 91) return readList(depth)
    return readWord()
  }

  function readObject(depth: number): JsoncObject {
    const start = at
    const members: JsoncMember[] = []
    at += 1
    skip()
    while (text.charCodeAt(at) !== 125) {
      if (text.charCodeAt(at) !== quote)
        stop(at < text.length ? 'a name in double quotes is missing' : 'a `}` is missing')
      const nameStart = at
      const name = readString()
      const nameEnd = at
      skip()
      if (text.charCodeAt(at) !== 58) stop(`a \`:\` is missing after \`${name}\``)
      at += 1
      skip()
      members.push({ name, nameStart, nameEnd, value: readValue(depth + 1) })
      readComma(125, '}')
    }
    at += 1
    return { kind: 'object', start, end: at, members }
  }

  function readList(depth: number): JsoncList {
    const start = at
    const items: JsoncNode[] = []
    at += 1
    skip()
    while (text.charCodeAt(at) !== 93) {
      items.push(readValue(depth + 1))
      readComma(93, ']')
    }
    at += 1
    return { kind: 'list', start, end: at, items }
  }

  function readComma(close: number, sign: string): void {
    skip()
    const code = text.charCodeAt(at)
    if (code === 44) {
      at += 1
      skip()
    } else if (code !== close)
      stop(at < text.length ? `a \`,\` or \`${sign}\` is missing` : `a \`${sign}\` is missing`)
  }

  function readString(): string {
    const start = at
    let plain = true
    for (at += 1; ; at += 1) {
      const code = text.charCodeAt(at)
      if (code === quote) break
      if (code === backslash) {
        plain = false
        at += 1
      } else if (!(code >= 32)) {
        const isEnd = code === 10 || code === 13 || at >= text.length
        if (isEnd) stop('this string is never closed', start, at - start)
        stop('this string has a character that must be written as an escape', at, 1)
      }
    }
    at += 1
    return plain ? text.slice(start + 1, at - 1) : readEscapes(start)
  }

  function readEscapes(start: number): string {
    const value = parsedOrUndefined(text.slice(start, at))
    return typeof value === 'string'
      ? value
      : stop('this string has an escape that JSON does not know', start, at - start)
  }

  function readWord(): JsoncScalar {
    const start = at
    while (at < text.length && isWord(text.charCodeAt(at))) at += 1
    const word = text.slice(start, at)
    if (isPlainNumber(word)) return { kind: 'scalar', value: Number(word), start, end: at }
    if (word === '')
      stop(start < text.length ? 'a value is missing' : 'the text ends where a value is missing', start)
    const value = parsedOrUndefined(word)
    if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
      return { kind: 'scalar', value, start, end: at }
    return stop(`\`${word.slice(0, 40)}\` is no JSON value`, start, word.length)
  }

  skip()
  const root = readValue(1)
  skip()
  if (at < text.length) stop('there is more text after the value', at, text.length - at)
  return root
}

/** Letters, digits, `+ - . _ $`: what a misspelt literal is made of, so that the message can name all of it. */
function isWord(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    code === 43 ||
    code === 45 ||
    code === 46 ||
    code === 95 ||
    code === 36
  )
}

/** Digits without a leading zero: the common number, for which JSON.parse would be slow. */
function isPlainNumber(word: string): boolean {
  const first = word.charCodeAt(0)
  if (!(first >= 49 && first <= 57) || word.length > 15) return false
  for (let at = 1; at < word.length; at += 1) {
    const code = word.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The offset after white space and comments, or `~offset` of a block comment that is never closed. */
export function skipTrivia(text: string, from: number): number {
  let at = from
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === 32 || code === 10 || code === 13 || code === 9) at += 1
    else if (code !== slash) return at
    else if (text.charCodeAt(at + 1) === slash) at = lineEnd(text, at)
    else if (text.charCodeAt(at + 1) === star) {
      const close = text.indexOf('*/', at + 2)
      if (close < 0) return ~at
      at = close + 2
    } else return at
  }
}

/** The offset of the line break after `from`, or the end of the text. */
export function lineEnd(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) return at
    at += 1
  }
  return at
}

/** The plain value of a node. Of two members of one name the last counts; `__proto__` is left out. */
export function jsoncValue(node: JsoncNode): Json {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(jsoncValue)
  const value: Record<string, Json> = {}
  for (const member of node.members)
    if (member.name !== '__proto__') value[member.name] = jsoncValue(member.value)
  return value
}

/** An object with more members than this is searched by a map. */
const few = 8
const maps = new WeakMap<JsoncObject, ReadonlyMap<string, number>>()

/** The place of a name among the members; the last, if there are several; -1 if there is none. */
export function memberIndex(node: JsoncObject, name: string): number {
  if (node.members.length <= few) return node.members.findLastIndex((member) => member.name === name)
  let map = maps.get(node)
  if (map === undefined) {
    map = new Map(node.members.map((member, index) => [member.name, index]))
    maps.set(node, map)
  }
  return map.get(name) ?? -1
}

/** Whether a name stands more than once. */
export function isTwice(node: JsoncObject, name: string): boolean {
  const last = memberIndex(node, name)
  // A map as large as the list has no room for a name that repeats.
  if (last < 1 || maps.get(node)?.size === node.members.length) return false
  return node.members.findIndex((member) => member.name === name) < last
}

/** The member of a name; the last, if there are several. */
export function memberNamed(node: JsoncObject, name: string): JsoncMember | undefined {
  return node.members[memberIndex(node, name)]
}

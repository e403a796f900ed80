import {
  backslash,
  closeList,
  closeObject,
  comma,
  minus,
  nine,
  openList,
  openObject,
  quote,
  space,
  zero,
} from './json-signs.ts'
import { folded, free, type Level, message } from './names.ts'

/** Why a text that is valid JSON may still not pass: two readers could read it differently. */
export type Ambiguity = 'duplicate_key' | 'odd_case' | 'forbidden_key' | 'endless_number' | 'too_deep'

export const deepestJson = 64

const capitalA = 65
const capitalZ = 90

/** Names of one object, folded; beyond a few a list is slower to search than a set. */
class Names {
  level: Level = free
  /** Longer than `#count` once it was cleared: a list that is made anew at every object costs more than the look. */
  readonly #few: string[] = []
  #count = 0
  #many: Set<string> | undefined

  clear(): void {
    this.#count = 0
    this.#many = undefined
  }

  /** False when the name was there already. */
  add(name: string): boolean {
    if (this.#many !== undefined) {
      if (this.#many.has(name)) return false
      this.#many.add(name)
      return true
    }
    for (let at = 0; at < this.#count; at += 1) if (this.#few[at] === name) return false
    this.#few[this.#count] = name
    this.#count += 1
    if (this.#count > mostFew) this.#many = new Set(this.#few.slice(0, this.#count))
    return true
  }
}

const mostFew = 16

/** Where in the nesting a reader stands; the names of closed objects are cleared and used again. */
class Nesting {
  readonly #open: (Names | undefined)[] = []
  readonly #spare: Names[] = []
  /** Whether the next string is a name: after `{`, and after a comma between members. */
  expectsName = false
  #lastName = ''

  /** Stands before a text. A reader that gave up has left objects open. */
  begin(): void {
    while (this.#open.length > 0) this.close()
    this.#lastName = ''
    this.expectsName = false
  }

  /** False when that is too deep. */
  open(isObject: boolean): boolean {
    this.expectsName = isObject
    if (!isObject) return this.#open.push(undefined) <= deepestJson
    const names = this.#spare.pop() ?? new Names()
    names.level = this.#level()
    return this.#open.push(names) <= deepestJson
  }

  /** What the object that begins here is: a message, one of a batch, or the value of the last name. */
  #level(): Level {
    const outer = this.#open.at(-1)
    if (outer !== undefined) return outer.level.inner.get(this.#lastName) ?? free
    return this.#open.length <= 1 ? message : free
  }

  close(): void {
    const closed = this.#open.pop()
    closed?.clear()
    if (closed !== undefined) this.#spare.push(closed)
    this.expectsName = false
  }

  /** A bracket or a comma; any other sign between strings means nothing here. */
  sign(code: number): Ambiguity | undefined {
    if (code === openObject || code === openList)
      return this.open(code === openObject) ? undefined : 'too_deep'
    if (code === closeObject || code === closeList) this.close()
    else if (code === comma) this.expectsName = this.#open.at(-1) !== undefined
    return undefined
  }

  /** `plain` is the name folded. */
  name(name: string, plain: string): Ambiguity | undefined {
    this.expectsName = false
    this.#lastName = name
    if (name === '__proto__') return 'forbidden_key'
    const names = this.#open.at(-1)
    if (names === undefined) return undefined
    const own = names.level.own.get(plain)
    if (own !== undefined && own !== name) return 'odd_case'
    return names.add(plain) ? undefined : 'duplicate_key'
  }
}

/** One for all texts: they are read one after another, at every call. */
const nesting = new Nesting()

/**
 * Looks for what makes two JSON readers disagree: a name twice in one object (after unescaping, and whatever its case), a
 * name of the protocol in another case, `__proto__`, or more depth than some readers have. INVARIANT: `text` has been parsed, so only strings, brackets and commas need a look.
 *
 * Names that differ only in case are refused inside `arguments` too, where a map may rightly hold `A` and `a`: Go's
 * encoding/json and its like match names without case and take the last, so the policy would read one and the server run
 * the other. What is lost is little: of 3,331 tools of real servers none declares two such properties.
 */
export function ambiguityIn(text: string): Ambiguity | undefined {
  nesting.begin()
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    let found: Ambiguity | undefined
    if (code === quote) {
      const isName = nesting.expectsName
      const plainEnd = isName ? plainStringEnd(text, at) : undefined
      const end = plainEnd ?? stringEnd(text, at)
      if (isName) found = readName(text.slice(at, end), plainEnd !== undefined)
      at = end - 1
    } else if (isNumberSign(code)) {
      const end = wordEnd(text, at)
      found = readNumber(text.slice(at, end))
      at = end - 1
    } else found = nesting.sign(code)
    if (found !== undefined) return found
  }
  return undefined
}

/** `text`: a name in its quotes. */
function readName(text: string, isPlain: boolean): Ambiguity | undefined {
  if (isPlain) {
    const name = text.slice(1, -1)
    return nesting.name(name, name)
  }
  const name = unescaped(text, 0, text.length)
  return nesting.name(name, folded(name))
}

function readNumber(text: string): Ambiguity | undefined {
  return Number.isFinite(Number(text)) ? undefined : 'endless_number'
}

/** From where to where a value stands in a text; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The offset after the string that begins at `start`. */
function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1
    if (slashes % 2 === 0) return at + 1
  }
  return text.length
}

/**
 * The offset after the string that begins at `start`, if it is written just as it is and reads alike in any case: nearly
 * every name is. INVARIANT: of such a text `folded` makes the same.
 */
function plainStringEnd(text: string, start: number): number | undefined {
  for (let at = start + 1; ; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) return at + 1
    if (code === backslash || !isPlainSign(code)) return undefined
  }
}

/** Of ASCII and no capital; NaN, which stands after the end, is none. */
function isPlainSign(code: number): boolean {
  return code >= space && code < 128 && (code < capitalA || code > capitalZ)
}

function unescaped(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1)
  return inner.includes('\\') ? String(JSON.parse(text.slice(start, end))) : inner
}

function skipSpace(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); code = text.charCodeAt(at))
    at += 1
  return at
}

/** The offset after the value that begins at `start`. */
function valueEnd(text: string, start: number): number {
  const first = text.charCodeAt(start)
  if (first === quote) return stringEnd(text, start)
  if (first !== openObject && first !== openList) return wordEnd(text, start)
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) at = stringEnd(text, at) - 1
    else if (code === openObject || code === openList) depth += 1
    else if (code === closeObject || code === closeList) {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return text.length
}

function isNumberSign(code: number): boolean {
  return code === minus || (code >= zero && code <= nine)
}

/** The offset after a number, or after `true` and the like. */
function wordEnd(text: string, start: number): number {
  let at = start
  for (let code = text.charCodeAt(at); isOfWord(code); code = text.charCodeAt(at)) at += 1
  return at
}

/** NaN, which stands after the end, is none. */
function isOfWord(code: number): boolean {
  return code > space && code !== comma && code !== closeList && code !== closeObject
}

/** A member of an object: its name after unescaping, and where its value stands. */
export interface Member extends Span {
  readonly name: string
}

/** The members of the object that begins at `from`. INVARIANT: as above, `text` has been parsed. */
export function memberSpans(text: string, from = 0): Member[] {
  const members: Member[] = []
  let at = skipSpace(text, from)
  if (text.charCodeAt(at) !== openObject) return members
  at = skipSpace(text, at + 1)
  while (text.charCodeAt(at) === quote) {
    const nameEnd = stringEnd(text, at)
    const start = skipSpace(text, skipSpace(text, nameEnd) + 1)
    const end = valueEnd(text, start)
    members.push({ name: unescaped(text, at, nameEnd), start, end })
    at = skipSpace(text, skipSpace(text, end) + 1)
  }
  return members
}

/** Where the value of a member stands in the object that begins at `from`; the last one, should the name repeat. */
export function memberSpan(text: string, name: string, from = 0): Span | undefined {
  return memberSpans(text, from).findLast((member) => member.name === name)
}

/** The text with another value of a member of its outermost object. */
export function withMember(text: string, name: string, value: string): string {
  return withSpan(text, memberSpan(text, name), value)
}

/** The text with something else in a span. */
export function withSpan(text: string, span: Span | undefined, value: string): string {
  return span === undefined ? text : text.slice(0, span.start) + value + text.slice(span.end)
}

/** Where the elements of the list that begins at `from` stand. INVARIANT: `text` has been parsed. */
export function elementSpans(text: string, from = 0): Span[] {
  const spans: Span[] = []
  let at = skipSpace(text, from)
  if (text.charCodeAt(at) !== openList) return spans
  at = skipSpace(text, at + 1)
  while (at < text.length && text.charCodeAt(at) !== closeList) {
    const end = valueEnd(text, at)
    spans.push({ start: at, end })
    at = skipSpace(text, end)
    if (text.charCodeAt(at) === comma) at = skipSpace(text, at + 1)
  }
  return spans
}

import type { Json, JsonObject } from '#std/json'
import {
  backslash,
  closeList,
  closeObject,
  colon,
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

/** Longer texts are read by others, who are quicker at long strings. */
const longest = 1024
const deepest = 16
/** Of a number that is exact however it is read. */
const mostDigits = 15
const longestName = 64
/** Of one object: each new one is held against all before it. */
const mostNames = 32
const longestRepeated = 64
/** So many turns of all messages are known at most; then they are learned anew. */
const mostShapes = 4096

/** What nearly every message says with few words, and the same ones again: looked at once, they need not be made again. */
const repeated: ReadonlySet<string> = new Set(['jsonrpc', 'method', 'name'])

/**
 * Where a reader stands among the names of one object: after the names of `before` and this one. Messages have few forms,
 * so each is judged once, when its names are first met in their order; after that a look tells that they are the same.
 * INVARIANT: no name is ambiguous beside those before it, as `ambiguityIn` has it.
 */
class Shape {
  readonly level: Level
  readonly before: Shape | undefined
  readonly name: string
  /** The name in its quotes. */
  readonly text: string
  readonly plain: string
  readonly isRepeated: boolean
  readonly count: number
  /** The name that last came next. */
  next: Shape | undefined
  #others: Map<string, Shape> | undefined
  #object: Shape | undefined
  #listed: Shape | undefined
  /** What this name last said, and the same in its quotes. */
  said = ''
  saidText = ''

  constructor(level: Level, before?: Shape, name = '', plain = '') {
    this.level = level
    this.before = before
    this.name = name
    this.text = `"${name}"`
    this.plain = plain
    this.isRepeated = level.own.has(plain) && repeated.has(name)
    this.count = before === undefined ? 0 : before.count + 1
  }

  /** Before the first name of an object that is the value here. */
  get object(): Shape {
    this.#object ??= new Shape(this.level.inner.get(this.name) ?? free)
    return this.#object
  }

  /** The same in a list that is the value here. */
  get listed(): Shape {
    this.#listed ??= new Shape(free)
    return this.#listed
  }

  known(name: string): Shape | undefined {
    return this.#others?.get(name)
  }

  /** Undefined where the name is ambiguous here, or nobody knows. `name`: as it is written, without escapes. */
  after(name: string): Shape | undefined {
    if (name === '__proto__' || name.length > longestName || this.count >= mostNames) return undefined
    const plain = folded(name)
    const own = this.level.own.get(plain)
    if (own !== undefined && own !== name) return undefined
    for (let at: Shape | undefined = this; at?.before !== undefined; at = at.before)
      if (at.plain === plain) return undefined
    const made = new Shape(this.level, this, name, plain)
    this.#others ??= new Map()
    this.#others.set(name, made)
    return made
  }
}

/** Reads objects that are written plainly. */
class Reader {
  #first = new Shape(message)
  #shapes = 0
  #text = ''
  #at = 0
  #depth = 0
  #isPlain = true

  read(text: string): JsonObject | undefined {
    if (text.length > longest || text.charCodeAt(0) !== openObject) return undefined
    this.#text = text
    this.#at = 0
    this.#depth = 0
    this.#isPlain = true
    const value = this.#object(this.#first)
    this.#text = ''
    return this.#isPlain && this.#at === text.length ? value : undefined
  }

  /** What comes of it is not used any more. */
  #giveUp(): undefined {
    this.#isPlain = false
    return undefined
  }

  #skipSpace(): number {
    let code = this.#text.charCodeAt(this.#at)
    while (code === space) {
      this.#at += 1
      code = this.#text.charCodeAt(this.#at)
    }
    return code
  }

  #object(first: Shape): JsonObject {
    const value: Record<string, Json> = {}
    let shape = first
    this.#at += 1
    this.#depth += 1
    if (this.#depth > deepest) this.#giveUp()
    if (this.#skipSpace() === closeObject) {
      this.#at += 1
      this.#depth -= 1
      return value
    }
    while (this.#isPlain) {
      const named = this.#name(shape)
      if (named === undefined) break
      const one = this.#value(named)
      if (one === undefined) break
      value[named.name] = one
      shape = named
      const code = this.#skipSpace()
      this.#at += 1
      if (code === closeObject) break
      if (code !== comma) this.#giveUp()
      else this.#skipSpace()
    }
    this.#depth -= 1
    return value
  }

  /** Past the name that stands here and its colon. */
  #name(shape: Shape): Shape | undefined {
    const { next } = shape
    let named = next
    if (next !== undefined && this.#text.startsWith(next.text, this.#at)) this.#at += next.text.length
    else named = this.#otherName(shape)
    if (named === undefined || this.#skipSpace() !== colon) return this.#giveUp()
    this.#at += 1
    this.#skipSpace()
    return named
  }

  #otherName(shape: Shape): Shape | undefined {
    const name = this.#text.charCodeAt(this.#at) === quote ? this.#string() : undefined
    if (name === undefined) return undefined
    const named = shape.known(name) ?? this.#newName(shape, name)
    shape.next = named
    return named
  }

  #newName(shape: Shape, name: string): Shape | undefined {
    if (this.#shapes >= mostShapes) this.#forget()
    const named = shape.after(name)
    if (named !== undefined) this.#shapes += 1
    return named
  }

  /** What is being read is read to its end by what it was begun with. */
  #forget(): void {
    this.#first = new Shape(message)
    this.#shapes = 0
  }

  #value(named: Shape): Json | undefined {
    const code = this.#text.charCodeAt(this.#at)
    if (code === quote) return named.isRepeated ? this.#repeated(named) : this.#string()
    if (code === openObject) return this.#object(named.object)
    if (code === openList) return this.#list(named)
    return this.#word(code)
  }

  #list(named: Shape): Json[] {
    const list: Json[] = []
    this.#at += 1
    this.#depth += 1
    if (this.#depth > deepest) this.#giveUp()
    if (this.#skipSpace() === closeList) {
      this.#at += 1
      this.#depth -= 1
      return list
    }
    while (this.#isPlain) {
      const one = this.#element(named)
      if (one === undefined) break
      list.push(one)
      const after = this.#skipSpace()
      this.#at += 1
      if (after === closeList) break
      if (after !== comma) this.#giveUp()
      else this.#skipSpace()
    }
    this.#depth -= 1
    return list
  }

  #element(named: Shape): Json | undefined {
    const code = this.#text.charCodeAt(this.#at)
    if (code === quote) return this.#string()
    if (code === openObject) return this.#object(named.listed)
    return code === openList ? this.#list(named) : this.#word(code)
  }

  #repeated(named: Shape): string | undefined {
    if (named.saidText !== '' && this.#text.startsWith(named.saidText, this.#at)) {
      this.#at += named.saidText.length
      return named.said
    }
    const said = this.#string()
    if (said !== undefined && said.length <= longestRepeated) {
      named.said = said
      named.saidText = `"${said}"`
    }
    return said
  }

  /** A string without escapes. */
  #string(): string | undefined {
    const text = this.#text
    const start = this.#at + 1
    for (let at = start; ; at += 1) {
      const code = text.charCodeAt(at)
      if (code === quote) {
        this.#at = at + 1
        return text.slice(start, at)
      }
      // NaN, which stands after the end, is not at least a space.
      if (!(code >= space) || code === backslash) return this.#giveUp()
    }
  }

  #word(code: number): Json | undefined {
    if (code === minus || (code >= zero && code <= nine)) return this.#integer(code)
    if (this.#isNext('true')) return true
    if (this.#isNext('false')) return false
    if (this.#isNext('null')) return null
    return this.#giveUp()
  }

  #isNext(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false
    this.#at += word.length
    return true
  }

  /** In decimal digits alone, and not `-0`, which is another number. What follows must end it, or it is none. */
  #integer(sign: number): number | undefined {
    const text = this.#text
    const start = sign === minus ? this.#at + 1 : this.#at
    let value = 0
    let at = start
    let code = text.charCodeAt(at)
    while (code >= zero && code <= nine) {
      value = value * 10 + (code - zero)
      at += 1
      code = text.charCodeAt(at)
    }
    const digits = at - start
    const isLed = digits > 1 && text.charCodeAt(start) === zero
    if (digits === 0 || digits > mostDigits || isLed || (sign === minus && value === 0)) return this.#giveUp()
    this.#at = at
    return sign === minus ? -value : value
  }
}

const reader = new Reader()

/**
 * The object of a text that is written as most are: short, without escapes, fractions or odd spaces, and with nothing in it that
 * two readers could read differently. Undefined where that is not certain at a glance: then others must look.
 * INVARIANT: what it reads is what `JSON.parse` reads, and `ambiguityIn` finds nothing.
 */
export function readPlainObject(text: string): JsonObject | undefined {
  return reader.read(text)
}

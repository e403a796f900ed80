import type { FormAction } from '#policy'
import type { Category } from '#risk'
import { nearest } from '#std/nearest'

/** What a filter can see of a row. */
export interface Filterable {
  readonly name: string
  readonly description: string
  /** Name and description in lower case: what words are looked for in, made once and not with every key. */
  readonly words: string
  readonly category: Category | undefined
  readonly action: FormAction
  readonly changed: boolean
  readonly conditions: number
  /** What its quotas are; empty without any. */
  readonly limits: string
  /** A rule for a tool that the server does not have, and that nobody chose to keep. */
  readonly orphan: boolean
  /** The same, and somebody chose to keep it as it is. */
  readonly kept: boolean
  readonly broken: boolean
  /** Whether a rule of its own under `tools` governs it. */
  readonly own: boolean
  /** The dispatcher that runs it. */
  readonly inside: string | undefined
  /** Not on the server when the enforced revision was published, and not looked at since. */
  readonly isNew: boolean
  /** The server has changed it since: its definition or its class; or a condition looks at what is not there. */
  readonly drifted: boolean
  /** How often it was called of late; undefined while that is not known. */
  readonly calls: number | undefined
  /** Names of the arguments. */
  readonly args: readonly string[]
}

type Test = (row: Filterable) => boolean

export interface Filter {
  readonly matches: Test
  /** Parts that were not understood, in words; they match nothing away. */
  readonly misread: readonly string[]
}

/** What only the text knows of a rule, asked for when a filter asks for it. */
export interface FilterWorld {
  readonly hasNote: (name: string) => boolean
  readonly hasTest: (name: string) => boolean
}

const nothing: FilterWorld = { hasNote: () => false, hasTest: () => false }

const actions: Readonly<Record<string, FormAction>> = {
  allow: 'allow',
  limit: 'limit',
  ask: 'ask',
  approval: 'ask',
  require_approval: 'ask',
  deny: 'deny',
  hide: 'hide',
}
const risks: readonly string[] = ['read', 'write', 'execute', 'destructive', 'financial']
const yes = /^(yes|true|y|1)$/i
const no = /^(no|false|n|0)$/i
const states: Readonly<Record<string, Test>> = {
  orphan: (row) => row.orphan,
  kept: (row) => row.kept,
  broken: (row) => row.broken,
  changed: (row) => row.changed,
  new: (row) => row.isNew,
  drifted: (row) => row.drifted,
  named: (row) => row.own,
  conditional: (row) => row.conditions > 0,
  virtual: (row) => row.inside !== undefined,
  unused: (row) => row.calls === 0,
}

/** What a row can have. */
function havings({ hasNote, hasTest }: FilterWorld): Readonly<Record<string, Test>> {
  return {
    conditions: (row) => row.conditions > 0,
    limits: (row) => row.limits !== '',
    arguments: (row) => row.args.length > 0,
    description: (row) => row.description !== '',
    note: (row) => hasNote(row.name),
    tests: (row) => hasTest(row.name),
  }
}

interface Asked {
  readonly value: string
  /** The whole part as it was written, for what is told of it. */
  readonly part: string
  readonly world: FilterWorld
}

/** What each word before a colon means; an answer in words says why it was not understood. */
const keys: Readonly<Record<string, (asked: Asked) => Test | string>> = {
  risk: (asked) =>
    oneOf(
      asked,
      (word) => (risks.includes(word) ? word : undefined),
      (row) => row.category,
    ),
  action: (asked) =>
    oneOf(
      asked,
      (word) => actions[word],
      (row) => row.action,
    ),
  changed: (asked) => truth(asked, (row) => row.changed),
  new: (asked) => truth(asked, (row) => row.isNew),
  drifted: (asked) => truth(asked, (row) => row.drifted),
  calls,
  has: (asked) => anyOf(asked, havings(asked.world)),
  is: (asked) => anyOf(asked, states),
  arg:
    ({ value }) =>
    (row) =>
      row.args.some((name) => includes(name, value)),
  in:
    ({ value }) =>
    (row) =>
      row.inside !== undefined && includes(row.inside, value),
  name: names,
}

/**
 * Reads `risk:destructive,financial action:allow changed:yes calls:>0 arg:amount name:/^delete_/ is:orphan` and free words.
 * Parts are joined by "and"; `-` before one turns it round; a comma is "or".
 */
export function parseFilter(text: string, world: FilterWorld = nothing): Filter {
  const tests: Test[] = []
  const misread: string[] = []
  for (const part of parts(text)) {
    const negative = part.startsWith('-') && part.length > 1
    const test = testOf(negative ? part.slice(1) : part, world)
    if (typeof test === 'string') misread.push(test)
    else tests.push(negative ? (row) => !test(row) : test)
  }
  return { matches: (row) => tests.every((test) => test(row)), misread }
}

/** Whether a filter asks for what only the text knows, which changes without any row. */
export function asksText(text: string): boolean {
  return parts(text).some((part) => /^-?has:/i.test(part) && /note|test/i.test(part))
}

/** Splits at spaces outside quotes and outside a `/pattern/`. */
function parts(text: string): string[] {
  return text.match(/-?(?:[a-z]+:)?(?:"[^"]*"|\/(?:[^/\\]|\\.)*\/|[^\s"]+)/gi) ?? []
}

function testOf(part: string, world: FilterWorld): Test | string {
  const colon = /^([a-z]+):(.*)$/is.exec(part)
  if (colon === null) return words(unquoted(part))
  const [, key = '', rest = ''] = colon
  const name = key.toLowerCase()
  const read = Object.hasOwn(keys, name) ? keys[name] : undefined
  if (read !== undefined) {
    const value = unquoted(rest)
    return value === '' ? () => true : read({ value, part, world })
  }
  // A virtual tool has a colon in its name; only what looks like a slip of a key is told.
  const meant = nearest(name, Object.keys(keys))
  return meant === undefined ? words(unquoted(part)) : `\`${part}\` is not known; did you mean \`${meant}:\``
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
}

function includes(text: string, needle: string): boolean {
  return text.toLowerCase().includes(needle.toLowerCase())
}

function words(text: string): Test {
  const needle = text.toLowerCase()
  return (row) => row.words.includes(needle)
}

function oneOf(
  { value, part }: Asked,
  meaning: (word: string) => string | undefined,
  of: (row: Filterable) => string | undefined,
): Test | string {
  const wanted: string[] = []
  for (const word of value.toLowerCase().split(',')) {
    if (word === '') continue
    const meant = meaning(word)
    if (meant === undefined) return `\`${part}\`: \`${word}\` is not known`
    wanted.push(meant)
  }
  return (row) => wanted.includes(of(row) ?? '')
}

/** One of several named tests, `is:new,changed`; a word may be in the singular. */
function anyOf({ value, part }: Asked, known: Readonly<Record<string, Test>>): Test | string {
  const wanted: Test[] = []
  for (const word of value.toLowerCase().split(',')) {
    const name = [word, `${word}s`].find((one) => Object.hasOwn(known, one))
    const test = name === undefined ? undefined : known[name]
    if (test === undefined) {
      const key = part.slice(0, part.indexOf(':') + 1)
      return `\`${part}\` is not known; try ${Object.keys(known)
        .map((one) => key + one)
        .join(', ')}`
    }
    wanted.push(test)
  }
  return (row) => wanted.some((test) => test(row))
}

function truth({ value, part }: Asked, test: Test): Test | string {
  if (yes.test(value)) return test
  if (no.test(value)) return (row) => !test(row)
  return `\`${part}\`: say yes or no`
}

/** `calls:>0`, `calls:0`, `calls:<=5`. A tool whose calls are not known matches none. */
function calls({ value, part }: Asked): Test | string {
  const read = /^(<=|>=|<|>|=)?(\d+)$/.exec(value)
  if (read === null) return `\`${part}\`: say a number, such as calls:>0`
  const [, sign = '=', digits = ''] = read
  const bound = Number(digits)
  return ({ calls: count }) => count !== undefined && compares(count, sign, bound)
}

function compares(count: number, sign: string, bound: number): boolean {
  switch (sign) {
    case '<':
      return count < bound
    case '<=':
      return count <= bound
    case '>':
      return count > bound
    case '>=':
      return count >= bound
    default:
      return count === bound
  }
}

function names({ value, part }: Asked): Test | string {
  const pattern = /^\/(.*)\/$/s.exec(value)
  if (pattern === null) return (row) => includes(row.name, value)
  try {
    // Runs in the reader's own browser over names of tools, at most some thousands: no one else waits for it.
    const regex = new RegExp(pattern[1] ?? '', 'i')
    return (row) => regex.test(row.name)
  } catch {
    return `\`${part}\` is no pattern`
  }
}

/** The filter with the words of one key replaced, as a chip does it; no words remove it. */
export function withKey(text: string, key: string, words: readonly string[]): string {
  const others = parts(text).filter((part) => !part.toLowerCase().startsWith(`${key}:`))
  return [...others, ...(words.length > 0 ? [`${key}:${words.join(',')}`] : [])].join(' ')
}

/** The words of one key, for a chip to show. */
export function wordsOf(text: string, key: string): readonly string[] {
  const part = parts(text).find((candidate) => candidate.toLowerCase().startsWith(`${key}:`))
  return part === undefined
    ? []
    : part
        .slice(key.length + 1)
        .split(',')
        .filter((word) => word !== '')
}

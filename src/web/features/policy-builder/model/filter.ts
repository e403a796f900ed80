import type { FormAction } from '#policy'
import type { Category } from '#risk'

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
  readonly orphan: boolean
  readonly broken: boolean
  /** Whether a rule of its own under `tools` governs it. */
  readonly own: boolean
  /** Names of the arguments. */
  readonly args: readonly string[]
}

type Test = (row: Filterable) => boolean

export interface Filter {
  readonly matches: Test
  /** Parts that were not understood, in words; they match nothing away. */
  readonly misread: readonly string[]
}

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
  broken: (row) => row.broken,
  changed: (row) => row.changed,
  named: (row) => row.own,
  conditional: (row) => row.conditions > 0,
}

/**
 * Reads `risk:destructive,financial action:allow changed:yes arg:amount name:/^delete_/ is:orphan` and free words.
 * Parts are joined by "and"; `-` before one turns it round; a comma is "or".
 */
export function parseFilter(text: string): Filter {
  const tests: Test[] = []
  const misread: string[] = []
  for (const part of parts(text)) {
    const negative = part.startsWith('-') && part.length > 1
    const test = testOf(negative ? part.slice(1) : part)
    if (typeof test === 'string') misread.push(test)
    else tests.push(negative ? (row) => !test(row) : test)
  }
  return { matches: (row) => tests.every((test) => test(row)), misread }
}

/** Splits at spaces outside quotes and outside a `/pattern/`. */
function parts(text: string): string[] {
  return text.match(/-?(?:[a-z]+:)?(?:"[^"]*"|\/(?:[^/\\]|\\.)*\/|[^\s"]+)/gi) ?? []
}

function testOf(part: string): Test | string {
  const colon = /^([a-z]+):(.*)$/is.exec(part)
  if (colon === null) return words(unquoted(part))
  const [, key = '', rest = ''] = colon
  const value = unquoted(rest)
  if (value === '') return () => true
  switch (key.toLowerCase()) {
    case 'risk':
      return oneOf(
        value,
        (word) => risks.includes(word) || undefined,
        part,
        (row) => row.category,
      )
    case 'action':
      return oneOf(
        value,
        (word) => actions[word],
        part,
        (row) => row.action,
      )
    case 'changed':
      return truth(value, (row) => row.changed, part)
    case 'has':
      return /^conditions?$/i.test(value)
        ? (row) => row.conditions > 0
        : `\`${part}\` is not known; try has:conditions`
    case 'is':
      return (
        states[value.toLowerCase()] ?? `\`${part}\` is not known; try is:${Object.keys(states).join(', is:')}`
      )
    case 'arg':
      return (row) => row.args.some((name) => name.toLowerCase().includes(value.toLowerCase()))
    case 'name':
      return names(value, part)
    default:
      return words(unquoted(part))
  }
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
}

function words(text: string): Test {
  const needle = text.toLowerCase()
  return (row) => row.words.includes(needle)
}

function oneOf(
  value: string,
  meaning: (word: string) => string | true | undefined,
  part: string,
  of: (row: Filterable) => string | undefined,
): Test | string {
  const wanted: string[] = []
  for (const word of value.toLowerCase().split(',')) {
    if (word === '') continue
    const meant = meaning(word)
    if (meant === undefined) return `\`${part}\`: \`${word}\` is not known`
    wanted.push(meant === true ? word : meant)
  }
  return (row) => wanted.includes(of(row) ?? '')
}

function truth(value: string, test: Test, part: string): Test | string {
  if (yes.test(value)) return test
  if (no.test(value)) return (row) => !test(row)
  return `\`${part}\`: say yes or no`
}

function names(value: string, part: string): Test | string {
  const pattern = /^\/(.*)\/$/s.exec(value)
  if (pattern === null) {
    const needle = value.toLowerCase()
    return (row) => row.name.toLowerCase().includes(needle)
  }
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

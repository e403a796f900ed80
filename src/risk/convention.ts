import { bitsOf } from './dictionary.ts'
import { kindsOf, type Word, wordsOfName } from './words.ts'

/** What is known of the other names of a server. */
export interface Convention {
  /** Verbs stand last: `pool_list`, `pool_delete`. */
  readonly verbLast: boolean
  /** Words of the server's own name: never the verb of a tool. */
  readonly own: ReadonlySet<string>
  /** The kinds that a good part of the names speak of: money, screens, machines. */
  readonly theme: number
  /** Words of names, remembered for one server: its arguments repeat. */
  readonly wordsOf: (name: string) => readonly Word[]
  /** The kinds that the server's own name speaks of. */
  readonly kinds: number
}

const empty = /^(?:v?\d+|tool|tools|mcp|api|direct|async|beta|v)$/

/** The words without the server's own name before them and versions after them. */
export function withoutAffixes(all: readonly Word[], own: ReadonlySet<string>): readonly Word[] {
  let from = 0
  while (from < all.length - 1 && own.has(all[from]?.text ?? '')) from += 1
  let to = all.length
  while (to > from + 1 && empty.test(all[to - 1]?.text ?? '')) to -= 1
  while (from < to - 1 && empty.test(all[from]?.text ?? '')) from += 1
  return all.slice(from, to)
}

/** Learns from the names of a server whether its verbs stand last, and which words are only its own name. */
export function conventionOf(server: string | undefined, names: readonly string[]): Convention {
  const ownWords = wordsOfName(server ?? '')
  const own = new Set(ownWords.map((word) => word.text))
  const seen = names.slice(0, 400).map((name) => withoutAffixes(wordsOfName(name), own))
  const early = seen.filter((words) => words.slice(0, -1).some(isPlainVerb)).length
  const late = seen.filter(
    (words) => words.length > 1 && !words.slice(0, -1).some(isPlainVerb) && isPlainVerb(words.at(-1)),
  ).length
  return {
    verbLast: late >= 4 && late > early * 2,
    own,
    theme: themeOf(seen),
    kinds: kindsOf(ownWords),
    wordsOf: remembering(),
  }
}

function themeOf(names: readonly (readonly Word[])[]): number {
  let theme = 0
  for (const kind of themes) {
    const count = names.filter((words) => (kindsOf(words) & kind) !== 0).length
    if (count >= 3 && count * 6 >= names.length) theme |= kind
  }
  return theme
}

/** Cuts names into words, each name once; what it remembers lives no longer than the judgement of a server. */
function remembering(): (name: string) => readonly Word[] {
  const known = new Map<string, readonly Word[]>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const words = wordsOfName(name)
    known.set(name, words)
    return words
  }
}

const themes = [bitsOf(['commerce']), bitsOf(['money']), bitsOf(['trading']), bitsOf(['coin'])]

function isPlainVerb(word: Word | undefined): boolean {
  return word?.entry?.form === 'base' && (word.entry.verb?.verbness ?? 0) >= 2
}

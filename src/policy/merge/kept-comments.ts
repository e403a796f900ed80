import type { Span } from '../edit/trivia.ts'
import { commentSpans, wordsOfComment } from './comments.ts'

/**
 * A comment that both sides still have stays, also where one of them had moved it to a part that is now gone: it then comes
 * at the end. `rootEnd` is where the outermost object ends; of theirs those count that nobody was asked about.
 */
export function withSharedComments(
  text: string,
  rootEnd: number,
  { mine, theirs }: { readonly mine: string; readonly theirs: readonly string[] },
): string {
  const missing = missingIn(text, mine, counted(theirs))
  if (missing.length === 0) return text
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'
  const close = rootEnd - 1
  const before = text.slice(0, close).trimEnd()
  const lines = missing.map((comment) => `${eol}  ${comment}`).join('')
  return `${before}${lines}${eol}${text.slice(close)}`
}

/** The comments of one text that another has too, and the result has not. */
function missingIn(text: string, mine: string, theirs: Map<string, number>): string[] {
  const here = countOf(text)
  return commentSpans(mine).flatMap((span) => {
    const words = wordsAt(mine, span)
    const [shared, kept] = [theirs.get(words) ?? 0, here.get(words) ?? 0]
    if (shared === 0) return []
    theirs.set(words, shared - 1)
    here.set(words, kept - 1)
    return kept > 0 ? [] : [mine.slice(span.start, span.end)]
  })
}

function countOf(text: string): Map<string, number> {
  return counted(commentSpans(text).map((span) => wordsAt(text, span)))
}

function counted(comments: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const words of comments) counts.set(words, (counts.get(words) ?? 0) + 1)
  return counts
}

function wordsAt(text: string, { start, end }: Span): string {
  return wordsOfComment(text.slice(start, end))
}

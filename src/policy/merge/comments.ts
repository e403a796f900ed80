import { lineEnd } from '#std/jsonc'
import type { Span } from '../edit/trivia.ts'

/** Every comment of a text that reads as JSONC, in order. */
export function commentSpans(text: string): Span[] {
  const spans: Span[] = []
  // Strings are skipped whole, for `"https://x"` holds no comment.
  const marks = /"(?:[^"\\]|\\.)*"|\/\/|\/\*/g
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    if (mark[0].startsWith('"')) continue
    const start = mark.index
    const end = mark[0] === '//' ? lineEnd(text, start) : text.indexOf('*/', start + 2) + 2
    spans.push({ start, end })
    marks.lastIndex = end
  }
  return spans
}

/** What a comment says, however it is indented and whichever signs it stands between. */
export function wordsOfComment(comment: string): string {
  const inner = comment.startsWith('//') ? comment.slice(2) : comment.slice(2, -2)
  return inner
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .join('\n')
    .trim()
}

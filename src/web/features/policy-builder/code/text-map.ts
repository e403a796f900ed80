import type { TextEdit } from '#policy'
import { lineStarts } from '#std/lines'

const carriage = 13
const feed = 10

interface Position {
  readonly lineNumber: number
  readonly column: number
}

interface Span {
  readonly startLineNumber: number
  readonly startColumn: number
  readonly endLineNumber: number
  readonly endColumn: number
}

/** A change of an editor: a span of the text before, and what stands there now. */
export interface SpanEdit {
  readonly range: Span
  readonly text: string
}

/**
 * Offsets of a text ⇄ lines and columns of an editor that shows it. By lines and not by offsets, because an editor makes all
 * line ends alike and drops a byte order mark, while the buffer keeps every byte.
 */
export interface TextMap {
  readonly positionAt: (offset: number) => Position
  readonly offsetAt: (position: Position) => number
  readonly spanOf: (offset: number, length: number) => Span
}

/** Of one text several things are asked, one after the other. */
let last: { readonly text: string; readonly map: TextMap } | undefined

export function textMap(text: string): TextMap {
  if (last?.text !== text) last = { text, map: mapOf(text) }
  return last.map
}

function mapOf(text: string): TextMap {
  const starts = lineStarts(text)
  const mark = text.charCodeAt(0) === 0xfeff ? 1 : 0
  const startOf = (line: number) => (line === 0 ? mark : (starts[line] ?? text.length))
  const endOf = (line: number) => {
    const next = starts[line + 1]
    if (next === undefined) return text.length
    return text.charCodeAt(next - 1) === feed && text.charCodeAt(next - 2) === carriage ? next - 2 : next - 1
  }

  function positionAt(offset: number): Position {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { lineNumber: low + 1, column: Math.max(0, offset - startOf(low)) + 1 }
  }

  return {
    positionAt,
    offsetAt({ lineNumber, column }) {
      const line = Math.min(lineNumber, starts.length) - 1
      return Math.min(startOf(line) + column - 1, endOf(line))
    },
    spanOf(offset, length) {
      const from = positionAt(offset)
      const to = positionAt(offset + length)
      return {
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      }
    },
  }
}

/** What an editor changed, as edits of the text it showed before. */
export function editsOfSpans(text: string, changes: readonly SpanEdit[]): TextEdit[] {
  const map = textMap(text)
  return changes.map(({ range, text: inserted }) => {
    const offset = map.offsetAt({ lineNumber: range.startLineNumber, column: range.startColumn })
    const end = map.offsetAt({ lineNumber: range.endLineNumber, column: range.endColumn })
    return { offset, length: end - offset, text: inserted }
  })
}

/** Edits of a text, as changes of an editor that shows it. */
export function spansOfEdits(text: string, edits: readonly TextEdit[]): SpanEdit[] {
  const map = textMap(text)
  return edits.map((edit) => ({ range: map.spanOf(edit.offset, edit.length), text: edit.text }))
}

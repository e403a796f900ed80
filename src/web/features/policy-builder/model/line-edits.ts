import { diffArrays } from 'diff'
import { type Batch, replacement } from './buffer.ts'

/** So much may two texts differ before they are taken for unrelated: beyond it the comparison takes longer than it is worth. */
const mostChanges = 1200

/** One stretch of lines of two texts. */
export interface LineRun {
  readonly kind: 'same' | 'added' | 'removed'
  readonly lines: readonly string[]
}

/** Compares two texts line by line; undefined when they have too little in common. */
export function lineRuns(before: string, after: string): LineRun[] | undefined {
  const changes = diffArrays(linesOf(before), linesOf(after), { maxEditLength: mostChanges })
  return changes?.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    lines: value,
  }))
}

/** The edits by which one text becomes another, so that a caret or a selection between them stays where it is. */
export function lineEdits(before: string, after: string): Batch {
  const runs = lineRuns(before, after)
  if (runs === undefined) return replacement(before, after)
  const edits: { offset: number; length: number; text: string }[] = []
  let at = 0
  for (const { kind, lines } of runs) {
    const text = lines.join('')
    if (kind === 'same') at += text.length
    else {
      const last = edits.at(-1)
      const open = last !== undefined && last.offset + last.length === at ? last : undefined
      const edit = open ?? { offset: at, length: 0, text: '' }
      if (open === undefined) edits.push(edit)
      if (kind === 'added') edit.text += text
      else {
        edit.length += text.length
        at += text.length
      }
    }
  }
  return edits
}

/** Each line with the break that ends it, so that nothing is lost when they are joined. */
function linesOf(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? []
}

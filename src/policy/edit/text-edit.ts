/** One change of a text: `length` units at `offset` become `text`. Offsets are those of the text before any edit. */
export interface TextEdit {
  readonly offset: number
  readonly length: number
  readonly text: string
}

function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  // What is put in at a place comes before what is taken out there.
  return [...edits].sort((a, b) => a.offset - b.offset || a.length - b.length)
}

/** The text after all edits; they may come in any order but must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = []
  let from = 0
  for (const edit of inOrder(edits)) {
    parts.push(text.slice(from, edit.offset), edit.text)
    from = edit.offset + edit.length
  }
  parts.push(text.slice(from))
  return parts.join('')
}

/** The edits that turn `applyEdits(text, edits)` back into `text`, byte for byte. */
export function invertEdits(text: string, edits: readonly TextEdit[]): TextEdit[] {
  let shift = 0
  return inOrder(edits).map((edit) => {
    const back: TextEdit = {
      offset: edit.offset + shift,
      length: edit.text.length,
      text: text.slice(edit.offset, edit.offset + edit.length),
    }
    shift += edit.text.length - edit.length
    return back
  })
}

/** The same edits in order, with those that touch the same place made one. */
export function mergeEdits(edits: readonly TextEdit[]): TextEdit[] {
  const merged: TextEdit[] = []
  for (const edit of inOrder(edits)) {
    const last = merged.at(-1)
    if (last !== undefined && last.offset + last.length === edit.offset)
      merged[merged.length - 1] = {
        offset: last.offset,
        length: last.length + edit.length,
        text: last.text + edit.text,
      }
    else merged.push(edit)
  }
  return merged
}

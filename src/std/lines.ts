/** Where the lines of a text begin, so that an offset can be told as line and column, both from 1. */
export interface Lines {
  readonly positionAt: (offset: number) => { readonly line: number; readonly column: number }
}

/** Indexes a text once, at the first question; `\n`, `\r\n` and `\r` end a line. */
export function linesOf(text: string): Lines {
  let starts: number[] | undefined
  return {
    positionAt(offset) {
      starts ??= lineStarts(text)
      let low = 0
      let high = starts.length
      while (high - low > 1) {
        const middle = (low + high) >> 1
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle
      }
      return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
    },
  }
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length)
  return starts
}

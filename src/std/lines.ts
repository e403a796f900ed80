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

/** The offsets at which lines begin, the first at 0. */
export function lineStarts(text: string): number[] {
  const starts = [0]
  let feed = text.indexOf('\n')
  let carriage = text.indexOf('\r')
  while (feed >= 0 || carriage >= 0) {
    const isFeed = carriage < 0 || (feed >= 0 && feed <= carriage + 1)
    const next = (isFeed ? feed : carriage) + 1
    starts.push(next)
    if (isFeed) feed = text.indexOf('\n', next)
    if (carriage >= 0 && carriage < next) carriage = text.indexOf('\r', next)
  }
  return starts
}

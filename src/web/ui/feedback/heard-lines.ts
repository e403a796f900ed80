/** One sentence for screen readers, as an element of its own. */
export interface HeardLine {
  readonly key: number
  readonly text: string
  /** Milliseconds of any clock. */
  readonly at: number
}

/** Longer than what comes of one action, shorter than it takes to do the next. */
const togetherMs = 1000

/**
 * Adds a sentence. Those of the last second stay beside it: if each took the place of the one before, only the last of what an
 * action has to say would be read. A line is an element that is new, so the same words are said twice.
 */
export function withLine(lines: readonly HeardLine[], text: string, at: number): readonly HeardLine[] {
  const recent = lines.filter((line) => at - line.at < togetherMs)
  return [...recent, { key: (lines.at(-1)?.key ?? 0) + 1, text, at }]
}

/** A stretch of a text, with whether it is evidence. */
export interface Stretch {
  readonly text: string
  readonly marked: boolean
}

interface Span {
  readonly offset: number
  readonly length: number
}

/** Cuts a text at its spans; where they overlap they are one. Spans that lie outside are cut off. */
export function stretches(text: string, spans: readonly Span[]): readonly Stretch[] {
  const found: Stretch[] = []
  let at = 0
  for (const { offset, length } of [...spans].sort((a, b) => a.offset - b.offset)) {
    const start = Math.max(at, offset)
    const end = Math.min(text.length, offset + length)
    if (end <= start) continue
    if (start > at) found.push({ text: text.slice(at, start), marked: false })
    found.push({ text: text.slice(start, end), marked: true })
    at = end
  }
  if (at < text.length) found.push({ text: text.slice(at), marked: false })
  return found
}

/**
 * Signs that a reader does not see and a model does (tool poisoning): controls, zero-width, bidirectional overrides, tags.
 * Tab and line breaks stay.
 */
const unseen = /(?![\t\n\r])[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** The text with every unseen sign written out as its code point. */
export function seen(text: string): string {
  return text.replace(
    unseen,
    (sign) => `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  )
}

/** A stretch of a text: as it is, or one character that would not be seen, in words. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'mark'; readonly name: string }

const names: Readonly<Record<number, string>> = {
  0: 'NUL',
  9: 'TAB',
  10: '↵',
  13: 'CR',
  27: 'ESC',
  127: 'DEL',
  160: 'NBSP',
  173: 'SHY',
  8203: 'ZWSP',
  8204: 'ZWNJ',
  8205: 'ZWJ',
  8206: 'LRM',
  8207: 'RLM',
  8232: 'LSEP',
  8233: 'PSEP',
  8234: 'LRE',
  8235: 'RLE',
  8236: 'PDF',
  8237: 'LRO',
  8238: 'RLO',
  8288: 'WJ',
  8294: 'LRI',
  8295: 'RLI',
  8296: 'FSI',
  8297: 'PDI',
  65279: 'BOM',
}

/**
 * THREAT: an argument can be written so that a person reads something else than the server gets: by direction marks, by
 * characters of no width, by control codes, by tags that no font draws. All of them are shown by name.
 * Categories Cc, Cf, Zl, Zp, Co, Cn and lone surrogates, and spaces that are no space ([UAX #44](https://www.unicode.org/reports/tr44/#General_Category_Values)).
 */
const unseen =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\u00a0\u115f\u1160\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0\p{Variation_Selector}]/gu

/** Splits a text into what can be seen and what cannot. */
export function visiblePieces(text: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(unseen)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) })
    pieces.push({ kind: 'mark', name: nameOf(match[0]) })
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) })
  return pieces
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return names[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/** The beginning of a long text and how much is left, counted in characters and never cut inside one. */
export function cutText(text: string, most: number): { readonly shown: string; readonly more: number } {
  if (text.length <= most) return { shown: text, more: 0 }
  const characters = [...text]
  if (characters.length <= most) return { shown: text, more: 0 }
  return { shown: characters.slice(0, most).join(''), more: characters.length - most }
}

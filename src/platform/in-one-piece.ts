/**
 * The same text, laid out in memory as one: what was put together of many pieces would be gathered anew each time it is
 * written. For texts that are written often. INVARIANT: bytes are characters (latin1).
 */
export function inOnePiece(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

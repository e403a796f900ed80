import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutText, visiblePieces } from './visible-text.ts'

function shown(text: string): string {
  return visiblePieces(text)
    .map((piece) => (piece.kind === 'text' ? piece.text : `[${piece.name}]`))
    .join('')
}

test.each([
  ['plain words, ümläuts, 日本語, 🙂', 'plain words, ümläuts, 日本語, 🙂'],
  ['invoice\u202efdp.exe', 'invoice[RLO]fdp.exe'],
  ['pay\u200bpal', 'pay[ZWSP]pal'],
  ['a\nb\tc', 'a[↵]b[TAB]c'],
  ['\u001b[31mred', '[ESC][31mred'],
  ['x\u{e0041}', 'x[U+E0041]'],
  ['a\u00a0b\u3000c', 'a[NBSP]b[U+3000]c'],
  ['\ud800', '[U+D800]'],
  ['\u2066safe\u2069', '[LRI]safe[PDI]'],
  ['\u3164', '[U+3164]'],
])('%j is shown as %j', (text, expected) => {
  expect(shown(text)).toBe(expected)
})

test('nothing of a text is lost, only named', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const plain = visiblePieces(text).flatMap((piece) => (piece.kind === 'text' ? [piece.text] : []))
      expect(plain.join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
      expect(visiblePieces(text).length === 0).toBe(text === '')
    }),
  )
})

test('a long value is cut between characters and says how much is left', () => {
  expect(cutText('abcdef', 4)).toEqual({ shown: 'abcd', more: 2 })
  expect(cutText('🙂🙂🙂', 2)).toEqual({ shown: '🙂🙂', more: 1 })
  expect(cutText('🙂🙂', 2)).toEqual({ shown: '🙂🙂', more: 0 })
})

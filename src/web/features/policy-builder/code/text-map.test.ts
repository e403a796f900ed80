import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyEdits } from '#policy'
import { editsOfSpans, spansOfEdits, textMap } from './text-map.ts'

const texts = fc
  .array(fc.constantFrom('a', '"k": 1', '\n', '\r\n', '\r', '🙂', '\ufeff', ' '), { maxLength: 20 })
  .map((parts) => parts.join(''))

test('lines end as they end, and a byte order mark has no column', () => {
  const map = textMap('\ufeffa\r\nbc\nd')
  expect(map.positionAt(1)).toEqual({ lineNumber: 1, column: 1 })
  expect(map.positionAt(4)).toEqual({ lineNumber: 2, column: 1 })
  expect(map.offsetAt({ lineNumber: 2, column: 3 })).toBe(6)
  expect(map.offsetAt({ lineNumber: 3, column: 99 })).toBe(8)
})

test('every offset that does not split a line end comes back', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const map = textMap(text)
      for (let offset = 0; offset <= text.length; offset += 1) {
        if (text[offset] === '\n' && text[offset - 1] === '\r') continue
        if (offset === 0 && text.startsWith('\ufeff')) continue
        expect(map.offsetAt(map.positionAt(offset))).toBe(offset)
      }
    }),
  )
})

test('an edit told to an editor and back is the same edit', () => {
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(5), (text, at, length) => {
      const start = text.startsWith('\ufeff') ? 1 : 0
      const bounds = textMap(text)
      const offset = bounds.offsetAt(bounds.positionAt(start + (at % (text.length - start + 1))))
      const end = bounds.offsetAt(bounds.positionAt(Math.min(text.length, offset + length)))
      const edits = [{ offset, length: Math.max(0, end - offset), text: 'x' }]
      expect(applyEdits(text, editsOfSpans(text, spansOfEdits(text, edits)))).toBe(applyEdits(text, edits))
    }),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { copyOf } from './small-copies.ts'

test('each copy says what was copied, whatever is copied after it and becomes of the original', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 2_000 }), { maxLength: 30 }), (all) => {
      const copies = all.map((bytes) => {
        const lent = Buffer.from(['', ...bytes, ''].map(Number))
        const copy = copyOf(lent, 1, lent.length - 1)
        lent.fill(0)
        return copy
      })
      expect(copies.map((copy) => [...copy])).toEqual(all.map((bytes) => [...bytes]))
    }),
  )
})

test.each([1, 200, 1_024, 1_025, 60_000])('who keeps a copy of %i bytes keeps little more', (length) => {
  expect(copyOf(Buffer.alloc(length), 0, length).buffer.byteLength).toBeLessThanOrEqual(
    Math.max(length, 8 * 1024),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprint } from './fingerprint.ts'

test('one text has one fingerprint, short and of plain letters', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(fingerprint(text)).toBe(fingerprint(`${text}`))
      expect(fingerprint(text)).toMatch(/^[0-9a-z]{1,11}$/)
    }),
  )
})

test('texts that differ a little have fingerprints that differ', () => {
  const texts = Array.from({ length: 20_000 }, (_, n) => `{"action":"deny","max":${n}}`)
  expect(new Set(texts.map(fingerprint)).size).toBe(texts.length)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seen, stretches } from './marked-text.ts'

test('spans are marked, and where they overlap they are one', () => {
  expect(stretches('Deletes a device', [{ offset: 0, length: 7 }])).toEqual([
    { text: 'Deletes', marked: true },
    { text: ' a device', marked: false },
  ])
  expect(
    stretches('abcdef', [
      { offset: 3, length: 9 },
      { offset: 1, length: 3 },
    ]).map(({ text, marked }) => (marked ? `[${text}]` : text)),
  ).toEqual(['a', '[bcd]', '[ef]'])
})

test('nothing of a text is lost, whatever the spans say', () => {
  const span = fc.record({
    offset: fc.integer({ min: -5, max: 40 }),
    length: fc.integer({ min: -5, max: 40 }),
  })
  fc.assert(
    fc.property(fc.string(), fc.array(span), (text, spans) => {
      expect(
        stretches(text, spans)
          .map((stretch) => stretch.text)
          .join(''),
      ).toBe(text)
    }),
  )
})

test('signs that only a model reads are written out', () => {
  expect(seen('a\u200bb\u202ec\n\td')).toBe('a⟨U+200B⟩b⟨U+202E⟩c\n\td')
  expect(seen('x\u{e0041}')).toBe('x⟨U+E0041⟩')
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyEdits } from '#policy'
import { lineEdits, lineRuns } from './line-edits.ts'

const text = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c', ''), fc.constantFrom('\n', '\r\n', '')), { maxLength: 12 })
  .map((lines) => lines.flat().join(''))

test('the edits turn one text into the other, and the runs hold both', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(applyEdits(before, lineEdits(before, after))).toBe(after)
      const runs = lineRuns(before, after) ?? []
      const joined = (...kinds: string[]) =>
        runs.flatMap(({ kind, lines }) => (kinds.includes(kind) ? lines : [])).join('')
      expect(joined('same', 'removed')).toBe(before)
      expect(joined('same', 'added')).toBe(after)
    }),
  )
})

test('texts without anything in common are replaced as a whole', () => {
  const lines = (word: string) => Array.from({ length: 5000 }, (_, index) => `${word} ${index}\n`).join('')
  expect(lineRuns(lines('a'), lines('b'))).toBeUndefined()
  expect(lineEdits(lines('a'), lines('b'))).toHaveLength(1)
})

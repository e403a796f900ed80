import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineStarts, linesOf } from './lines.ts'

test('an offset is told as line and column, whatever ends a line', () => {
  const { positionAt } = linesOf('ab\ncd\r\ne\rf')
  expect([0, 2, 3, 5, 7, 9, 10].map(positionAt)).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 3 },
    { line: 2, column: 1 },
    { line: 2, column: 3 },
    { line: 3, column: 1 },
    { line: 4, column: 1 },
    { line: 4, column: 2 },
  ])
})

test('lines begin after each line end, however it is written', () => {
  const texts = fc.array(fc.constantFrom('a', '\n', '\r\n', '\r', ''), { maxLength: 20 })
  fc.assert(
    fc.property(texts, (parts) => {
      const text = parts.join('')
      const ends = [...text.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)
      expect(lineStarts(text)).toEqual([0, ...ends])
    }),
  )
})

import { expect, test } from 'vitest'
import { linesOf } from './lines.ts'

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

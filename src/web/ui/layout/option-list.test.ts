import { expect, test } from 'vitest'
import { movedTo } from './option-list.tsx'

test.each([
  ['ArrowDown', -1, 3, 0],
  ['ArrowDown', 2, 3, 2],
  ['ArrowUp', 0, 3, 0],
  ['PageDown', 0, 30, 10],
  ['PageUp', 4, 30, 0],
  ['End', 0, 30, 29],
  ['Home', 12, 30, 0],
  ['x', 0, 30, undefined],
  ['ArrowDown', -1, 0, undefined],
])('%s from %i of %i leads to %s', (key, at, count, to) => {
  expect(movedTo(key, at, count)).toBe(to)
})

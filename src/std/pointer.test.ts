import { expect, test } from 'vitest'
import { pointerOf, pointerSteps } from './pointer.ts'

test.each([
  [[], ''],
  [['a', 0], '/a/0'],
  [['a/b', 'c~d', '~1'], '/a~1b/c~0d/~01'],
  [[''], '/'],
])('%j is written %s, and read again', (steps, pointer) => {
  expect(pointerOf(steps)).toBe(pointer)
  expect(pointerSteps(pointer)).toEqual(steps.map(String))
})

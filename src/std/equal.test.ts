import { expect, test } from 'vitest'
import { compareCodePoints } from './code-points.ts'
import { isEqualJson, jsonType } from './equal.ts'

test.each([
  [1, 1, true],
  [0, -0, true],
  ['1', 1, false],
  [null, {}, false],
  [[1, [2]], [1, [2]], true],
  [[1], [1, 1], false],
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 1 }, false],
  [{ toString: 1 }, {}, false],
  [[], {}, false],
])('%j and %j are the same: %s', (a, b, wanted) => {
  expect(isEqualJson(a, b)).toBe(wanted)
  expect(isEqualJson(b, a)).toBe(wanted)
})

test('every value of JSON has a type', () => {
  expect([null, [], {}, 'a', 1, true].map(jsonType)).toEqual([
    'null',
    'list',
    'object',
    'string',
    'number',
    'boolean',
  ])
})

test('code points are ordered beyond the first plane too', () => {
  expect(['\u{1f600}', '\uffff', 'b', 'a', 'ab'].sort(compareCodePoints)).toEqual([
    'a',
    'ab',
    'b',
    '\uffff',
    '\u{1f600}',
  ])
})

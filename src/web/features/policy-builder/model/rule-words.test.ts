import { expect, test } from 'vitest'
import type { Condition } from '#policy'
import { predicateWords } from './rule-words.ts'

test.each<[Condition['op'], Condition['value'], string]>([
  ['gt', 5, '`n` is above `5`'],
  ['eq', 'a b', '`n` is `a b`'],
  ['eq', null, '`n` is `null`'],
  ['eq', { a: [1] }, '`n` is `{"a":[1]}`'],
  ['contains', ['x'], '`n` contains `x`'],
  ['in', ['a', { b: 1 }, 2], '`n` is one of `a`, `{"b":1}`, `2`'],
  ['exists', false, '`n` is not given'],
])('whatever is compared with is told in words: %s %j', (op, value, words) => {
  expect(predicateWords({ conditions: [{ path: 'args.n', op, value }] })).toBe(words)
})

test('several conditions hold together, and none always does', () => {
  const one = { path: 'args.n', op: 'eq', value: 1 } as const
  expect(predicateWords({ conditions: [one, { ...one, path: 'args.m' }] })).toBe('`n` is `1` and `m` is `1`')
  expect(predicateWords({ conditions: [] })).toBe('always')
})

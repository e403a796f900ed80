import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textOf, typedList, typedValue } from './condition-value.ts'

test.each([
  ['12', 'number', 'gt', 12],
  ['false', 'boolean', 'eq', false],
  ['false', 'object', 'exists', false],
  ['012', 'string', 'eq', '012'],
  ['12', 'any', 'eq', 12],
  ['"12"', 'any', 'eq', '12'],
  ['null', 'any', 'neq', null],
  ['north', 'any', 'eq', 'north'],
  ['12', 'list', 'contains', 12],
  ['12', 'any', 'regex', '12'],
  ['{"a":1}', 'object', 'eq', { a: 1 }],
] as const)('%j typed for a %s with %s is %j', (text, type, op, value) => {
  expect(typedValue(text, { type }, op)).toEqual({ ok: true, value })
})

test.each([
  ['', 'number', 'gt'],
  ['twelve', 'number', 'eq'],
  ['twelve', 'any', 'lt'],
  ['', 'string', 'eq'],
  ['', 'any', 'eq'],
  ['[1]', 'object', 'eq'],
] as const)('%j is no value of a %s with %s', (text, type, op) => {
  expect(typedValue(text, { type }, op).ok).toBe(false)
})

test('what a list contains has the type of its elements', () => {
  const tags = { type: 'list', items: 'string' } as const
  expect(typedValue('12', tags, 'contains')).toEqual({ ok: true, value: '12' })
})

test('a list of one is a list', () => {
  expect(typedList(['web'], { type: 'string' })).toEqual({ ok: true, value: ['web'] })
})

test('a list has values of the type of its argument', () => {
  expect(typedList(['1', '2'], { type: 'number' })).toEqual({ ok: true, value: [1, 2] })
  expect(typedList(['a, b', 'c'], { type: 'string' })).toEqual({ ok: true, value: ['a, b', 'c'] })
  expect(typedList(['1', 'x'], { type: 'number' })).toEqual({
    ok: false,
    message: '“x”: write a number.',
  })
  expect(typedList([], { type: 'string' }).ok).toBe(false)
})

test('what a value is shown as gives the value back', () => {
  const plain = fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.boolean(), fc.constant(null))
  fc.assert(
    fc.property(plain, (value) => {
      expect(typedValue(textOf(value, 'any'), { type: 'any' }, 'eq')).toEqual({ ok: true, value })
    }),
  )
})

import { expect, test } from 'vitest'
import { argumentPaths, operatorsFor, typedValue } from './argument-paths.ts'

const schema = {
  type: 'object',
  required: ['adom'],
  properties: {
    adom: { type: 'string', description: 'Where' },
    amount: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    mode: { enum: ['dry', 'real'] },
    'odd name': { type: ['null', 'boolean'] },
    device: { type: 'object', properties: { tags: { type: 'array' }, any: {} } },
    broken: true,
  },
}

test('a schema gives its arguments with type, choices and place', () => {
  expect(
    argumentPaths(schema).map(({ path, type, required, choices }) => [path, type, required, choices]),
  ).toEqual([
    ['args.adom', 'string', true, undefined],
    ['args.amount', 'number', false, undefined],
    ['args.mode', 'string', false, ['dry', 'real']],
    ['args["odd name"]', 'boolean', false, undefined],
    ['args.device', 'other', false, undefined],
    ['args.device.tags', 'list', false, undefined],
    ['args.device.any', 'other', false, undefined],
  ])
  expect(argumentPaths(undefined)).toEqual([])
  expect(argumentPaths({ properties: [] })).toEqual([])
})

test('comparisons fit the type', () => {
  const [adom, amount, mode] = argumentPaths(schema)
  expect(adom && operatorsFor(adom)).toContain('regex')
  expect(amount && operatorsFor(amount)[0]).toBe('gt')
  expect(mode && operatorsFor(mode)).not.toContain('regex')
})

test.each([
  ['12', 'number', 'gt', 12],
  ['1, 2', 'number', 'in', [1, 2]],
  ['a, b', 'string', 'not_in', ['a', 'b']],
  ['false', 'boolean', 'eq', false],
  ['false', 'other', 'exists', false],
  ['012', 'string', 'eq', '012'],
] as const)('%j typed for a %s with %s is %j', (text, type, op, value) => {
  expect(typedValue(text, { type }, op)).toEqual({ ok: true, value })
})

test.each([
  ['', 'number', 'gt'],
  ['twelve', 'number', 'eq'],
  ['1,,2', 'number', 'in'],
  ['', 'string', 'eq'],
] as const)('%j is no value of a %s with %s', (text, type, op) => {
  expect(typedValue(text, { type }, op).ok).toBe(false)
})

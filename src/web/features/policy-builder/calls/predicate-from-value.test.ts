import { expect, test } from 'vitest'
import { strangePath } from '../rule/argument-paths.ts'
import { predicateSchema } from '../rule/predicate-draft.ts'
import { argumentOf } from './call-values.ts'
import { predicateFromValue } from './predicate-from-value.ts'

test.each([
  [12_400, 'gte', 12_400],
  ['north', 'eq', 'north'],
  ['12', 'eq', '12'],
  [false, 'eq', false],
  [null, 'eq', null],
  [['a', 'b'], 'contains', 'a'],
  [[], 'exists', true],
  [{ a: 1 }, 'exists', true],
] as const)('from %j comes a condition that it meets', (value, op, wanted) => {
  const seen = { path: 'args.x', value }
  const argument = argumentOf([], seen)
  const draft = predicateFromValue(seen, argument)
  const { predicate } = predicateSchema([argument], []).parse(draft)
  expect(predicate.conditions).toEqual([{ path: 'args.x', op, value: wanted }])
})

test('a type that the schema gives wins over the value', () => {
  const seen = { path: 'args.x', value: 12 }
  const known = { ...strangePath('args.x'), type: 'string' as const }
  expect(argumentOf([known], seen).type).toBe('string')
})

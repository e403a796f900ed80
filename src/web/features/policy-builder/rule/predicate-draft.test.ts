import { expect, test } from 'vitest'
import type { Predicate } from '#policy'
import { argumentPaths, callPaths } from './argument-paths.ts'
import { predicateDraft, predicateSchema } from './predicate-draft.ts'

const paths = [
  ...argumentPaths({
    properties: {
      amount: { type: 'integer' },
      mode: { enum: ['dry', 'real'] },
      names: { type: 'array', items: { type: 'string' } },
    },
  }),
  ...callPaths,
]

const predicate: Predicate = {
  conditions: [
    { path: 'args.amount', op: 'gt', value: 1000 },
    { path: 'args.mode', op: 'in', value: ['dry', 'real'] },
    { path: 'args.names[*]', op: 'regex', value: '^prod-' },
    { path: 'args.gone', op: 'eq', value: '12' },
    { path: 'grant.tags', op: 'contains', value: 'ci' },
    { path: 'time.weekday', op: 'in', value: [6, 7] },
    { path: 'args.names', op: 'exists', value: false },
  ],
  on_deny: 'Too much.',
}

test('a predicate that is opened and saved stays what it is', () => {
  const drawn = predicateDraft('deny_if', predicate, paths)
  expect(predicateSchema(paths, predicate.conditions).parse(drawn)).toEqual({ list: 'deny_if', predicate })
})

test('a value that does not fit its argument is kept unless it is touched', () => {
  const odd: Predicate = { conditions: [{ path: 'args.amount', op: 'eq', value: 'many' }] }
  const drawn = predicateDraft('require', odd, paths)
  const schema = predicateSchema(paths, odd.conditions)
  expect(schema.parse(drawn).predicate).toEqual(odd)
  const [condition] = drawn.conditions
  const touched = { ...drawn, conditions: [{ ...condition, text: 'few' }] }
  expect(schema.safeParse(touched).error?.issues).toMatchObject([
    { path: ['conditions', 0, 'text'], message: 'Write a number.' },
  ])
})

test('what the language refuses is told at its field', () => {
  const drawn = predicateDraft('require', undefined, paths)
  const wrong = [
    { path: 'args.names[*]', op: 'regex', text: '(', texts: [] },
    { path: 'args..x', op: 'eq', text: '1', texts: [] },
  ]
  const found = predicateSchema(paths, []).safeParse({ ...drawn, conditions: wrong }).error?.issues
  expect(found?.map(({ path }) => path)).toEqual([
    ['conditions', 0, 'text'],
    ['conditions', 1, 'path'],
  ])
})

test('no condition at all is a predicate that always holds', () => {
  const drawn = { list: 'deny_if', on_deny: ' Never. ', conditions: [] }
  expect(predicateSchema(paths, []).parse(drawn).predicate).toEqual({
    conditions: [],
    on_deny: 'Never.',
  })
})

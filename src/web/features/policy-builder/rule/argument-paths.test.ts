import { expect, test } from 'vitest'
import { argumentPaths, operatorsFor, sharedPaths } from './argument-paths.ts'

const schema = {
  type: 'object',
  required: ['adom'],
  $defs: { tag: { type: 'object', properties: { key: { type: 'string' }, next: { $ref: '#/$defs/tag' } } } },
  properties: {
    adom: { type: 'string', description: 'Where' },
    amount: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    mode: { enum: ['dry', 'real'] },
    'odd name': { type: ['null', 'boolean'] },
    device: {
      type: 'object',
      properties: { names: { type: 'array', items: { type: 'string' } }, any: {} },
    },
    items: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } },
    tag: { $ref: '#/$defs/tag' },
    broken: true,
  },
}

test('a schema gives its arguments with type, choices and place, nested ones and those in lists too', () => {
  expect(
    argumentPaths(schema).map(({ path, type, required, choices }) => [path, type, required, choices]),
  ).toEqual([
    ['args.adom', 'string', true, undefined],
    ['args.amount', 'number', false, undefined],
    ['args.mode', 'string', false, ['dry', 'real']],
    ['args["odd name"]', 'boolean', false, undefined],
    ['args.device', 'object', false, undefined],
    ['args.device.names', 'list', false, undefined],
    ['args.device.names[*]', 'string', false, undefined],
    ['args.device.any', 'any', false, undefined],
    ['args.items', 'list', false, undefined],
    ['args.items[*]', 'object', false, undefined],
    ['args.items[*].id', 'number', false, undefined],
    ['args.tag', 'object', false, undefined],
    ['args.tag.key', 'string', false, undefined],
    ['args.tag.next', 'object', false, undefined],
    ['args.tag.next.key', 'string', false, undefined],
    ['args.tag.next.next', 'object', false, undefined],
    ['args.tag.next.next.key', 'string', false, undefined],
    ['args.tag.next.next.next', 'object', false, undefined],
  ])
  expect(argumentPaths(undefined)).toEqual([])
  expect(argumentPaths({ properties: [] })).toEqual([])
})

test('a reference that leads to itself ends', () => {
  const paths = argumentPaths({ a: { $ref: '#/a' }, properties: { x: { $ref: '#/a' } } })
  expect(paths).toMatchObject([{ path: 'args.x', type: 'any' }])
})

test('comparisons fit the type', () => {
  const [adom, amount, mode] = argumentPaths(schema)
  expect(adom && operatorsFor(adom)).toContain('regex')
  expect(amount && operatorsFor(amount)[0]).toBe('gt')
  expect(mode && operatorsFor(mode)).not.toContain('regex')
})

test('several tools share their arguments, and where they disagree the type is open', () => {
  const one = { properties: { id: { type: 'string' }, force: { type: 'boolean' } } }
  const other = { properties: { id: { type: 'integer' } } }
  expect(sharedPaths([one, undefined, other]).map(({ path, type }) => [path, type])).toEqual([
    ['args.id', 'any'],
    ['args.force', 'boolean'],
  ])
})

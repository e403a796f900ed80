import { expect, test } from 'vitest'
import { parametersOf } from './parameters.ts'

const paths = (schema: Parameters<typeof parametersOf>[0]) => parametersOf(schema).map(({ path }) => path)

test('arguments stand in the order of the schema, nested ones after their parent', () => {
  const schema = {
    type: 'object',
    required: ['to'],
    properties: {
      to: { type: 'string', description: ' who ' },
      items: {
        type: 'array',
        items: { type: 'object', properties: { id: { type: 'integer', minimum: 1 } } },
      },
      options: { type: 'object', properties: { dry: { type: 'boolean', default: false } } },
    },
  }
  expect(paths(schema)).toEqual(['to', 'items', 'items[].id', 'options', 'options.dry'])
  const [to, items, id, , dry] = parametersOf(schema)
  expect(to).toMatchObject({ type: 'string', required: true, description: 'who' })
  expect(items).toMatchObject({ type: 'list of object', required: false })
  expect(id?.rules).toEqual(['at least 1'])
  expect(dry?.rules).toEqual(['default false'])
})

test.each([
  [{ type: ['string', 'null'] }, 'string or null'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string or null'],
  [{ enum: ['a', 'b'] }, 'one of'],
  [{ const: 3 }, 'constant'],
  [{}, 'anything'],
  [{ type: 'array' }, 'list'],
])('%j reads as %s', (value, type) => {
  expect(parametersOf({ properties: { it: value } })[0]?.type).toBe(type)
})

test('a reference within the schema is followed, and one that goes in circles ends', () => {
  const schema = {
    $defs: {
      Node: { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } },
      'a/b': { type: 'integer' },
      loop: { $ref: '#/$defs/loop' },
    },
    properties: {
      node: { $ref: '#/$defs/Node' },
      n: { $ref: '#/$defs/a~1b' },
      loop: { $ref: '#/$defs/loop' },
    },
  }
  expect(paths(schema)).toEqual(['node', 'node.next', 'node.next.next', 'node.next.next.next', 'n', 'loop'])
  expect(parametersOf(schema).find(({ path }) => path === 'n')?.type).toBe('integer')
})

test('a tool without a schema, or with a strange one, has no arguments', () => {
  expect(parametersOf(undefined)).toEqual([])
  expect(parametersOf({ properties: [1, 2] })).toEqual([])
  expect(parametersOf({ properties: { odd: true } })).toEqual([])
})

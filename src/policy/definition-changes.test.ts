import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ToolDefinition } from '#mcp/tool'
import type { JsonObject } from '#std/json'
import { definitionChanges } from './definition-changes.ts'
import { stepText } from './path.ts'

function tool(properties: JsonObject, more: JsonObject = {}): ToolDefinition {
  return { name: 'pay', inputSchema: { type: 'object', properties, ...more } }
}

const amount = { type: 'number' }
const nested = (inner: JsonObject) => tool({ filter: { type: 'object', properties: { name: inner } } })

test.each<[string, ToolDefinition, ToolDefinition, readonly object[]]>([
  ['nothing', tool({ amount }), tool({ amount }), []],
  [
    'the order of members and of what is required',
    tool({ a: {}, b: {} }, { required: ['a', 'b'] }),
    tool({ b: {}, a: {} }, { required: ['b', 'a'] }),
    [],
  ],
  ['an argument gone', tool({ amount }), tool({}), [{ kind: 'argument_removed', path: 'args.amount' }]],
  [
    'an argument that must be given',
    tool({}),
    tool({ amount }, { required: ['amount'] }),
    [{ kind: 'argument_added', path: 'args.amount', required: true }],
  ],
  [
    'another type',
    tool({ amount }),
    tool({ amount: { type: ['string', 'null'] } }),
    [{ kind: 'type_changed', path: 'args.amount', before: 'number', after: 'null or string' }],
  ],
  [
    'a type that is no longer said',
    tool({ amount }),
    tool({ amount: {} }),
    [{ kind: 'type_changed', path: 'args.amount', before: 'number', after: undefined }],
  ],
  [
    'an argument that need not be given any more',
    tool({ amount }, { required: ['amount'] }),
    tool({ amount }),
    [{ kind: 'required_changed', path: 'args.amount', required: false }],
  ],
  [
    'other values',
    tool({ kind: { enum: ['a', 'b'] } }),
    tool({ kind: { enum: ['b', 'c'] } }),
    [{ kind: 'values_changed', path: 'args.kind', removed: ['a'], added: ['c'] }],
  ],
  [
    'what lies deeper, by the path of a condition',
    nested({ type: 'string' }),
    nested({ type: 'string', maxLength: 3, description: 'short' }),
    [{ kind: 'argument_changed', path: 'args.filter.name', keywords: ['maxLength', 'description'] }],
  ],
  [
    'the elements of a list',
    tool({ ids: { type: 'array', items: { type: 'string' } } }),
    tool({ ids: { type: 'array', items: { type: 'number' } } }),
    [{ kind: 'type_changed', path: 'args.ids[*]', before: 'string', after: 'number' }],
  ],
  [
    'a list that says nothing of its elements any more',
    tool({ ids: { type: 'array', items: { type: 'string' } } }),
    tool({ ids: { type: 'array' } }),
    [{ kind: 'argument_changed', path: 'args.ids', keywords: ['items'] }],
  ],
  [
    'a word about the arguments as a whole',
    tool({}),
    tool({}, { additionalProperties: false }),
    [{ kind: 'argument_changed', path: 'args', keywords: ['additionalProperties'] }],
  ],
  [
    'an argument called like a member of every object',
    tool({}),
    tool({ constructor: { type: 'string' } }),
    [{ kind: 'argument_added', path: 'args.constructor', required: false }],
  ],
  [
    'what the server says of it, and fields we do not know',
    { name: 'pay', description: 'Pays.', annotations: { readOnlyHint: true } },
    { name: 'pay', description: 'Pays at once.', 'x-cost': 3 },
    [
      { kind: 'part_changed', part: 'description' },
      { kind: 'part_changed', part: 'annotations' },
      { kind: 'part_changed', part: 'x-cost' },
    ],
  ],
])('%s', (_, before, after, changes) => {
  expect(definitionChanges(before, after)).toEqual(changes)
})

test('what can break a condition comes before what cannot', () => {
  const before = { ...tool({ gone: {}, amount }), description: 'Pays.' }
  const after = { ...tool({ fresh: {}, amount: { type: 'string' } }), description: 'Pays!' }
  expect(definitionChanges(before, after).map(({ kind }) => kind)).toEqual([
    'argument_removed',
    'type_changed',
    'argument_added',
    'part_changed',
  ])
})

const name = fc.string({ minLength: 1, maxLength: 8 })
const schemas = fc.dictionary(name, fc.constantFrom<JsonObject>({}, { type: 'string' }, { enum: ['a'] }))

test('what one way is an argument more, is the other way one gone, and nothing else', () => {
  fc.assert(
    fc.property(schemas, name, (properties, fresh) => {
      fc.pre(!Object.hasOwn(properties, fresh))
      const more = { ...properties, [fresh]: { type: 'object', properties } }
      const path = `args${stepText({ kind: 'member', name: fresh })}`
      expect(definitionChanges(tool(properties), tool(more))).toEqual([
        { kind: 'argument_added', path, required: false },
      ])
      expect(definitionChanges(tool(more), tool(properties))).toEqual([{ kind: 'argument_removed', path }])
    }),
  )
})

test('a definition is no other than itself, whatever it holds', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      const inputSchema: JsonObject = { properties: JSON.parse(text), items: JSON.parse(text) }
      const definition = { name: 'pay', inputSchema }
      expect(definitionChanges(definition, JSON.parse(JSON.stringify(definition)))).toEqual([])
    }),
  )
})

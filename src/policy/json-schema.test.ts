import { expect, test } from 'vitest'
import type { Inventory } from './inventory.ts'
import { argumentPaths, policyJsonSchema } from './json-schema.ts'

const inventory: Inventory = {
  tools: [
    {
      definition: {
        name: 'create_refund',
        description: 'Refund a charge.',
        inputSchema: {
          type: 'object',
          properties: {
            amount: { type: 'number' },
            'odd.name': {},
            items: { type: 'array', items: { type: 'object', properties: { id: {} } } },
          },
        },
      },
      category: 'financial',
    },
  ],
}

test('the schema offers the tools of the server and the arguments of each', () => {
  const text = JSON.stringify(policyJsonSchema(inventory))
  expect(text).toContain('"create_refund":{')
  expect(text).toContain('Refund a charge. (financial)')
  expect(text).toContain(
    '["args.amount","args[\\"odd.name\\"]","args.items","args.items[*]","args.items[*].id"',
  )
  expect(text).toContain('"additionalProperties":false')
})

test('paths of arguments are written as conditions have them', () => {
  expect(argumentPaths(inventory.tools[0]?.definition.inputSchema, 'args', 4)).toEqual([
    'args.amount',
    'args["odd.name"]',
    'args.items',
    'args.items[*]',
    'args.items[*].id',
  ])
})

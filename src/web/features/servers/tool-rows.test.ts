import { expect, test } from 'vitest'
import type { InventoryTool } from '#model/inventory'
import type { Category } from '#risk'
import { riskCounts, searchable, toolRows } from './tool-rows.ts'

function tool(name: string, category: Category, description = ''): InventoryTool {
  return {
    name,
    digest: name,
    definition: { name, description },
    risk: {
      category,
      level: 'low',
      confidence: 1,
      unsure: name === 'odd',
      evidence: [],
      signals: [],
      explanation: '',
    },
  }
}

const tools = [
  tool('get_a', 'read', 'Reads the Apple'),
  tool('delete_a', 'destructive'),
  tool('odd', 'destructive'),
  tool('pay', 'financial', 'apple pay'),
]
const drawn = (words: string, risk?: Category) =>
  toolRows(searchable(tools), { words, risk }).map((row) =>
    row.kind === 'group' ? `${row.risk}:` : row.tool.name,
  )

test('groups stand from the gravest to the mildest, tools in the order of the server', () => {
  expect(drawn('')).toEqual(['destructive:', 'delete_a', 'odd', 'financial:', 'pay', 'read:', 'get_a'])
  expect(toolRows(searchable(tools), { words: '' })[0]).toMatchObject({ count: 2, unsure: 1 })
})

test('every word must be in the name, title or description', () => {
  expect(drawn('apple')).toEqual(['financial:', 'pay', 'read:', 'get_a'])
  expect(drawn('apple  READS')).toEqual(['read:', 'get_a'])
  expect(drawn('nothing')).toEqual([])
})

test('a risk narrows the list and leaves the counts', () => {
  expect(drawn('', 'read')).toEqual(['read:', 'get_a'])
  expect(riskCounts(tools)).toEqual({ read: 1, destructive: 2, financial: 1 })
})

import { expect, test } from 'vitest'
import type { InventoryTool } from '#model/inventory'
import { compile, type PolicyDocument } from '#policy'
import { classify } from '#risk'
import { governorShort } from '../grid/governor-words.ts'
import { engineInventory, rowsOf } from '../model/rows.ts'
import { ruleSentence } from './rule-sentence.ts'

const definition = { name: 'nas', inputSchema: { properties: { action: {}, params: {} } } }
const tools: InventoryTool[] = [{ name: 'nas', digest: '', definition, risk: classify(definition) }]
const inventory = engineInventory(tools, [
  {
    tool: 'nas',
    name: 'args.action',
    arguments: 'args.params',
    actions: [{ definition: { name: 'pool_list' }, category: 'read' }],
  },
])

function rowsUnder(rules: PolicyDocument['tools']) {
  const policy = compile({ version: '1', default: 'deny', tools: rules ?? {} }, inventory)
  return { policy, rows: rowsOf({ tools, policy, broken: [], enforced: undefined }) }
}

function sentenceUnder(rules: PolicyDocument['tools'], name: string): string | undefined {
  const { policy, rows } = rowsUnder(rules)
  const row = rows.find((one) => one.name === name)
  return row && ruleSentence(row, policy)
}

test('a dispatcher that no rule names is not said to be denied whatever it runs', () => {
  expect(sentenceUnder({ pool_list: {} }, 'nas')).toBe(
    'Denied, because no rule names it. This is only for calls that name nothing to run: all others are judged by what they run.',
  )
  expect(sentenceUnder({ pool_list: {} }, 'nas:pool_list')).not.toContain('This ')
})

test('a rule that names a dispatcher is said to restrict what it runs, and to open none of it', () => {
  for (const name of ['nas', 'n*'])
    expect(sentenceUnder({ [name]: { action: 'require_approval' } }, 'nas')).toContain(
      'This restricts everything that it runs, and allows none of it',
    )
})

test('an action whose own name a rule has needs no word on what speaks for it', () => {
  const words = rowsUnder({ pool_list: {} }).rows.map((row) => [row.name, governorShort(row)])
  expect(words).toEqual([
    ['nas', 'not named'],
    ['nas:pool_list', undefined],
  ])
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { categories } from '#risk'
import { openSqlite } from '#storage/sqlite'
import { type Gate, openGate, testSealer } from '../conformance/gate.ts'
import { RawClient } from '../conformance/raw-client.ts'
import { createDemoState, demoTools, runDemoTool } from './demo-tools.ts'

let gate: Gate

beforeAll(async () => {
  const sealer = testSealer()
  gate = await openGate({
    storage: await openSqlite({ path: ':memory:', sealer }),
    sealer,
    transport: { kind: 'demo' },
  })
})
afterAll(() => gate.close())

test('it has one tool of each risk class, and each is judged so', async () => {
  const inventory = await gate.storage.inventories.latest(gate.serverId)
  expect(inventory?.tools.map(({ name, risk }) => [name, risk.category])).toEqual([
    ['list_notes', 'read'],
    ['add_note', 'write'],
    ['run_report', 'execute'],
    ['delete_note', 'destructive'],
    ['pay_invoice', 'financial'],
  ])
  expect(new Set(inventory?.tools.map(({ risk }) => risk.category)).size).toBe(categories.length)
})

test('its tools do what they say, for every session of the server', async () => {
  const one = await new RawClient(gate).open()
  const other = await new RawClient(gate).open()
  const said = async (client: RawClient, tool: string, args: object = {}) =>
    (await client.call(tool, args)).result?.content?.[0]?.text
  expect(await said(one, 'add_note', { text: 'Buy ink.' })).toBe('Added note 3.')
  expect(await said(other, 'list_notes')).toContain('3: Buy ink.')
  expect(await said(other, 'delete_note', { id: 3 })).toBe('Deleted note 3.')
  expect(await said(one, 'list_notes')).not.toContain('Buy ink.')
  expect(await said(one, 'pay_invoice', { invoice: 'INV-1', amount: 20.5 })).toContain(
    'Paid €20.50 to Paper & Ink Ltd',
  )
  expect(await said(one, 'run_report', { script: 'invoices' })).toContain('Balance: €4979.50')
})

test('what cannot be done is said and changes nothing', () => {
  const state = createDemoState()
  const wrong: [string, object][] = [
    ['add_note', {}],
    ['add_note', { text: 'x'.repeat(2001) }],
    ['run_report', { script: 'rm -rf /' }],
    ['delete_note', { id: 99 }],
    ['delete_note', { id: '1' }],
    ['pay_invoice', { invoice: 'INV-9', amount: 1 }],
    ['pay_invoice', { invoice: 'INV-1', amount: -5 }],
    ['pay_invoice', { invoice: 'INV-1', amount: 1e9 }],
    ['pay_invoice', { invoice: 'INV-1', amount: '1' }],
  ]
  for (const [tool, args] of wrong) expect(runDemoTool(state, tool, args)?.isError, tool).toBe(true)
  expect(state).toEqual(createDemoState())
  expect(runDemoTool(state, 'format_disk', {})).toBeUndefined()
})

test('every tool says what it takes', () => {
  for (const { description, inputSchema } of demoTools) {
    expect(description).toMatch(/\.$/)
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
  }
})

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Dispatcher } from '#model/dispatcher'
import { detectDispatchers, recommend } from '#policy'
import { classify } from '#risk'
import { openSqlite } from '#storage/sqlite'
import { openFixtureGate } from './conformance/fixture-gate.ts'
import { RawClient } from './conformance/raw-client.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function openedGate(options: Parameters<typeof openFixtureGate>[1] = {}) {
  const opened = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), options)
  closers.push(opened.close)
  return { ...opened, client: await new RawClient(opened.gate).open() }
}

const nas = {
  name: 'nas',
  inputSchema: {
    type: 'object',
    properties: { action: { type: 'string' }, params: { type: 'object' } },
  },
}
const batch = {
  name: 'batch',
  inputSchema: {
    type: 'object',
    properties: {
      operations: {
        type: 'array',
        items: { type: 'object', properties: { tool: { type: 'string' }, args: { type: 'object' } } },
      },
    },
  },
}
const look = { name: 'look', inputSchema: { type: 'object' } }
const tools = JSON.stringify([nas, batch, look])

const action = (name: string): NonNullable<Dispatcher['actions']>[number] => ({
  definition: { name },
  category: classify({ name }).category,
})
const table: Dispatcher[] = [
  {
    tool: 'nas',
    name: 'args.action',
    arguments: 'args.params',
    actions: [action('pool_list'), action('pool_delete')],
  },
  { tool: 'batch', each: 'args.operations', name: 'tool', arguments: 'args' },
]

const policy = {
  version: '1',
  default: 'deny',
  tools: {
    pool_list: { deny_if: [{ conditions: [{ path: 'args.pool', op: 'eq', value: 'secret' }] }] },
    'nas:pool_delete': { action: 'require_approval' },
    look: {},
  },
}

async function dispatching(options: Parameters<typeof openFixtureGate>[1] = {}) {
  const opened = await openedGate({ fixture: { tools }, policy, ...options })
  await opened.gate.storage.inventories.setDispatchers(opened.gate.serverId, table)
  return opened
}

test('confirming a dispatcher holds from the next call on: it is judged by what it is asked to run', async () => {
  const { gate, client, fixture } = await openedGate({ fixture: { tools }, policy })
  const list = { action: 'pool_list', params: {} }
  expect((await client.call('nas', list)).result?.isError).toBe(true)
  expect(await client.toolNames()).toEqual(['look'])
  await gate.storage.inventories.setDispatchers(gate.serverId, table)
  expect((await client.call('nas', list)).result?.isError).toBeUndefined()
  expect(await client.toolNames()).toEqual(['nas', 'batch', 'look'])
  await gate.storage.inventories.setDispatchers(gate.serverId, [])
  expect((await client.call('nas', list)).result?.isError).toBe(true)
  expect(fixture.calls()).toHaveLength(1)
})

test('the activity names what was run, with the inner arguments; a batch is named by its dispatcher', async () => {
  const { gate, client } = await dispatching()
  await client.call('nas', { action: 'pool_list', params: { pool: 'tank' } })
  await client.call('nas', { action: 'pool_list', params: { pool: 'secret' } })
  await client.call('nas', { action: 'made_up' })
  await client.call('nas', {})
  await client.call('batch', { operations: [{ tool: 'look' }, { tool: 'look', args: { n: 1 } }] })
  await client.call('batch', { operations: [{ tool: 'look' }, { tool: 'pool_list' }, { tool: 'nas' }] })
  await gate.calls()
  const { calls } = await gate.storage.activity.recorded(gate.serverId, { limit: 9, keptSince: 0 })
  expect(calls.map(({ tool, outcome, rule, args }) => [tool, outcome, rule, args]).reverse()).toEqual([
    ['nas:pool_list', 'allow', '/tools/pool_list', { pool: 'tank' }],
    ['nas:pool_list', 'deny', '/tools/pool_list/deny_if/0', { pool: 'secret' }],
    ['nas:made_up', 'deny', '(default deny)', {}],
    ['nas', 'deny', '(default deny)', {}],
    ['batch', 'allow', '/tools/look', { operations: [{ tool: 'look' }, { tool: 'look', args: { n: 1 } }] }],
    ['batch', 'deny', '(default deny)', expect.anything()],
  ])
  expect(calls[4]?.saw).toEqual([
    { pointer: '/tools/pool_list/deny_if/0', path: 'args.pool', value: 'secret', present: true },
  ])
})

test.each([
  ['in other case', { action: 'Pool_Delete' }],
  ['with space around it', { action: ' pool_delete\n' }],
  ['with a sign that ends it for some', { action: 'pool_delete\u0000' }],
  ['in look-alike letters', { action: 'ｐool_delete' }],
])(
  'an action that is denied is not run under its name %s, though a pattern allows all others',
  async (_how, args) => {
    const tools = { 'nas:*': {}, 'nas:pool_delete': { action: 'deny' }, batch: {} }
    const { client, fixture } = await dispatching({ policy: { version: '1', default: 'deny', tools } })
    expect((await client.call('nas', { action: 'pool_delete' })).result?.isError).toBe(true)
    expect((await client.call('nas', args)).result?.content?.[0]?.text).toContain('another spelling')
    const operations = [{ tool: 'nas', args }]
    expect((await client.call('batch', { operations })).result?.content?.[0]?.text).toContain(
      'another spelling',
    )
    expect(fixture.calls()).toEqual([])
    expect((await client.call('nas', { action: 'made_up' })).result?.isError).toBeUndefined()
  },
)

test('an approval is of the action, with its class, and lets just this call go once', async () => {
  const { gate, client, fixture } = await dispatching({ settings: { holdMs: 30 } })
  const destroy = { action: 'pool_delete', params: { pool: 'tank' } }
  const pending = await client.call('nas', destroy)
  expect(pending.result?.content?.[0]?.text).toContain('[APPROVAL PENDING]')
  const [approval] = await gate.storage.approvals.open()
  expect(approval).toMatchObject({
    tool: 'nas:pool_delete',
    category: 'destructive',
    rule: '/tools/nas:pool_delete/action',
    arguments: JSON.stringify(destroy),
  })
  await gate.approve()
  await client.call('nas', { ...destroy, params: { pool: 'other' } })
  expect(fixture.calls()).toHaveLength(0)
  await client.call('nas', destroy)
  expect(fixture.calls()).toHaveLength(1)
  const held = await client.call('nas', destroy)
  expect(held.result?.content?.[0]?.text).toContain('[APPROVAL PENDING]')
  expect(fixture.calls()).toHaveLength(1)
})

test('an approval given under another table is not good for what the call means now', async () => {
  const { gate, client, fixture } = await dispatching({ settings: { holdMs: 30 } })
  const destroy = { action: 'pool_delete', params: { pool: 'tank' } }
  await client.call('nas', destroy)
  await gate.approve()
  const [, second] = table
  const asBatch = { tool: 'nas', each: 'args.params', name: 'action' }
  await gate.storage.inventories.setDispatchers(gate.serverId, second === undefined ? [] : [asBatch, second])
  await client.call('nas', destroy)
  expect(fixture.calls()).toHaveLength(0)
})

test('an inner call takes room once, also where the dispatcher has the limit', async () => {
  const limit = (max: number) => ({ limits: [{ counter: `c${max}`, window: 'hour', max, scope: 'grant' }] })
  const { client, fixture } = await dispatching({
    policy: { version: '1', default: 'deny', tools: { pool_list: limit(3), nas: limit(2) } },
  })
  for (let n = 0; n < 4; n += 1) await client.call('nas', { action: 'pool_list' })
  expect(fixture.calls()).toHaveLength(2)
})

test('a hidden action is answered like an unknown tool, by the name of the action', async () => {
  const { client, fixture } = await dispatching({ policy: { ...policy, hide: ['pool_delete'] } })
  const answer = await client.call('nas', { action: 'pool_delete', params: {} })
  expect(answer.error).toEqual({ code: -32602, message: 'Unknown tool: nas:pool_delete' })
  expect(fixture.calls()).toEqual([])
})

const lists = join(import.meta.dirname, '../../../shared/servers')
test.skipIf(!existsSync(lists))(
  'the document of the catalogue does on the real TrueNAS server what its page says (skipped without ../shared/servers)',
  async () => {
    const definitions: { name: string }[] = JSON.parse(
      readFileSync(join(lists, 'truenas-mcp.tools.json'), 'utf8'),
    )
    const actions: { name: string }[] = JSON.parse(
      readFileSync(join(lists, 'truenas-mcp.actions.json'), 'utf8'),
    )
    const [proposed] = detectDispatchers(definitions)
    expect(proposed).toEqual({ tool: 'truenas', name: 'args.action', arguments: 'args.params' })
    const confirmed: Dispatcher = {
      tool: 'truenas',
      name: 'args.action',
      arguments: 'args.params',
      actions: actions.map(({ name }) => action(name)),
    }
    const { gate, client, fixture } = await openedGate({
      fixture: { tools: JSON.stringify(definitions) },
      policy: { version: '1', default: 'deny', tools: { iscsi_sessions: {} } },
    })
    await gate.storage.inventories.setDispatchers(gate.serverId, [confirmed])
    expect(await client.toolNames()).toEqual(['truenas'])
    const calls = [
      {},
      { category: 'sharing' },
      { action: 7 },
      { action: 'iscsi_sessions', params: null },
      { action: 'made_up', params: {} },
      ...actions.map(({ name }) => ({ action: name, params: {} })),
    ]
    const passed: unknown[] = []
    for (const call of calls) {
      const { result } = await client.call('truenas', call)
      if (result?.isError !== true) passed.push(call)
    }
    expect(passed).toEqual([{ action: 'iscsi_sessions', params: {} }])
    expect(fixture.calls()).toHaveLength(1)
    const inventory = {
      tools: definitions.map((definition) => ({ definition, category: classify(definition).category })),
      dispatchers: [confirmed],
    }
    expect(Object.keys(recommend(inventory).tools ?? {})).toEqual(
      expect.arrayContaining(actions.map(({ name }) => name)),
    )
  },
)

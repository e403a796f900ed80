import { beforeAll, beforeEach, expect, test } from 'vitest'
import { policies } from '#contract/policies'
import { servers } from '#contract/servers'
import { createSealer, newSealingKey } from '#platform/seal'
import { ok } from '#std/result'
import { openSqlite } from '#storage/sqlite'
import { addGrant, addPolicy, callOf, publish, setRole, shop, shopUrl } from '../testing/objects.ts'
import { openWorld, type SignedUp, signUp, type World } from '../testing/world.ts'

let world: World
let ada: SignedUp
let serverId: string

const nas = {
  name: 'nas',
  inputSchema: {
    type: 'object',
    properties: { action: { type: 'string' }, params: { type: 'object' } },
  },
}
const proposed = { tool: 'nas', name: 'args.action', arguments: 'args.params' }
const action = (name: string, category: string) => ({
  definition: { name, inputSchema: { type: 'object', properties: {}, additionalProperties: false } },
  category,
})
const confirmed = {
  ...proposed,
  actions: [action('pool_list', 'read'), action('pool_delete', 'destructive')],
}

beforeAll(async () => {
  const sealer = createSealer([newSealingKey()])
  world = await openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer })
  ada = await signUp(world, 'ada@example.org')
})

beforeEach(async () => {
  world.clock.advance(60_000)
  const transport = { kind: 'http', url: shopUrl, headers: {} }
  const { workspaceId } = ada
  const server = await ada.browser.ask(servers.register, {
    params: { workspaceId },
    body: { name: 'Nas', transport },
  })
  serverId = server.body.id
  await discover([nas, { name: 'look' }])
})

async function discover(tools: Parameters<typeof shop>[0]) {
  world.upstreams.set(shopUrl, ok(shop(tools)))
  await ada.browser.ask(servers.discover, { params: { serverId } })
}

const put = (dispatchers: readonly object[]) =>
  ada.browser.ask(servers.putDispatchers, { params: { serverId }, body: { dispatchers } })

test('what looks like a dispatcher is proposed, and is none before a person says so', async () => {
  const asked = await ada.browser.ask(servers.dispatchers, { params: { serverId } })
  expect(asked.body).toEqual({ confirmed: [], proposed: [proposed] })
  const inventory = await ada.browser.ask(servers.inventory, { params: { serverId } })
  expect(inventory.body?.dispatchers).toEqual([])
})

test('actions that agents have used are proposed, to those who may see values', async () => {
  const { workspaceId } = ada
  const { grant } = await addGrant(ada, serverId)
  const held = { workspaceId, serverId, grantId: grant.id }
  for (const name of ['pool_list', 'pool_delete', 'pool_list', 'look', 7]) {
    const call = callOf(world, held, { tool: 'nas' })
    const args = { action: name, params: {} }
    await world.storage.activity.append([call], new Map([[call.id, { args, saw: [] }]]))
  }
  const ask = () => ada.browser.ask(servers.dispatchers, { params: { serverId } })
  await world.storage.activity.append([callOf(world, held, { tool: 'nas:pool_add' })])
  expect((await ask()).body.proposed).toEqual([
    {
      ...proposed,
      actions: [
        { definition: { name: 'pool_add' }, category: 'write' },
        { definition: { name: 'pool_delete' }, category: 'destructive' },
        { definition: { name: 'pool_list' }, category: 'read' },
      ],
    },
  ])
  await setRole(world, ada, 'viewer')
  expect((await ask()).body.proposed).toEqual([proposed])
  await setRole(world, ada, 'admin')
})

test('what was confirmed is in the inventory, and outlives the next discovery', async () => {
  expect((await put([confirmed])).body).toEqual({ confirmed: [confirmed], proposed: [proposed] })
  await discover([nas, { name: 'look' }, { name: 'more' }])
  const inventory = await ada.browser.ask(servers.inventory, { params: { serverId } })
  expect(inventory.body?.dispatchers).toEqual([confirmed])
  await discover([{ name: 'look' }])
  expect((await ada.browser.ask(servers.dispatchers, { params: { serverId } })).body).toEqual({
    confirmed: [confirmed],
    proposed: [],
  })
})

test.each([
  ['a tool that is not there', [{ ...proposed, tool: 'nos' }], 'dispatchers.0.tool'],
  ['a tool twice', [proposed, proposed], 'dispatchers.1.tool'],
  ['a path that leads nowhere', [{ ...proposed, name: 'action[' }], 'dispatchers.0.name'],
  ['a path to many names', [{ ...proposed, name: 'args.actions[*].name' }], 'dispatchers.0.name'],
  [
    'an action twice',
    [{ ...proposed, actions: [action('a', 'read'), action('a', 'write')] }],
    'dispatchers.0.actions',
  ],
])('%s is refused, and nothing changes', async (_, dispatchers, field) => {
  const answer = await put(dispatchers)
  expect([answer.status, answer.fault?.code]).toEqual([422, 'invalid'])
  expect(Object.keys(answer.fault?.fields ?? {})).toEqual([field])
  expect((await ada.browser.ask(servers.dispatchers, { params: { serverId } })).body.confirmed).toEqual([])
})

test('who may only look may not confirm', async () => {
  await setRole(world, ada, 'viewer')
  expect((await put([confirmed])).status).toBe(403)
  await setRole(world, ada, 'admin')
})

test('the recommended policy has a rule for each action, and publishing knows their arguments', async () => {
  await put([confirmed])
  const policy = await addPolicy(ada, serverId)
  const draft = await ada.browser.ask(policies.draft, { params: { policyId: policy.id } })
  const text = draft.body?.text ?? ''
  expect(JSON.parse(text).tools).toEqual({
    look: expect.anything(),
    pool_list: {},
    pool_delete: { action: 'require_approval' },
  })
  const published = await publish(ada, policy.id, text)
  expect(published.body.classes).toEqual({
    'nas:pool_list': 'read',
    'nas:pool_delete': 'destructive',
    nas: expect.anything(),
    look: expect.anything(),
  })
  const condition = { path: 'args.pool', op: 'eq', value: 'x' }
  const wrong = {
    version: '1',
    default: 'deny',
    tools: { pool_delete: { require: [{ conditions: [condition] }] } },
  }
  const refused = await publish(ada, policy.id, JSON.stringify(wrong), 1)
  expect(refused.fault?.code).toBe('policy_invalid')
})

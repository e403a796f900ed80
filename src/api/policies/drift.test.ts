import { beforeAll, beforeEach, expect, test } from 'vitest'
import { policies } from '#contract/policies'
import { servers } from '#contract/servers'
import type { ToolDefinition } from '#mcp/tool'
import { createSealer, newSealingKey } from '#platform/seal'
import { ok } from '#std/result'
import { openSqlite } from '#storage/sqlite'
import { addPolicy, addServer, publish, shop, shopTools, shopUrl } from '../testing/objects.ts'
import { openWorld, type SignedUp, signUp, type World } from '../testing/world.ts'

const text = '{ "version": "1", "default": "deny", "tools": { "list_orders": {} } }'

let world: World
let ada: SignedUp
let serverId: string
let policyId: string

beforeAll(async () => {
  const sealer = createSealer([newSealingKey()])
  world = await openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer })
  ada = await signUp(world, 'ada@example.org')
})

beforeEach(async () => {
  world.clock.advance(60_000)
  serverId = (await addServer(world, ada)).id
  policyId = (await addPolicy(ada, serverId)).id
})

const drift = async () => (await ada.browser.ask(policies.drift, { params: { policyId } })).body

async function discover(tools: readonly ToolDefinition[]) {
  world.upstreams.set(shopUrl, ok(shop(tools)))
  await ada.browser.ask(servers.discover, { params: { serverId } })
}

const [list, remove] = shopTools
const changed: ToolDefinition = { ...(remove ?? { name: '' }), inputSchema: { type: 'object' } }

test('before anything is enforced there is nothing to drift from', async () => {
  expect(await drift()).toBeNull()
})

test('a tool that the server has changed since is told with what it was; new and vanished ones are not', async () => {
  await publish(ada, policyId, text)
  expect(await drift()).toEqual({ since: 1, changed: [] })
  await discover([changed, { name: 'constructor' }])
  expect(await drift()).toEqual({ since: 1, changed: [{ tool: 'delete_order', before: remove }] })
})

test('publishing again takes the tools as they are', async () => {
  await publish(ada, policyId, text)
  await discover([changed, ...(list === undefined ? [] : [list])])
  await publish(ada, policyId, `${text} // looked at`, 1)
  expect(await drift()).toEqual({ since: 2, changed: [] })
})

test('a revision of before digests were kept says nothing', async () => {
  const policy = await world.storage.policies.get((await summary()).id)
  await publish(ada, policyId, text)
  const first = policy && (await world.storage.policies.revision(policy.id, 1))
  if (first !== undefined) await world.storage.policies.publish(first, 1)
  await discover([changed])
  expect(await drift()).toEqual({ since: 2, changed: [] })
})

const summary = async () => (await ada.browser.ask(policies.get, { params: { policyId } })).body

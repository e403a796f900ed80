import { afterEach, expect, test } from 'vitest'
import { createTestClock } from '#platform/clock'
import { invariant } from '#std/invariant'
import { isJsonObject } from '#std/json'
import { openSqlite } from '#storage/sqlite'
import { openFixtureGate } from './conformance/fixture-gate.ts'
import type { FixtureOptions } from './conformance/fixture-server.ts'
import type { GateOptions } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const policy = { version: '1', default: 'deny', tools: { 'read_*': {} } }
const known = '{"name":"read_file"}'
const more = `${known},{"name":"read_more","inputSchema":{"type":"object","properties":{"path":{}}}},{"name":"write_more"}`

/** A server without sessions that lists more to whoever can do more. */
const byCapability: FixtureOptions = {
  isStateless: true,
  result(frame) {
    if (frame['method'] !== 'tools/list') return undefined
    const { params } = frame
    return `{"tools":[${isJsonObject(params) && params['canMore'] === true ? more : known}]}`
  },
}

async function world(fixture: FixtureOptions, options: Partial<GateOptions> = {}) {
  const opened = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), {
    policy,
    list: 'all',
    ...options,
    fixture,
  })
  closers.push(opened.close)
  return opened
}

const unknown = (tool: string) => `Unknown tool: ${tool}`

test.each(['2025-11-25', '2026-07-28'])(
  'without a session a tool that was listed to a grant may be called by it, and counts as new (%s)',
  async (version) => {
    const { gate } = await world(byCapability)
    const client = new RawClient(gate, { 'mcp-protocol-version': version })
    expect((await client.call('read_more')).error?.message).toBe(unknown('read_more'))
    expect((await client.ask('tools/list', { canMore: true })).text).toContain('read_more')
    expect((await client.call('read_more', { path: '/' })).result?.content?.[0]?.text).toBe('done')
    expect((await client.call('write_more')).result?.content?.[0]?.text).toContain('[POLICY DENIED]')
    // What it takes is known from the list.
    expect((await client.call('read_more', { Path: '/' })).result?.content?.[0]?.text).toContain('`path`')
    expect((await client.call('read_other')).error?.message).toBe(unknown('read_other'))
  },
)

test('what was listed to one grant is no news for another', async () => {
  const { gate } = await world(byCapability)
  const { token } = await gate.mint()
  const other = new RawClient({ url: gate.url, token })
  await expect.poll(async () => (await other.ask('ping')).status).toBe(200)
  await new RawClient(gate).ask('tools/list', { canMore: true })
  expect((await other.call('read_more')).error?.message).toBe(unknown('read_more'))
})

test('what was listed to a grant outlives a publish, and is forgotten when it was not used for long', async () => {
  const clock = createTestClock()
  const settings = { sessionForgetMs: 60_000, upkeepMs: 10 }
  const { gate } = await world(byCapability, { settings, clock })
  const client = new RawClient(gate)
  await client.ask('tools/list', { canMore: true })
  await gate.publish({ ...policy, tools: { 'read_*': {}, 'write_*': {} } })
  await expect.poll(async () => (await client.call('write_more')).result?.content?.[0]?.text).toBe('done')
  const afterLong = async () => {
    const { error } = await client.call('read_more')
    clock.advance(60_001)
    return error?.message
  }
  await expect.poll(afterLong, { interval: 200, timeout: 5_000 }).toBe(unknown('read_more'))
})

test('tools that a client is shown and that nobody knew have the server listed again', async () => {
  let tools = known
  const { gate } = await world({
    isStateless: true,
    result: ({ method }) => (method === 'tools/list' ? `{"tools":[${tools}]}` : undefined),
  })
  const stored = async () =>
    (await gate.storage.inventories.latest(gate.serverId))?.tools.map(({ name }) => name)
  expect(await stored()).toEqual(['read_file'])
  tools = more
  const client = new RawClient(gate)
  await client.toolNames()
  await expect.poll(stored, { timeout: 5_000 }).toEqual(['read_file', 'read_more', 'write_more'])
})

test('what is listed to a client alone may still be called when the inventory has changed', async () => {
  const { gate } = await world(byCapability)
  const client = new RawClient(gate)
  await client.ask('tools/list', { canMore: true })
  const inventory = await gate.storage.inventories.latest(gate.serverId)
  invariant(inventory !== undefined, 'the fixture was discovered')
  const { version: _, ...found } = inventory
  const tools = found.tools.map((tool) => ({ ...tool, name: 'read_new' }))
  await gate.storage.inventories.put({ ...found, tools })
  await expect.poll(async () => (await client.call('read_new')).result?.content?.[0]?.text).toBe('done')
  expect((await client.call('read_more')).result?.content?.[0]?.text).toBe('done')
})

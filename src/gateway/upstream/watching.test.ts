import { afterEach, expect, test } from 'vitest'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from '../conformance/fixture-gate.ts'
import type { FixtureOptions } from '../conformance/fixture-server.ts'
import { RawClient } from '../conformance/raw-client.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function world(fixture: FixtureOptions): Promise<FixtureGate & { client: RawClient }> {
  const opened = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), { fixture })
  closers.push(opened.close)
  return { ...opened, client: await new RawClient(opened.gate).open() }
}

const changed = 'data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n'

/** A server whose list is what `tools` gives at the time. */
function listing(tools: () => string | undefined): FixtureOptions {
  return {
    answer(frame, response) {
      if (frame['method'] !== 'tools/list') return false
      const list = tools()
      response.writeHead(list === undefined ? 500 : 200, { 'content-type': 'application/json' })
      response.end(
        list === undefined
          ? 'broken'
          : `{"jsonrpc":"2.0","id":${JSON.stringify(frame['id'])},"result":{"tools":${list}}}`,
      )
      return true
    },
  }
}

test('a server that says its list has changed is listed again, and clients are told', async () => {
  let tools = '[{"name":"a"}]'
  const { client, gate, fixture } = await world(listing(() => tools))
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  tools = '[{"name":"a"},{"name":"b"}]'
  fixture.say(changed)
  expect(await stream.next()).toBe(changed)
  expect(await stream.next()).toContain('"notifications/tools/list_changed"')
  const inventory = await gate.storage.inventories.latest(gate.serverId)
  expect(inventory).toMatchObject({ version: 2, tools: [{ name: 'a' }, { name: 'b' }] })
  stream.close()
})

test.each([
  ['fails', undefined],
  ['is empty', '[]'],
])('a listing that %s leaves the inventory as it was', async (_how, after) => {
  let tools: string | undefined = '[{"name":"a"}]'
  let listed = 0
  const { client, gate, fixture } = await world(
    listing(() => {
      listed += 1
      return tools
    }),
  )
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  const before = listed
  tools = after
  fixture.say(changed)
  await expect.poll(() => listed, { timeout: 5_000 }).toBeGreaterThan(before)
  await gate.calls()
  expect((await gate.storage.inventories.latest(gate.serverId))?.tools).toHaveLength(1)
  stream.close()
})

test('health follows what the traffic shows, in words', async () => {
  let status = 200
  const { client, gate } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'ping' || status === 200) return false
      response.writeHead(status).end()
      return true
    },
  })
  const health = async () => (await gate.storage.servers.get(gate.serverId))?.health
  await expect.poll(async () => (await health())?.state).toBe('ok')
  status = 401
  await client.ask('ping')
  await expect
    .poll(health, { timeout: 3_000 })
    .toMatchObject({ state: 'needs_authorisation', error: expect.stringContaining('HTTP 401') })
  status = 200
  await client.ask('ping')
  await expect.poll(health, { timeout: 3_000 }).toMatchObject({ state: 'ok', error: null })
})

import { afterEach, expect, test } from 'vitest'
import { isJsonObject } from '#std/json'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from '../conformance/fixture-gate.ts'
import type { FixtureOptions } from '../conformance/fixture-server.ts'
import { openGate, testSealer } from '../conformance/gate.ts'
import { openPuppets } from '../conformance/puppets.ts'
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

test('a changed list is read page by page, and a definition that changed has another digest', async () => {
  let pages = ['[{"name":"a"},{"name":"same"}]']
  const cursors: string[] = []
  const { client, gate, fixture } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/list') return false
      const params = frame['params']
      const cursor = isJsonObject(params) ? Number(params['cursor'] ?? 0) : 0
      cursors.push(String(cursor))
      // The last page leads back to the second: followed for ever, the list would never end.
      const next = pages.length === 1 ? '' : `,"nextCursor":"${cursor + 1 < pages.length ? cursor + 1 : 1}"`
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        `{"jsonrpc":"2.0","id":${JSON.stringify(frame['id'])},"result":{"tools":${pages[cursor]}${next}}}`,
      )
      return true
    },
  })
  const digests = async () => {
    const inventory = await gate.storage.inventories.latest(gate.serverId)
    return new Map(inventory?.tools.map(({ name, digest }) => [name, digest]))
  }
  const before = await digests()
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  pages = ['[{"name":"a","title":"Another"}]', '[]', '[{"name":"same"},{"name":"new"}]']
  cursors.length = 0
  fixture.say(changed)
  await expect
    .poll(async () => [...(await digests()).keys()], { timeout: 5_000 })
    .toEqual(['a', 'same', 'new'])
  expect(cursors).toEqual(['0', '1', '2'])
  const after = await digests()
  expect(after.get('same')).toBe(before.get('same'))
  expect(after.get('a')).not.toBe(before.get('a'))
  stream.close()
}, 15_000)

test('a change that a call tells of in its own answer is heard', async () => {
  let tools = '[{"name":"a"}]'
  const { answer: list } = listing(() => tools)
  const { client, gate } = await world({
    answer(frame, response, request) {
      if (frame['method'] !== 'tools/call') return list?.(frame, response, request) === true
      tools = '[{"name":"a"},{"name":"born"}]'
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(`${changed}data: {"jsonrpc":"2.0","id":${JSON.stringify(frame['id'])},"result":{}}\n\n`)
      return true
    },
  })
  await client.call('a')
  const names = async () =>
    (await gate.storage.inventories.latest(gate.serverId))?.tools.map(({ name }) => name)
  await expect.poll(names, { timeout: 5_000 }).toEqual(['a', 'born'])
}, 15_000)

test('a change that a program tells of while nobody listens is heard', async () => {
  let tools = '[{"name":"a"}]'
  const puppets = await openPuppets(() => tools)
  const sealer = testSealer()
  const storage = await openSqlite({ path: ':memory:', sealer })
  const gate = await openGate({ storage, sealer, transport: puppets.transport })
  closers.push(async () => puppets.close(), gate.close)
  await new RawClient(gate).open()
  tools = '[{"name":"a"},{"name":"b"}]'
  puppets.say('{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}')
  await expect
    .poll(async () => (await storage.inventories.latest(gate.serverId))?.tools.length, { timeout: 8_000 })
    .toBe(2)
}, 15_000)

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

test('a page that fails leaves the inventory as it was, and half a list is none', async () => {
  let isBroken = false
  let failed = 0
  const { client, gate, fixture } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/list') return false
      const isSecond = JSON.stringify(frame['params'] ?? {}).includes('"cursor"')
      if (isSecond && isBroken) {
        failed += 1
        response.writeHead(500).end('broken')
        return true
      }
      const page = isSecond ? '{"tools":[{"name":"b"}]}' : '{"tools":[{"name":"a"}],"nextCursor":"2"}'
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(`{"jsonrpc":"2.0","id":${JSON.stringify(frame['id'])},"result":${page}}`)
      return true
    },
  })
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  isBroken = true
  fixture.say(changed)
  await expect.poll(() => failed, { timeout: 5_000 }).toBe(1)
  await gate.calls()
  expect(await gate.storage.inventories.latest(gate.serverId)).toMatchObject({
    version: 1,
    tools: [{ name: 'a' }, { name: 'b' }],
  })
  stream.close()
}, 15_000)

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

test('a call that is cut when the gateway stops is told so', async () => {
  let hasArrived = false
  const { fixture, gate } = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), {
    settings: { closeGraceMs: 10 },
    fixture: {
      answer(frame) {
        hasArrived ||= frame['method'] === 'tools/call'
        return frame['method'] === 'tools/call'
      },
    },
  })
  closers.push(fixture.close)
  const client = await new RawClient(gate).open()
  const asked = client.call('read_file')
  await expect.poll(() => hasArrived).toBe(true)
  await gate.gateway.close()
  expect((await asked).error?.message).toContain('was let go: the gateway is stopping')
  await gate.close()
})

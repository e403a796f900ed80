import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { openSqlite } from '#storage/sqlite'
import { openFixture } from '../conformance/fixture-server.ts'
import { type Gate, listening, openGate, testSealer } from '../conformance/gate.ts'
import { RawClient } from '../conformance/raw-client.ts'
import { openSseFixture } from '../conformance/sse-fixture.ts'
import { Recheck } from './recheck.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function openTo(url: string): Promise<Gate> {
  const sealer = testSealer()
  const storage = await openSqlite({ path: ':memory:', sealer })
  const transport = { kind: 'http', url, headers: {} } as const
  const gate = await openGate({ storage, sealer, transport, settings: { recheckMs: 5 } })
  closers.push(gate.close)
  return gate
}

/** Passes on what comes at an address, from now on: a server that is back. */
function listenAt(origin: string, to: string): Promise<Server> {
  const server = createServer((request, response) => {
    pass(request, response, to).catch(() => response.destroy())
  })
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return new Promise((resolve) => {
    server.listen(Number(new URL(origin).port), '127.0.0.1', () => resolve(server))
  })
}

async function pass(request: IncomingMessage, response: ServerResponse, to: string): Promise<void> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const answer = await fetch(to, {
    method: request.method ?? 'GET',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...sessionOf(request.headers),
    },
    ...(body !== '' && { body }),
  })
  const session = answer.headers.get('mcp-session-id')
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'text/plain',
    ...(session !== null && { 'mcp-session-id': session }),
  })
  response.end(await answer.text())
}

function sessionOf(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const id = headers['mcp-session-id']
  return typeof id === 'string' ? { 'mcp-session-id': id } : {}
}

async function freeOrigin(): Promise<string> {
  const { origin, close } = await listening(() => undefined)
  await close()
  return origin
}

const healthOf = async ({ storage, serverId }: Gate) => (await storage.servers.get(serverId))?.health

test('a server that does not answer is asked again until it does, and its tools are then known', async () => {
  const origin = await freeOrigin()
  const gate = await openTo(`${origin}/mcp`)
  expect((await new RawClient(gate).ask('ping')).messages[0]?.error?.message).toContain(
    'refused the connection',
  )
  await expect
    .poll(() => healthOf(gate))
    .toMatchObject({ state: 'unreachable', error: expect.stringContaining('refused the connection') })
  expect(await gate.storage.inventories.latest(gate.serverId)).toBeUndefined()
  const fixture = await openFixture()
  closers.push(fixture.close)
  await listenAt(origin, fixture.url)
  await expect.poll(() => healthOf(gate), { timeout: 10_000 }).toMatchObject({ state: 'ok', error: null })
  expect((await gate.storage.inventories.latest(gate.serverId))?.tools).toHaveLength(3)
}, 15_000)

test('a server that somebody else found unreachable is asked again too', async () => {
  const origin = await freeOrigin()
  const gate = await openTo(`${origin}/mcp`)
  const error = 'nobody there'
  await gate.storage.servers.setHealth(gate.serverId, { state: 'unreachable', checkedAt: Date.now(), error })
  const fixture = await openFixture()
  closers.push(fixture.close)
  await listenAt(origin, fixture.url)
  await expect.poll(() => healthOf(gate), { timeout: 10_000 }).toMatchObject({ state: 'ok', error: null })
}, 15_000)

test('a server that is back without tools is said to have none', async () => {
  const origin = await freeOrigin()
  const gate = await openTo(`${origin}/mcp`)
  await new RawClient(gate).ask('ping')
  const fixture = await openFixture({ tools: '[]' })
  closers.push(fixture.close)
  await listenAt(origin, fixture.url)
  await expect
    .poll(() => healthOf(gate), { timeout: 10_000 })
    .toMatchObject({ state: 'no_tools', error: null })
}, 15_000)

test('one that turns out to speak the older transport is for people to register so', async () => {
  const fixture = await openSseFixture()
  closers.push(fixture.close)
  const gate = await openTo(fixture.url)
  const server = await gate.storage.servers.get(gate.serverId)
  if (server === undefined) throw new Error('it was registered')
  const before = await gate.storage.inventories.latest(gate.serverId)
  const recheck = new Recheck({
    inventories: gate.storage.inventories,
    discover: gate.gateway.discover,
    transportOf: () => ({ kind: 'http', url: fixture.url, headers: {} }),
    clock: systemClock,
    log: silentLog,
    firstMs: 1,
  })
  const found = await new Promise((resolve) => recheck.start(server, resolve))
  recheck.close()
  expect(found).toMatchObject({
    ok: false,
    fault: { code: 'not_mcp', message: expect.stringContaining('HTTP+SSE') },
  })
  expect(await gate.storage.inventories.latest(gate.serverId)).toEqual(before)
}, 15_000)

import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { expect, test, vi } from 'vitest'
import { dataOf } from '#mcp/event-stream'
import type { TransportInput } from '#model/server'
import { systemClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { createOriginGuard } from '#platform/origin'
import { openSqlite } from '#storage/sqlite'
import { diskOfEachTest } from './conformance/disk.ts'
import { type Fixture, type FixtureOptions, openFixture } from './conformance/fixture-server.ts'
import { type Gate, type GateOptions, listening, memoryJournal, openGate } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'
import { createGateway, type Gateway } from './gateway.ts'

// Clients wait a second before they come back, and programs take their time to start.
vi.setConfig({ testTimeout: 20_000 })

const disk = diskOfEachTest(openSqlite)
const { sealer, closers, openStorage } = disk
const script = fileURLToPath(new URL('./conformance/stdio-fixture.ts', import.meta.url))
const stdio = { kind: 'stdio' as const, command: process.execPath, args: [script], env: {} }
const slowly = { timeout: 10_000 }

const openBook = () => disk.openBook('sessions')

interface World {
  readonly gate: Gate
  readonly url: string
  /** Ends every connection, and nothing else. */
  cut(): void
  /** Puts another process in the place of this one, at the same address. */
  restart(): Promise<void>
}

async function world(transport: TransportInput, settings: GateOptions['settings'] = {}): Promise<World> {
  const storage = await openStorage()
  const gate = await openGate({ storage, sealer, transport, settings, sessionJournal: openBook() })
  let gateway: Gateway = gate.gateway
  const serve = (request: IncomingMessage, response: ServerResponse) => gateway.handle(request, response)
  const door = await listening(serve)
  closers.push(gate.close, () => door.close())
  return {
    gate,
    url: gate.url.replace(gate.origin, door.origin),
    cut: () => door.server.closeAllConnections(),
    async restart() {
      await gateway.close()
      const later = await openStorage()
      gateway = createGateway({
        storage: later,
        clock: systemClock,
        log: silentLog,
        sealer,
        journal: memoryJournal(),
        sessionJournal: openBook(),
        originGuard: createOriginGuard({ host: '127.0.0.1', trustedProxies: [] }),
        settings: { allowPrivate: () => true, allowStdio: () => true, environment: process.env },
      })
      await gateway.ready()
      closers.push(() => later.close(), gateway.close)
    },
  }
}

async function overHttp(
  settings: GateOptions['settings'] = {},
  options: FixtureOptions = {},
): Promise<World & { fixture: Fixture }> {
  const fixture = await openFixture(options)
  closers.push(fixture.close)
  return { fixture, ...(await world({ kind: 'http', url: fixture.url, headers: {} }, settings)) }
}

async function connected({ gate, url }: World): Promise<Client> {
  const client = new Client({ name: 'older', version: '1' })
  const headers = { authorization: `Bearer ${gate.token}` }
  await client.connect(new SSEClientTransport(new URL(url), { requestInit: { headers } }))
  closers.push(() => client.close())
  return client
}

/** A call as a person sees it who tries until it works. */
async function calls(client: Client, name: string): Promise<void> {
  const one = () =>
    client.callTool({ name, arguments: {} }, undefined, { timeout: 2_000 }).then(
      () => 'done',
      (error: Error) => error.message,
    )
  await expect.poll(one, { timeout: 15_000 }).toBe('done')
}

const introductions = ({ arrivals }: Fixture) =>
  arrivals.filter(({ body }) => body.includes('"initialize"')).length

test('a client that lost its stream comes back to its session, and the upstream notices nothing', async () => {
  const opened = await overHttp()
  const client = await connected(opened)
  await calls(client, 'read_file')
  const before = introductions(opened.fixture)
  opened.cut()
  await calls(client, 'read_file')
  expect(introductions(opened.fixture)).toBe(before)
  const sessions = opened.fixture.arrivals.flatMap(({ headers }) => headers['mcp-session-id'] ?? [])
  expect(sessions.at(-1)).toBe(sessions.at(-2))
  expect(opened.fixture.arrivals.map(({ method }) => method)).not.toContain('DELETE')
})

test('a call that ran when the stream was lost is answered in words when its client is back', async () => {
  const never: FixtureOptions = { answer: ({ method }) => method === 'tools/call' }
  const opened = await overHttp({}, never)
  const client = await connected(opened)
  const call = client.callTool({ name: 'read_file', arguments: {} }, undefined, { timeout: 15_000 })
  const ended = call.then(
    () => 'done',
    (error: Error) => error.message,
  )
  await expect.poll(() => opened.fixture.calls().length, slowly).toBe(1)
  opened.cut()
  expect(await ended).toContain('The connection was lost while this ran')
  expect(opened.fixture.calls()).toHaveLength(1)
})

test('a client that was away for long has its session opened anew, in its own words', async () => {
  const opened = await overHttp({ streamAwayMs: 1 })
  const client = await connected(opened)
  opened.cut()
  await expect.poll(() => opened.fixture.arrivals.map(({ method }) => method), slowly).toContain('DELETE')
  await calls(client, 'read_file')
  expect(opened.fixture.arrivals.findLast(({ body }) => body.includes('"initialize"'))?.body).toContain(
    '"older"',
  )
  await expect.poll(() => opened.fixture.listeners.size, slowly).toBe(1)
})

test.each([
  ['a server over streamable HTTP', () => overHttp(), 'read_file'],
  ['a program', () => world(stdio), 'echo'],
] as const)(
  'a client of %s goes on before the next process, without being started again',
  async (_, open, tool) => {
    const opened = await open()
    const client = await connected(opened)
    await calls(client, tool)
    await opened.restart()
    await calls(client, tool)
  },
)

/** The SDK's client as it comes back: it says its version, and nothing else. */
const returning = { 'mcp-protocol-version': '2025-11-25' }

test('nobody comes back to the session of another grant', async () => {
  const opened = await overHttp()
  await connected(opened)
  const { token } = await opened.gate.mint()
  const stranger = new RawClient({ url: opened.url, token })
  await expect.poll(async () => (await stranger.ask('ping')).status, slowly).not.toBe(401)
  opened.cut()
  await expect.poll(() => opened.fixture.listeners.size, slowly).toBe(0)
  // As any GET without a session: the server says what it says.
  const stream = await stranger.listen(returning)
  expect(stream.status).toBe(400)
  stream.close()
})

test('an open stream is not taken from its client', async () => {
  const opened = await overHttp()
  const client = await connected(opened)
  const another = new RawClient({ url: opened.url, token: opened.gate.token })
  const stream = await another.listen(returning)
  expect(stream.status).toBe(400)
  stream.close()
  await calls(client, 'read_file')
})

test('of two clients that come back each has a session', async () => {
  const opened = await overHttp()
  const clients = [await connected(opened), await connected(opened)]
  opened.cut()
  for (const client of clients) await calls(client, 'read_file')
  for (const client of clients) await calls(client, 'read_file')
  const sessions = opened.fixture.arrivals.slice(-2).map(({ headers }) => headers['mcp-session-id'])
  expect(new Set(sessions).size).toBe(2)
})

test('the session of an older client is none for a client that names it in a header', async () => {
  const opened = await overHttp()
  const own = new RawClient({ url: opened.url, token: opened.gate.token })
  const stream = await own.listen()
  const id = (dataOf(await stream.next()) ?? '').split('sessionId=')[1] ?? ''
  const { status } = await own.send('{"jsonrpc":"2.0","id":1,"method":"ping"}', { 'mcp-session-id': id })
  expect([id.length, status]).toEqual([36, 404])
  stream.close()
})

async function withoutSessions(
  settings: GateOptions['settings'] = {},
): Promise<World & { fixture: Fixture }> {
  const opened = await overHttp(settings, { isStateless: true })
  opened.fixture.refuseListeners()
  return opened
}

test.each([
  ['lost its stream', async ({ cut }: World) => cut()],
  ['is before the next process', ({ restart }: World) => restart()],
] as const)(
  'a client of a server without sessions goes on when it %s, and introduces itself no second time',
  async (_, lose) => {
    const opened = await withoutSessions()
    const client = await connected(opened)
    await calls(client, 'read_file')
    const before = introductions(opened.fixture)
    await lose(opened)
    await calls(client, 'read_file')
    const last = opened.fixture.arrivals.findLast(({ body }) => body.includes('tools/call'))
    expect(last?.headers['mcp-protocol-version']).toBe('2025-11-25')
    expect(introductions(opened.fixture)).toBe(before)
  },
)

test('a client of a server without sessions goes on after it was away for long', async () => {
  const opened = await withoutSessions({ streamAwayMs: 1 })
  const client = await connected(opened)
  const before = introductions(opened.fixture)
  opened.cut()
  await calls(client, 'read_file')
  expect(introductions(opened.fixture)).toBe(before)
})

test('a client of streamable HTTP takes no stream that waits for one of HTTP+SSE', async () => {
  const opened = await withoutSessions()
  const older = await connected(opened)
  await calls(older, 'read_file')
  opened.cut()
  // As the SDK asks whether a server that gave it no session speaks unasked.
  const other = new RawClient({ url: opened.url, token: opened.gate.token })
  const asked = () =>
    other.listen(returning).then(
      (stream) => {
        stream.close()
        return stream.status
      },
      () => 'cut',
    )
  await expect.poll(asked).toBe(405)
  await calls(older, 'read_file')
})

test('a client that was given the version of HTTP+SSE comes back to its session too', async () => {
  const opened = await overHttp({}, { version: '2024-11-05' })
  const client = await connected(opened)
  const before = introductions(opened.fixture)
  opened.cut()
  await calls(client, 'read_file')
  expect(introductions(opened.fixture)).toBe(before)
})

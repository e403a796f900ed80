import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import type { TransportInput } from '#model/server'
import { systemClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { createOriginGuard } from '#platform/origin'
import { isJsonObject } from '#std/json'
import { openSqlite } from '#storage/sqlite'
import { diskOfEachTest } from './conformance/disk.ts'
import { type Fixture, type FixtureOptions, openFixture } from './conformance/fixture-server.ts'
import { type Gate, listening, memoryJournal, openGate } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'
import { createGateway } from './gateway.ts'

// Programs are started, and a busy machine takes its time with that.
vi.setConfig({ testTimeout: 20_000 })

const disk = diskOfEachTest(openSqlite)
const { sealer, closers, openStorage } = disk
const script = fileURLToPath(new URL('./conformance/stdio-fixture.ts', import.meta.url))

const openBook = () => disk.openBook('sessions')

async function firstProcess(transport: TransportInput): Promise<{ gate: Gate; client: RawClient }> {
  const gate = await openGate({ storage: await openStorage(), sealer, transport, sessionJournal: openBook() })
  return { gate, client: await new RawClient(gate).open() }
}

/** The same client before another process on the same data. The first is not asked to end, as when it is killed. */
async function nextProcess({ gate, client }: { gate: Gate; client: RawClient }): Promise<RawClient> {
  const storage = await openStorage()
  const gateway = createGateway({
    storage,
    clock: systemClock,
    log: silentLog,
    sealer,
    journal: memoryJournal(),
    sessionJournal: openBook(),
    originGuard: createOriginGuard({ host: '127.0.0.1', trustedProxies: [] }),
    settings: { allowPrivate: () => true, allowStdio: () => true, environment: process.env },
  })
  await gateway.ready()
  const door = await listening((request, response) => gateway.handle(request, response))
  closers.push(door.close, gateway.close, storage.close)
  return new RawClient(
    { url: gate.url.replace(/http:\/\/[^/]+/, door.origin), token: gate.token },
    client.headers,
  )
}

async function overHttp(
  options: FixtureOptions = {},
): Promise<{ fixture: Fixture; gate: Gate; client: RawClient }> {
  const fixture = await openFixture(options)
  const opened = await firstProcess({ kind: 'http', url: fixture.url, headers: {} })
  closers.push(fixture.close, opened.gate.close)
  return { fixture, ...opened }
}

const initializations = ({ arrivals }: Fixture) =>
  arrivals.filter(({ body }) => body.includes('"initialize"')).length

test('a client goes on with its session before the next process, and the upstream notices nothing', async () => {
  const first = await overHttp()
  const { fixture } = first
  const introduced = initializations(fixture)
  const client = await nextProcess(first)
  expect((await client.call('read_file')).result?.content?.[0]?.text).toBe('done')
  expect(await client.toolNames()).toContain('write_file')
  expect(initializations(fixture)).toBe(introduced)
  expect(new Set(fixture.arrivals.slice(-2).map(({ headers }) => headers['mcp-session-id'])).size).toBe(1)
})

test('tools that the server lists to this client alone may be called before the next process', async () => {
  const more = '{"name":"read_more","inputSchema":{"type":"object","properties":{"path":{}}}}'
  const first = await overHttp({
    result({ method, params }) {
      if (method !== 'tools/list') return undefined
      return `{"tools":[{"name":"read_file"}${isJsonObject(params) && params['canMore'] === true ? `,${more}` : ''}]}`
    },
  })
  await first.client.ask('tools/list', { canMore: true })
  const client = await nextProcess(first)
  expect((await client.call('read_more', { path: '/' })).result?.content?.[0]?.text).toBe('done')
  expect((await client.call('read_more', { Path: '/' })).result?.content?.[0]?.text).toContain('`path`')
  expect((await client.call('read_other')).error?.message).toBe('Unknown tool: read_other')
})

test('of tools without number as many are written down as fit', async () => {
  const tools = Array.from({ length: 500 }, (_, n) => `{"name":"t${n}","description":"${'x'.repeat(100)}"}`)
  const first = await overHttp({
    result({ method, params }) {
      if (method !== 'tools/list') return undefined
      return `{"tools":[{"name":"read_file"}${isJsonObject(params) && params['canMore'] === true ? `,${tools.join()}` : ''}]}`
    },
  })
  await first.client.ask('tools/list', { canMore: true })
  expect(JSON.stringify(openBook().recovered).length).toBeLessThan(32_000)
  const client = await nextProcess(first)
  expect((await client.call('t0')).result?.content?.[0]?.text).toBe('done')
  expect((await client.call('t499')).error?.message).toBe('Unknown tool: t499')
})

test('where the program of the session ended with the process, the very next call starts it anew', async () => {
  const first = await firstProcess({ kind: 'stdio', command: process.execPath, args: [script], env: {} })
  await first.gate.close()
  const client = await nextProcess(first)
  const answers = await Promise.all([client.call('echo', { a: 1 }), client.call('echo', { a: 2 })])
  expect(answers.map(({ result }) => result?.content?.[0]?.text)).toEqual(['{"a":1}', '{"a":2}'])
})

test('a stream that comes back before any call opens the session too', async () => {
  const first = await firstProcess({ kind: 'stdio', command: process.execPath, args: [script], env: {} })
  await first.gate.close()
  const client = await nextProcess(first)
  const stream = await client.listen()
  expect(stream.status).toBe(200)
  expect((await client.call('echo')).result?.content?.[0]?.text).toBe('{}')
  stream.close()
})

test('a server that cannot be started for a while costs no session', async () => {
  const wrapper = disk.path('server.mjs')
  const start = () => writeFile(wrapper, `await import(${JSON.stringify(script)})`)
  await start()
  const { gate, client } = await firstProcess({
    kind: 'stdio',
    command: process.execPath,
    args: [wrapper],
    env: {},
  })
  closers.push(gate.close)
  await client.call('die')
  await rm(wrapper)
  const answer = await client.ask('tools/call', { name: 'echo', arguments: {} })
  expect(answer.status).toBe(200)
  expect(answer.messages[0]?.error?.message).toBe("The server's process ended with exit code 1.")
  await start()
  expect((await client.call('echo')).result?.content?.[0]?.text).toBe('{}')
})

test('a session that was closed, and one of another grant, is not found before the next process either', async () => {
  const first = await overHttp()
  const open = first.client
  const closed = await new RawClient(first.gate).open()
  await closed.send('', {}, 'DELETE')
  const other = await first.gate.mint()
  const client = await nextProcess({ ...first, client: closed })
  expect((await client.ask('ping')).status).toBe(404)
  const stranger = new RawClient(
    { url: client.url, token: other.token },
    { 'mcp-session-id': open.headers['mcp-session-id'] ?? '' },
  )
  expect((await stranger.ask('ping')).status).toBe(404)
})

test('a session of a revoked grant is forgotten', async () => {
  const first = await overHttp()
  await first.gate.storage.grants.revoke(first.gate.grantId, Date.now())
  await nextProcess(first)
  expect(openBook().recovered.map(({ line }) => line)).toEqual([null])
})

test('nothing of a session stands in the file but its id', async () => {
  const { fixture, client } = await overHttp()
  await client.ask('ping')
  const upstreamId = String(fixture.arrivals.at(-1)?.headers['mcp-session-id'])
  const names = await readdir(disk.path('sessions'))
  const text = (
    await Promise.all(names.map((name) => readFile(disk.path(`sessions/${name}`), 'utf8')))
  ).join()
  expect(text).toContain(client.headers['mcp-session-id'])
  expect(text).not.toContain(upstreamId)
  expect(text).not.toContain('clientInfo')
})

test('a session that cannot be written down, or not be read, costs nobody else anything', async () => {
  const fixture = await openFixture()
  const sessionJournal = {
    ...memoryJournal([
      { id: 'torn', line: { sealed: 'v1.x.y.z' } },
      { id: 'odd', line: 7 },
    ]),
    write: () => {
      throw new Error('disk full')
    },
  }
  const gate = await openGate({
    storage: await openStorage(),
    sealer,
    transport: { kind: 'http', url: fixture.url, headers: {} },
    sessionJournal,
  })
  closers.push(fixture.close, gate.close)
  const client = await new RawClient(gate).open()
  expect((await client.call('read_file')).result?.content?.[0]?.text).toBe('done')
})

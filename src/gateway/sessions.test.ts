import { afterEach, expect, test } from 'vitest'
import { createTestClock, systemClock } from '#platform/clock'
import { openSqlite } from '#storage/sqlite'
import type { Fixture, FixtureOptions } from './conformance/fixture-server.ts'
import type { GateOptions } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'
import { openReadingGate } from './conformance/reading-gate.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const policy = { version: '1', default: 'deny', tools: { read_file: {} } }

async function world(fixture: FixtureOptions = {}, options: Partial<GateOptions> = {}) {
  const opened = await openReadingGate((sealer) => openSqlite({ path: ':memory:', sealer }), fixture, options)
  closers.push(opened.close)
  return opened
}

function endedOf({ arrivals }: Fixture): number {
  return arrivals.filter(({ method }) => method === 'DELETE').length
}

/** A server whose calls end when they are released. */
function slowCalls() {
  const release: (() => void)[] = []
  const slow: FixtureOptions = {
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      release.push(() => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(`{"jsonrpc":"2.0","id":${String(frame['id'])},"result":{}}`)
      })
      return true
    },
  }
  return { slow, release }
}

test('a session’s id is ours, and the upstream’s goes upstream', async () => {
  const { client, fixture } = await world()
  await client.ask('ping')
  const ours = client.headers['mcp-session-id']
  const theirs = fixture.arrivals.at(-1)?.headers['mcp-session-id']
  expect(theirs).toBeTypeOf('string')
  expect(theirs).not.toBe(ours)
})

test('another grant’s session, and one that nobody has, is not found', async () => {
  const { client, gate, fixture } = await world()
  const { token } = await gate.mint()
  const other = new RawClient(
    { url: gate.url, token },
    { 'mcp-session-id': client.headers['mcp-session-id'] ?? '' },
  )
  await expect.poll(async () => (await other.ask('ping')).status).toBe(404)
  const before = fixture.arrivals.length
  const made = new RawClient(gate, { 'mcp-session-id': 'made-up' })
  expect((await made.ask('tools/list')).status).toBe(404)
  expect((await made.send('', {}, 'DELETE')).status).toBe(404)
  expect((await made.listen()).status).toBe(404)
  expect(fixture.arrivals.length).toBe(before)
})

test.each([400, 404] as const)(
  'a session that the server lost (%s) is opened anew, once for all that wait',
  async (status) => {
    const { client, fixture } = await world()
    fixture.loseSessions(status)
    const names = await Promise.all([client.toolNames(), client.toolNames(), client.toolNames()])
    expect(names).toEqual([['read_file'], ['read_file'], ['read_file']])
    expect(fixture.arrivals.filter(({ body }) => body.includes('"initialize"'))).toHaveLength(3)
  },
)

test('a call is not sent again when the session was lost, and the next one goes through', async () => {
  const { client, fixture } = await world()
  fixture.loseSessions()
  const lost = await client.call('read_file')
  expect(lost.error).toMatchObject({ code: -32603, data: { cause: 'session_lost' } })
  expect(fixture.calls()).toHaveLength(1)
  expect((await client.call('read_file')).result?.content?.[0]?.text).toBe('done')
})

test('a closed session is closed upstream, and gone', async () => {
  const { client, fixture } = await world()
  expect((await client.send('', {}, 'DELETE')).status).toBe(200)
  expect(fixture.arrivals.at(-1)?.method).toBe('DELETE')
  expect((await client.ask('ping')).status).toBe(404)
})

test('a session too many makes the idlest one go', async () => {
  let now = Date.now()
  // No two moments are the same, however fast the machine.
  const clock = { ...systemClock, now: () => ++now }
  const { client, gate } = await world({}, { settings: { sessionsPerGrant: 2 }, clock })
  const second = await new RawClient(gate).open()
  await client.ask('ping')
  const third = await new RawClient(gate).open()
  const statuses = [await client.ask('ping'), await second.ask('ping'), await third.ask('ping')].map(
    ({ status }) => status,
  )
  expect(statuses).toEqual([200, 404, 200])
})

test('an idle session ends upstream and is there again for its client; one with an open stream stays', async () => {
  const clock = createTestClock()
  const settings = { sessionIdleMs: 60_000, upkeepMs: 10 }
  const { client, gate, fixture } = await world({}, { settings, clock })
  const idle = await new RawClient(gate).open()
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  clock.advance(60_001)
  await expect.poll(() => endedOf(fixture)).toBe(1)
  const introduced = () => fixture.arrivals.filter(({ body }) => body.includes('"initialize"')).length
  const before = introduced()
  const answers = await Promise.all([idle.call('read_file'), idle.call('read_file')])
  expect(answers.map(({ result }) => result?.content?.[0]?.text)).toEqual(['done', 'done'])
  expect(introduced()).toBeGreaterThan(before)
  expect((await client.ask('ping')).status).toBe(200)
  stream.close()
})

test('a session in which something runs is not idle, nor is it right after that has ended', async () => {
  const clock = createTestClock()
  const settings = { sessionIdleMs: 60_000, upkeepMs: 10 }
  const { slow, release } = slowCalls()
  const { client, gate, fixture } = await world(slow, { settings, clock })
  const opened = () => fixture.arrivals.filter(({ body }) => body.includes('"initialize"')).length
  const ended = () => endedOf(fixture)
  const call = client.call('read_file')
  await expect.poll(() => release.length).toBe(1)
  await new RawClient(gate).open()
  clock.advance(60_001)
  await expect.poll(ended).toBe(1)
  await new RawClient(gate).open()
  const before = opened()
  clock.advance(40_000)
  release[0]?.()
  expect((await call).result).toEqual({})
  clock.advance(30_000)
  await expect.poll(ended).toBe(2)
  expect((await client.ask('ping')).status).toBe(200)
  expect(opened()).toBe(before)
})

test('a session too many makes one go in which nothing runs, be it the last used', async () => {
  let now = Date.now()
  const clock = { ...systemClock, now: () => ++now }
  const { slow, release } = slowCalls()
  const { client, gate } = await world(slow, { settings: { sessionsPerGrant: 2 }, clock })
  const call = client.call('read_file')
  await expect.poll(() => release.length).toBe(1)
  const second = await new RawClient(gate).open()
  const third = await new RawClient(gate).open()
  expect([(await second.ask('ping')).status, (await third.ask('ping')).status]).toEqual([404, 200])
  release[0]?.()
  expect((await call).result).toEqual({})
  expect((await client.ask('ping')).status).toBe(200)
})

test('a session that rested for long is forgotten', async () => {
  const settings = { sessionIdleMs: 20, sessionForgetMs: 200, upkeepMs: 10 }
  const { client } = await world({}, { settings })
  await expect
    .poll(async () => (await client.ask('ping')).status, { interval: 300, timeout: 5_000 })
    .toBe(404)
})

test('two running requests may not share an id', async () => {
  const release: (() => void)[] = []
  const { client } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'slow') return false
      release.push(() => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end('{"jsonrpc":"2.0","id":1,"result":{}}')
      })
      return true
    },
  })
  const slow = client.send('{"jsonrpc":"2.0","id":1,"method":"slow"}')
  await expect.poll(() => release.length).toBe(1)
  const twin = await client.send('{"jsonrpc":"2.0","id":1,"method":"tools/list"}')
  expect(twin.messages[0]?.error?.code).toBe(-32600)
  release[0]?.()
  expect((await slow).status).toBe(200)
})

test('a tool that only the session’s list has may be called there, and counts as new', async () => {
  const { client, gate } = await world({}, { policy: { version: '1', default: 'allow' } })
  const inventory = await gate.storage.inventories.latest(gate.serverId)
  if (inventory === undefined) throw new Error('nothing was discovered')
  const { version: _, ...found } = inventory
  await gate.storage.inventories.put({
    ...found,
    tools: found.tools.filter(({ name }) => name !== 'write_file'),
  })
  await expect
    .poll(async () => (await client.call('write_file')).error?.message)
    .toBe('Unknown tool: write_file')
  await client.toolNames()
  expect((await client.call('write_file')).result?.content?.[0]?.text).toBe('done')
})

test('pages keep their order and their cursors, also when all of a page is hidden', async () => {
  const { client } = await world({
    pages: ['[{"name":"write_file"}]', '[]', '[{"name":"read_file"},{"name":"x"}]'],
  })
  const first = await client.ask('tools/list')
  expect(first.messages[0]?.result).toEqual({ tools: [], nextCursor: '1' })
  const second = await client.ask('tools/list', { cursor: '1' })
  expect(second.messages[0]?.result).toEqual({ tools: [], nextCursor: '2' })
  const third = await client.ask('tools/list', { cursor: '2' })
  expect(third.messages[0]?.result).toEqual({ tools: [{ name: 'read_file' }] })
})

test('resources and prompts follow the policy’s word', async () => {
  const { client, fixture, gate } = await world()
  const before = fixture.arrivals.length
  expect((await client.ask('resources/list')).messages[0]?.result).toEqual({ resources: [] })
  expect((await client.ask('resources/templates/list')).messages[0]?.result).toEqual({
    resourceTemplates: [],
  })
  expect((await client.ask('prompts/list')).messages[0]?.result).toEqual({ prompts: [] })
  expect((await client.ask('resources/read', { uri: 'x:y' })).messages[0]?.error?.message).toContain(
    '[POLICY DENIED]',
  )
  expect((await client.ask('prompts/get', { name: 'x' })).messages[0]?.error?.message).toContain(
    '[POLICY DENIED]',
  )
  expect(
    (await client.ask('completion/complete', { ref: { type: 'ref/prompt', name: 'x' } })).messages[0]?.error
      ?.code,
  ).toBe(-32602)
  expect(fixture.arrivals.length).toBe(before)
  await gate.publish({ ...policy, resources: 'allow', prompts: 'allow' })
  await expect
    .poll(async () => (await client.ask('resources/list')).messages[0]?.result)
    .toEqual({ echo: true })
  expect((await client.ask('prompts/get', { name: 'x' })).messages[0]?.result).toEqual({ echo: true })
})

test('a client that leaves ends its request upstream', async () => {
  let left = false
  const { client, gate, fixture } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      response.once('close', () => {
        left = true
      })
      return true
    },
  })
  const leaving = new AbortController()
  const asking = fetch(gate.url, {
    method: 'POST',
    headers: client.headers,
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file"}}',
    signal: leaving.signal,
  })
  await expect.poll(() => fixture.calls().length).toBe(1)
  leaving.abort()
  await asking.catch(() => undefined)
  await expect.poll(() => left).toBe(true)
  await expect.poll(async () => (await gate.calls())[0]?.upstream).toBe('cancelled')
})

test.each([
  [401, {}, 'asks for credentials'],
  [307, { location: 'http://169.254.169.254/latest?secret=1' }, 'redirects to http://169.254.169.254/latest'],
])('an upstream’s HTTP %s does not reach the client', async (status, headers, words) => {
  const { client } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'ping') return false
      response
        .writeHead(status, { 'www-authenticate': 'Bearer resource_metadata="http://x"', ...headers })
        .end()
      return true
    },
  })
  const answer = await client.ask('ping')
  expect(answer.status).toBe(200)
  expect(answer.headers['www-authenticate']).toBeUndefined()
  expect(answer.messages[0]?.error?.message).toContain(words)
  expect(answer.text).not.toContain('secret')
})

test('what nobody knows is never sent twice', async () => {
  const { client, fixture } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'vendor/act') return false
      response.destroy()
      return true
    },
  })
  expect((await client.ask('vendor/act')).messages[0]?.error?.code).toBe(-32603)
  expect(fixture.arrivals.filter(({ body }) => body.includes('vendor/act'))).toHaveLength(1)
})

test('a refusal that speaks of a session is no loss of ours', async () => {
  const { client } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(
        `{"jsonrpc":"2.0","id":${String(frame['id'])},"error":{"code":-32602,"message":"argument sessionName is wrong"}}`,
      )
      return true
    },
  })
  const answer = await client.ask('tools/call', { name: 'read_file', arguments: {} })
  expect([answer.status, answer.messages[0]?.error?.message]).toEqual([400, 'argument sessionName is wrong'])
})

test('a connection that breaks is tried again for what is safe twice, and never for a call', async () => {
  let broken = 0
  const { client, fixture } = await world({
    answer(frame, response) {
      const isFirst = frame['method'] !== 'ping' || broken === 0
      if (!isFirst || frame['method'] === 'tools/list') return false
      broken += 1
      response.destroy()
      return true
    },
  })
  expect((await client.ask('ping')).messages[0]?.result).toEqual({ echo: true })
  expect((await client.call('read_file')).error?.message).toContain('broke the connection off')
  expect(fixture.calls()).toHaveLength(1)
})

import type { ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { createTestClock } from '#platform/clock'
import type { JsonObject } from '#std/json'
import { openSqlite } from '#storage/sqlite'
import type { FixtureOptions } from './conformance/fixture-server.ts'
import type { GateOptions } from './conformance/gate.ts'
import { OlderClient } from './conformance/older-client.ts'
import { openReadingGate } from './conformance/reading-gate.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function world(fixture: FixtureOptions = {}, options: Partial<GateOptions> = {}) {
  const opened = await openReadingGate((sealer) => openSqlite({ path: ':memory:', sealer }), fixture, options)
  closers.push(opened.close)
  const { gate, fixture: server } = opened
  const introductions = () => server.arrivals.filter(({ body }) => body.includes('"initialize"')).length
  const health = async () => (await gate.storage.servers.get(gate.serverId))?.health
  return { ...opened, introductions, health }
}

const changed = 'data: {"jsonrpc":"2.0","method":"notifications/message","params":{"x":1}}\n\n'

test.each([
  [401, 'Unauthorized: Session not found'],
  [400, 'Bad Request: Server not initialized'],
] as const)('a session that is lost with %s, %s, is opened anew', async (status, words) => {
  const { client, fixture, introductions, health } = await world()
  await expect.poll(async () => (await health())?.state).toBe('ok')
  const before = introductions()
  fixture.loseSessions(status, words)
  const names = await Promise.all([client.toolNames(), client.toolNames(), client.toolNames()])
  expect(names).toEqual([['read_file'], ['read_file'], ['read_file']])
  expect(introductions()).toBe(before + 1)
  fixture.loseSessions(status, words)
  const lost = await client.ask('tools/call', { name: 'read_file' })
  expect([lost.status, lost.headers['www-authenticate']]).toEqual([200, undefined])
  expect(lost.messages[0]?.error).toMatchObject({ code: -32603, data: { cause: 'session_lost' } })
  expect(fixture.calls()).toHaveLength(1)
  expect((await client.call('read_file')).result?.content?.[0]?.text).toBe('done')
  expect((await health())?.state).toBe('ok')
})

test.each([
  [400, 'Bad Request: No valid session ID provided'],
  [401, 'Unauthorized: Session not found'],
  [404, 'Session not found'],
] as const)(
  'a notification that finds the session lost (%s) is told to the next one',
  async (status, words) => {
    const { client, fixture } = await world()
    fixture.loseSessions(status, words)
    const told = await client.send('{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}')
    expect(told.status).toBe(202)
    expect(fixture.arrivals.filter(({ body }) => body.includes('roots/list_changed'))).toHaveLength(2)
  },
)

test.each(['tools/list', 'tools/call'])(
  'a server whose credentials have expired is asked anew once, and %s and health say so',
  async (method) => {
    const { client, fixture, introductions, health } = await world()
    const before = introductions()
    fixture.expire()
    const answer = await client.ask(method, { name: 'read_file' })
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([200, undefined])
    expect(answer.messages[0]?.error).toMatchObject({
      message: 'The server asks for credentials (HTTP 401). Check the headers it is registered with.',
      data: { cause: 'needs_authorisation' },
    })
    expect(introductions()).toBe(before + 1)
    await expect
      .poll(health, { timeout: 3_000 })
      .toMatchObject({ state: 'needs_authorisation', error: expect.stringContaining('HTTP 401') })
    const told = await client.send('{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}')
    expect([told.status, told.headers['www-authenticate']]).toEqual([502, undefined])
    expect(told.text).toContain('asks for credentials')
    const stream = await client.listen()
    expect(stream.status).toBe(502)
    stream.close()
  },
)

test('a server that opens sessions and wants credentials for its calls is told of, after one other session', async () => {
  const { client, introductions, health } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      response.writeHead(401).end()
      return true
    },
  })
  const before = introductions()
  expect((await client.call('read_file')).error?.data).toEqual({ cause: 'session_lost' })
  expect((await client.call('read_file')).error?.data).toEqual({ cause: 'needs_authorisation' })
  expect(introductions()).toBe(before + 1)
  await expect.poll(health, { timeout: 3_000 }).toMatchObject({ state: 'needs_authorisation' })
})

test.each([
  [400, 'Bad Request: Server not initialized'],
  [401, 'Unauthorized: Session not found'],
  [404, 'Session not found'],
] as const)('a stream that finds the session lost (%s) is opened in the next one', async (status, words) => {
  const { client, fixture, gate, introductions } = await world()
  const before = introductions()
  fixture.loseSessions(status, words)
  const stream = await client.listen({ 'last-event-id': '41' })
  expect(stream.status).toBe(200)
  await expect.poll(() => fixture.listeners.size).toBe(1)
  expect(introductions()).toBe(before + 1)
  // The place was one in the session that is gone.
  const asked = fixture.arrivals.filter(({ method }) => method === 'GET')
  expect(asked.map(({ headers }) => headers['last-event-id'])).toEqual(['41', undefined])
  await gate.publish({ version: '1', default: 'allow' })
  expect(await stream.next()).toContain('"notifications/tools/list_changed"')
  stream.close()
})

test.each([
  [405, 405, 0],
  [400, 400, 0],
  [404, 404, 1],
  [401, 502, 1],
] as const)(
  'a server without a stream (%s) is told of (%s), and asked for a session %s more times at most',
  async (status, told, times) => {
    const { client, fixture, introductions } = await world()
    const before = introductions()
    fixture.refuseListeners(status)
    for (let asked = 0; asked < 3; asked += 1) {
      const stream = await client.listen()
      expect([stream.status, await stream.next()]).toEqual([told, ''])
      stream.close()
    }
    expect(introductions()).toBe(before + times)
    expect((await client.call('read_file')).result?.content?.[0]?.text).toBe('done')
  },
)

test.each([400, 404])('without a session a refused stream (%s) is passed on as it is', async (status) => {
  const { client, fixture, introductions } = await world({ isStateless: true })
  const before = introductions()
  fixture.refuseListeners(status)
  const stream = await client.listen()
  expect(stream.status).toBe(status)
  expect(introductions()).toBe(before)
  stream.close()
})

test.each([400, 401, 404] as const)(
  'what a server says unasked reaches an HTTP+SSE client again after its session was lost (%s)',
  async (status) => {
    const { fixture, gate } = await world()
    const older = await new OlderClient(gate).introduce()
    closers.push(async () => older.leave())
    await expect.poll(() => fixture.listeners.size).toBe(1)
    fixture.say('retry: 20\ndata:\n\n')
    const gets = () => fixture.arrivals.filter(({ method }) => method === 'GET').length
    const before = gets()
    fixture.loseSessions(status, 'Bad Request: Server not initialized')
    for (const listener of fixture.listeners) listener.end()
    await expect.poll(gets, { timeout: 5_000 }).toBeGreaterThan(before)
    expect((await older.ask('tools/list'))?.result?.tools).toHaveLength(1)
    await expect.poll(() => fixture.listeners.size, { timeout: 5_000 }).toBe(1)
    fixture.say(changed)
    expect(await older.message()).toMatchObject({ method: 'notifications/message' })
  },
)

test('a session that rests is closed without the server, which was told before', async () => {
  const clock = createTestClock()
  const { client, fixture } = await world({}, { settings: { sessionIdleMs: 60_000, upkeepMs: 10 }, clock })
  const farewells = () => fixture.arrivals.filter(({ method }) => method === 'DELETE').length
  clock.advance(60_001)
  await expect.poll(farewells).toBe(1)
  expect((await client.send('', {}, 'DELETE')).status).toBe(200)
  expect(farewells()).toBe(1)
  expect((await client.ask('ping')).status).toBe(404)
})

/** Answers in events and leaves its stream open. */
function neverEnding(
  method: string,
  streams: ServerResponse[],
): (frame: JsonObject, response: ServerResponse) => boolean {
  return (frame, response) => {
    if (frame['method'] !== method) return false
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(': hello\n\n')
    streams.push(response)
    return true
  }
}

test('a message without an answer is taken when the server says so, though it leaves a stream open', async () => {
  const streams: ServerResponse[] = []
  const { client } = await world({ answer: neverEnding('notifications/roots/list_changed', streams) })
  const told = await client.send('{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}')
  expect([told.status, told.text, told.headers['content-type']]).toEqual([202, '', undefined])
  await expect.poll(() => streams.map(({ closed }) => closed)).toEqual([true])
})

test('a session is open again with the answer to its introduction, though the server leaves its streams open', async () => {
  const streams: ServerResponse[] = []
  let leavesOpen = false
  const leave = neverEnding('notifications/initialized', streams)
  const { client, fixture } = await world({
    leavesOpen: () => leavesOpen,
    answersWith: 'events',
    answer: (frame, response) => leavesOpen && leave(frame, response),
  })
  leavesOpen = true
  fixture.loseSessions()
  expect((await client.call('read_file')).error?.data).toEqual({ cause: 'session_lost' })
  expect((await client.call('read_file')).result?.content?.[0]?.text).toBe('done')
  await expect.poll(() => streams.map(({ closed }) => closed)).toEqual([true])
})

test('a server that pings and does not answer is not waited for without end', async () => {
  let isStuck = false
  const { client, fixture } = await world(
    {
      introduce(response) {
        if (!isStuck) return false
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        const pinging = setInterval(() => response.write(': still here\n\n'), 5)
        response.once('close', () => clearInterval(pinging))
        return true
      },
    },
    { settings: { startTimeoutMs: 200 } },
  )
  isStuck = true
  fixture.loseSessions()
  const { error } = await client.call('read_file')
  expect(error).toMatchObject({ message: 'The server did not answer in time.', data: { cause: 'timeout' } })
})

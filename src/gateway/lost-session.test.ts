import type { ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { createTestClock } from '#platform/clock'
import type { JsonObject } from '#std/json'
import { openSqlite } from '#storage/sqlite'
import type { FixtureOptions } from './conformance/fixture-server.ts'
import type { GateOptions } from './conformance/gate.ts'
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

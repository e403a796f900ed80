import { afterEach, expect, test } from 'vitest'
import { createTestClock } from '#platform/clock'
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

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Discover } from '#model/discovery'
import { createTestClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { invariant } from '#std/invariant'
import type { StoredServer } from '#storage'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from '../conformance/fixture-gate.ts'
import { Relist } from './relist.ts'

const changed = '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}'
const clock = createTestClock()
let world: FixtureGate
let server: StoredServer
/** The server as it is registered now. */
let registered: StoredServer | undefined
let found: Awaited<ReturnType<Discover>>
/** A listing for each time that the server was asked, to be answered. */
let asked: PromiseWithResolvers<Awaited<ReturnType<Discover>>>[]
let relist: Relist

beforeEach(async () => {
  world = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }))
  const { storage, serverId, gateway } = world.gate
  const stored = await storage.servers.get(serverId)
  invariant(stored !== undefined, 'the server is stored')
  server = stored
  registered = stored
  const transport = { kind: 'http', url: world.fixture.url, headers: {} } as const
  found = await gateway.discover(transport, () => undefined)
  asked = []
  relist = new Relist({
    inventories: storage.inventories,
    discover: () => {
      const listing = Promise.withResolvers<typeof found>()
      asked.push(listing)
      return listing.promise
    },
    serverOf: () => registered,
    transportOf: () => transport,
    clock,
    log: silentLog,
  })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(async () => {
  vi.useRealTimers()
  relist.close()
  await world.close()
})

async function after(ms: number): Promise<void> {
  clock.advance(ms)
  await vi.advanceTimersByTimeAsync(ms)
}

/** The server lists these; what it then has is stored. */
async function answer(...names: string[]): Promise<void> {
  invariant(found.ok, 'the fixture was discovered')
  const tools = names.map((name) => ({ name, inputSchema: {} }))
  asked.at(-1)?.resolve({ ok: true, value: { ...found.value, tools } })
  await vi.waitFor(async () => expect(await stored()).toEqual(names))
}

async function fail(): Promise<void> {
  asked.at(-1)?.resolve({ ok: false, fault: { code: 'refused', message: 'It is being deployed.' } })
  await after(0)
}

const stored = async () =>
  (await world.gate.storage.inventories.latest(world.gate.serverId))?.tools.map(({ name }) => name)

test('a burst of changes is one listing, and the next waits', async () => {
  for (let n = 0; n < 100; n += 1) relist.hear(server, changed)
  await after(1_000)
  expect(asked).toHaveLength(1)
  await answer('a')
  for (let n = 0; n < 100; n += 1) relist.hear(server, changed)
  await after(13_000)
  expect(asked).toHaveLength(1)
  await after(2_000)
  expect(asked).toHaveLength(2)
})

test('a server is asked once for tools that it lists to others, be it in vain', async () => {
  const tools = (...names: string[]) => names.map((name) => ({ name }))
  relist.meet(server, tools('x', 'y'))
  relist.meet(server, tools('y', 'x'))
  await after(1_000)
  expect(asked).toHaveLength(1)
  await answer('a')
  for (let n = 0; n < 100; n += 1) relist.meet(server, tools('x', 'y'))
  await after(600_000)
  expect(asked).toHaveLength(1)
  relist.meet(server, tools('x', 'z'))
  await after(1_000)
  expect(asked).toHaveLength(2)
  await answer('a', 'z')
  // A server that lists now this and now that would be asked for ever.
  relist.meet(server, tools('z'))
  await after(600_000)
  expect(asked).toHaveLength(2)
})

test('what changes while the list is read is asked for again', async () => {
  relist.hear(server, changed)
  await after(1_000)
  relist.hear(server, changed)
  await answer('a')
  await after(15_000)
  expect(asked).toHaveLength(2)
  await answer('a', 'b')
  await after(600_000)
  expect(asked).toHaveLength(2)
})

test('a listing that fails is tried again, ever more rarely and not for ever', async () => {
  const before = await stored()
  relist.hear(server, changed)
  await after(1_000)
  await fail()
  await after(29_000)
  expect(asked).toHaveLength(1)
  await after(1_000)
  expect(asked).toHaveLength(2)
  expect(await stored()).toEqual(before)
  await answer('a')
  await after(600_000)
  expect(asked).toHaveLength(2)
  relist.hear(server, changed)
  await after(1_000)
  for (let n = 0; n < 20; n += 1) {
    await fail()
    await after(4_000_000)
  }
  expect(asked).toHaveLength(11)
})

test('what was listed at an address that is no more the server’s is not stored', async () => {
  const before = await stored()
  relist.hear(server, changed)
  await after(1_000)
  registered = { ...server, sealedTransport: 'another' }
  invariant(found.ok, 'the fixture was discovered')
  asked.at(-1)?.resolve({ ok: true, value: { ...found.value, tools: [{ name: 'other' }] } })
  await after(600_000)
  expect(await stored()).toEqual(before)
  registered = undefined
  relist.hear(server, changed)
  await after(600_000)
  expect(asked).toHaveLength(1)
})

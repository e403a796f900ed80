import { afterEach, expect, test } from 'vitest'
import { createTestClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { invariant } from '#std/invariant'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from '../conformance/fixture-gate.ts'
import { HealthWatch } from './health.ts'
import { Recheck } from './recheck.ts'
import type { Upstream, UpstreamAnswer } from './upstream.ts'

let world: FixtureGate
afterEach(() => world.close())

const unheard: UpstreamAnswer = {
  start: () => undefined,
  data: () => undefined,
  end: () => undefined,
  fail: () => undefined,
}

/** An upstream that answers nothing, and breaks what it was asked when it is closed or told to. */
async function watched() {
  world = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }))
  const { storage, serverId, gateway } = world.gate
  const server = await storage.servers.get(serverId)
  invariant(server !== undefined, 'the server is stored')
  const asked: UpstreamAnswer[] = []
  const breakOff = () => {
    for (const answer of asked.splice(0))
      answer.fail({ code: 'broken_off', message: 'It broke off.', wasReached: true })
  }
  const needs = { clock: createTestClock(Date.now()), log: silentLog }
  const recheck = new Recheck({
    ...needs,
    inventories: storage.inventories,
    discover: gateway.discover,
    transportOf: () => undefined,
    firstMs: 60_000,
  })
  const watch = new HealthWatch({ ...needs, servers: storage.servers, recheck })
  const upstream: Upstream = {
    request: (_, answer) => {
      asked.push(answer)
      return { abort: () => undefined, pause: () => undefined, resume: () => undefined }
    },
    close: async () => breakOff(),
  }
  const over = watch.over(server, upstream, () => true)
  over.request({ method: 'POST', headers: [], session: undefined }, unheard)
  const health = async () => (await storage.servers.get(serverId))?.health
  return { over, breakOff, health, close: () => watch.close() }
}

test('what breaks off is told of the server, in words', async () => {
  const { breakOff, health, close } = await watched()
  breakOff()
  await expect.poll(health).toMatchObject({ state: 'unreachable', error: 'It broke off.' })
  close()
})

test('what breaks off because we hang up says nothing of the server', async () => {
  const { over, health, close } = await watched()
  const before = await health()
  await over.close()
  // Written, if at all, before what is read after it.
  expect(await health()).toEqual(before)
  close()
})

import { afterEach, expect, test, vi } from 'vitest'
import { createTestClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { invariant } from '#std/invariant'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from '../conformance/fixture-gate.ts'
import { HealthWatch } from './health.ts'
import { Recheck } from './recheck.ts'
import type { Upstream, UpstreamAnswer, UpstreamFault } from './upstream.ts'

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
  const breakOff = (code: UpstreamFault['code'] = 'broken_off') => {
    for (const answer of asked.splice(0)) answer.fail({ code, message: 'It broke off.', wasReached: true })
  }
  const clock = createTestClock(Date.now())
  const needs = { clock, log: silentLog }
  const recheck = new Recheck({
    ...needs,
    inventories: storage.inventories,
    discover: gateway.discover,
    // Nobody answers there, and that is quickly known.
    transportOf: () => ({ kind: 'http', url: 'http://127.0.0.1:1/mcp', headers: {} }),
    firstMs: 1,
  })
  const start = vi.spyOn(recheck, 'start')
  const watch = new HealthWatch({ ...needs, servers: storage.servers, recheck })
  const upstream: Upstream = {
    request: (_, answer) => {
      asked.push(answer)
      return { abort: () => undefined, pause: () => undefined, resume: () => undefined }
    },
    close: async () => breakOff(),
  }
  const over = watch.over(server, upstream, () => true)
  const ask = (method: 'POST' | 'GET') => over.request({ method, headers: [], session: undefined }, unheard)
  const health = async () => (await storage.servers.get(serverId))?.health
  return { over, start, ask, asked, clock, breakOff, health, close: () => watch.close() }
}

test('what breaks off is told of the server', async () => {
  const { ask, breakOff, health, close } = await watched()
  ask('POST')
  breakOff()
  await expect.poll(async () => (await health())?.state).toBe('unreachable')
  close()
})

test('what breaks off because we hang up says nothing of the server', async () => {
  const { over, ask, health, close } = await watched()
  ask('POST')
  const before = await health()
  await over.close()
  // Written, if at all, before what is read after it.
  expect(await health()).toEqual(before)
  close()
})

test.each(['session_lost', 'session_refused', 'no_room'] as const)(
  'what fails as `%s` says nothing of the server, and is no reason to ask',
  async (code) => {
    const { start, ask, breakOff, health, close } = await watched()
    ask('POST')
    const before = await health()
    breakOff(code)
    expect(await health()).toEqual(before)
    expect(start).not.toHaveBeenCalled()
    close()
  },
)

test('a server that nobody waits for any longer is asked by us', async () => {
  const { ask, clock, health, close } = await watched()
  const flow = ask('POST')
  clock.advance(30_000)
  flow.abort()
  await expect
    .poll(health)
    .toMatchObject({ state: 'unreachable', error: expect.stringContaining('refused the connection') })
  close()
})

test.each<[string, (world: Awaited<ReturnType<typeof watched>>) => void]>([
  ['a call that its client took back soon', ({ ask }) => ask('POST').abort()],
  [
    'one whose answer had begun',
    ({ ask, asked, clock }) => {
      const flow = ask('POST')
      asked[0]?.start(503, {})
      clock.advance(60_000)
      flow.abort()
    },
  ],
  [
    'a stream on which nothing was said',
    ({ ask, clock }) => {
      const flow = ask('GET')
      clock.advance(60_000)
      flow.abort()
    },
  ],
])('%s is no reason to ask', async (_what, leave) => {
  const opened = await watched()
  leave(opened)
  expect(opened.start).not.toHaveBeenCalled()
  opened.close()
})

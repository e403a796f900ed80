import { sql } from 'kysely'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { accounts } from '#contract/accounts'
import { activity } from '#contract/activity'
import { LiveEvent, live } from '#contract/live'
import { servers } from '#contract/servers'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite, type SqliteStorage } from '#storage/sqlite'
import { recheckMs, streamsPerUser } from './live.ts'
import { addGrant, addServer, callOf, holdCall } from './testing/objects.ts'
import { eventsIn, openWorld, type SignedUp, signUp, type World } from './testing/world.ts'

let storage: SqliteStorage
let world: World
let ada: SignedUp
let bob: SignedUp
let held: { workspaceId: string; serverId: string; grantId: string }

beforeAll(async () => {
  const sealer = createSealer([newSealingKey()])
  storage = await openSqlite({ path: ':memory:', sealer })
  world = await openWorld({ storage, sealer })
  ada = await signUp(world, 'ada@example.org')
  bob = await signUp(world, 'bob@example.org')
  const server = await addServer(world, ada)
  const { grant } = await addGrant(ada, server.id)
  held = { workspaceId: ada.workspaceId, serverId: server.id, grantId: grant.id }
})

afterEach(() => {
  vi.useRealTimers()
})

/** What a stream tells while it is open: closed by the server, or by `leave`. */
async function listen({ browser, workspaceId }: SignedUp) {
  const leaving = new AbortController()
  const response = await browser.fetch('GET', live.events.path.replace('{workspaceId}', workspaceId), {
    signal: leaving.signal,
  })
  const text = response.text()
  return {
    leave: () => leaving.abort(),
    events: async () => eventsIn(await text).map((event) => LiveEvent.parse(event)),
  }
}

test('what happens in a workspace is told as it happens, and nothing of another', async () => {
  const [hers, his] = [await listen(ada), await listen(bob)]
  const call = callOf(world, held)
  await storage.activity.append([call])
  const approval = await holdCall(world, held)
  await ada.browser.ask(servers.update, { params: held, body: { name: 'Store' } })
  await addGrant(ada, held.serverId)
  hers.leave()
  his.leave()
  expect(await hers.events()).toMatchObject([
    { kind: 'activity', calls: [call] },
    { kind: 'approval', approval: { id: approval.id, state: 'waiting' } },
    { kind: 'server', serverId: held.serverId },
    { kind: 'grant', serverId: held.serverId },
  ])
  expect(await his.events()).toEqual([])
})

test('a stream ends soon after its session does', async () => {
  const browser = world.browser()
  await browser.ask(accounts.signIn, {
    body: { email: 'ada@example.org', password: 'a long enough sentence' },
  })
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const { events } = await listen({ ...ada, browser })
  await browser.ask(accounts.signOut)
  await vi.advanceTimersByTimeAsync(recheckMs)
  vi.useRealTimers()
  expect(await events()).toEqual([])
})

test('a stream ends soon after its reader is no member any more', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const { events } = await listen(bob)
  await vi.advanceTimersByTimeAsync(recheckMs)
  await sql`delete from members where "id" = ${bob.memberId}`.execute(storage.authDatabase.db)
  await vi.advanceTimersByTimeAsync(recheckMs)
  vi.useRealTimers()
  expect(await events()).toEqual([])
})

test('a person has so many streams and no more, until one ends', async () => {
  const streams = await Promise.all(Array.from({ length: streamsPerUser }, () => listen(ada)))
  const path = live.events.path.replace('{workspaceId}', ada.workspaceId)
  expect((await ada.browser.fetch('GET', path)).status).toBe(429)
  for (const { leave } of streams) leave()
  await Promise.all(streams.map(({ events }) => events()))
  const again = await listen(ada)
  again.leave()
  expect(await again.events()).toEqual([])
})

test('a stopping process ends every stream', async () => {
  const sealer = createSealer([newSealingKey()])
  const other = await openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer })
  const { events } = await listen(await signUp(other, 'ada@example.org'))
  other.api.close()
  expect(await events()).toEqual([])
})

test('activity is listed newest first, and by server, grant, tool, decision and time', async () => {
  world.clock.advance(60_000)
  const since = world.clock.now()
  const calls = [
    callOf(world, held),
    callOf(world, held, { tool: 'delete_order', outcome: 'deny', upstream: null, upstreamMs: null }),
    callOf(world, held, { tool: 'list_refunds' }),
  ]
  await storage.activity.append(calls)
  const [first, second, third] = calls
  const list = async (query: object) => {
    const params = { workspaceId: ada.workspaceId }
    return (await ada.browser.ask(activity.list, { params, query: { since, ...query } })).body
  }
  expect(await list({})).toEqual([third, second, first])
  expect(await list({ decision: 'deny' })).toEqual([second])
  expect(await list({ tool: 'list_*' })).toEqual([third, first])
  expect(await list({ server: held.serverId, grant: held.grantId, limit: 1 })).toEqual([third])
  expect(await list({ server: 'srv_other' })).toEqual([])
  expect(await list({ before: third?.id })).toEqual([second, first])
  const wrong = await ada.browser.ask(activity.list, {
    params: { workspaceId: ada.workspaceId },
    query: { limit: 201, decision: 'maybe' },
  })
  expect(Object.keys(wrong.fault?.fields ?? {}).sort()).toEqual(['decision', 'limit'])
})

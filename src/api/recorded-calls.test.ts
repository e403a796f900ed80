import { beforeAll, expect, test } from 'vitest'
import { recordedCalls } from '#contract/recorded-calls'
import type { CallId } from '#model/id'
import type { KeptValues } from '#model/recorded-call'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { addGrant, addServer, callOf, setRole } from './testing/objects.ts'
import { openWorld, type SignedUp, signUp, type World } from './testing/world.ts'

const dayMs = 86_400_000

let world: World
let ada: SignedUp
let held: { workspaceId: string; serverId: string; grantId: string }

async function opened(argumentsDays = 7) {
  const sealer = createSealer([newSealingKey()])
  world = await openWorld({
    storage: await openSqlite({ path: ':memory:', sealer }),
    sealer,
    settings: { argumentsDays },
  })
  ada = await signUp(world, 'ada@example.org')
  const server = await addServer(world, ada)
  const { grant } = await addGrant(ada, server.id)
  held = { workspaceId: ada.workspaceId, serverId: server.id, grantId: grant.id }
}

async function record(tool: string, args: KeptValues['args']): Promise<CallId> {
  const call = callOf(world, held, { tool })
  await world.storage.activity.append([call], new Map([[call.id, { args, saw: [] }]]))
  return call.id
}

const ask = (query: object = {}, person = ada) =>
  person.browser.ask(recordedCalls.list, { params: held, query: { ...query } })

beforeAll(() => opened())

test('calls come with their values, newest first, until these are older than they are to be kept', async () => {
  const first = await record('list_orders', { page: 1 })
  world.clock.advance(2 * dayMs)
  const second = await record('delete_order', { id: 'x' })
  const both = (await ask()).body
  expect(both).toMatchObject({ keepDays: 7, total: 2 })
  expect(both.calls.map(({ id, args }) => [id, args])).toEqual([
    [second, { id: 'x' }],
    [first, { page: 1 }],
  ])
  expect((await ask({ tool: 'delete_*' })).body.calls.map(({ id }) => id)).toEqual([second])
  expect((await ask({ limit: 1 })).body).toMatchObject({ total: 2, calls: [{ id: second }] })
  expect((await ask({ since: world.clock.now() })).body.total).toBe(1)
  world.clock.advance(5 * dayMs + 1)
  expect((await ask()).body.calls.map(({ args }) => args)).toEqual([{ id: 'x' }, null])
})

test('values may be secrets: who may not write rules does not get them, nor does another workspace', async () => {
  const bob = await signUp(world, 'bob@example.org')
  expect((await ask({}, bob)).status).toBe(404)
  await setRole(world, ada, 'viewer')
  expect((await ask()).status).toBe(403)
  await setRole(world, ada, 'policy_manager')
  expect((await ask()).status).toBe(200)
})

test('with no days to keep them it says so, and tells no value that is still there', async () => {
  await opened(0)
  await record('list_orders', { page: 1 })
  expect((await ask()).body).toMatchObject({ keepDays: 0, total: 1, calls: [{ args: null }] })
})

test('a page of more than there may be is refused', async () => {
  expect((await ask({ limit: 10_001 })).status).toBe(422)
})

test('the calls of each tool are counted since an instant, whether their values are known or not', async () => {
  await opened(0)
  const counts = async (since: number | undefined, person = ada) =>
    person.browser.ask(recordedCalls.counts, {
      params: held,
      query: { ...(since !== undefined && { since }) },
    })
  expect((await counts(undefined)).body).toEqual({})
  await record('list_orders', { page: 1 })
  world.clock.advance(dayMs)
  const since = world.clock.now()
  await record('list_orders', { page: 2 })
  await record('constructor', {})
  expect((await counts(undefined)).body).toEqual({ list_orders: 2, constructor: 1 })
  expect((await counts(since)).body).toEqual({ list_orders: 1, constructor: 1 })
  expect((await counts(-1)).status).toBe(422)
  await setRole(world, ada, 'viewer')
  expect((await counts(since)).status).toBe(200)
  const bob = await signUp(world, 'bob@example.org')
  expect((await counts(since, bob)).status).toBe(404)
})

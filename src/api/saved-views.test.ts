import { beforeAll, beforeEach, expect, test } from 'vitest'
import { mostSavedViews, type NewView, savedViews } from '#contract/saved-views'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { addServer, setRole } from './testing/objects.ts'
import { openWorld, type SignedUp, signUp, type World } from './testing/world.ts'

let world: World
let ada: SignedUp
let serverId: string

beforeAll(async () => {
  const sealer = createSealer([newSealingKey()])
  world = await openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer })
  ada = await signUp(world, 'ada@example.org')
})

beforeEach(async () => {
  world.clock.advance(60_000)
  serverId = (await addServer(world, ada)).id
})

const risky: NewView = {
  name: 'Risky',
  filter: { q: 'calls:>0 arg:amount', risk: 'destructive', action: 'allow' },
}
const list = async (server = serverId) =>
  (await ada.browser.ask(savedViews.list, { params: { serverId: server } })).body
const put = (body: object) => ada.browser.ask(savedViews.put, { params: { serverId }, body })
const remove = (viewId: string, server = serverId) =>
  ada.browser.ask(savedViews.delete, { params: { serverId: server, viewId } })

test('a filter is kept under its name, replaced under the same, and deleted', async () => {
  await put({ ...risky, name: ' Risky ' })
  const again = await put({ ...risky, filter: { ...risky.filter, q: '' } })
  expect(await list()).toEqual([again.body])
  expect(again.body).toMatchObject({ name: 'Risky', filter: { q: '' }, savedAt: world.clock.now() })
  expect((await remove(again.body.id)).status).toBe(204)
  expect((await remove(again.body.id)).status).toBe(404)
  expect(await list()).toEqual([])
})

test('it belongs to one server: by another its id is not known', async () => {
  const { body } = await put(risky)
  const other = (await addServer(world, ada, 'Other')).id
  expect(await list(other)).toEqual([])
  expect((await remove(body.id, other)).status).toBe(404)
  expect(await list()).toEqual([body])
})

test('who may only look has filters too', async () => {
  await setRole(world, ada, 'viewer')
  expect((await put(risky)).status).toBe(200)
  await setRole(world, ada, 'admin')
})

test('there may be so many of them; one more is refused, and another of a name that is there is not', async () => {
  for (let n = 0; n < mostSavedViews; n += 1) await put({ ...risky, name: `View ${n}` })
  const more = await put(risky)
  expect([more.status, more.fault?.code]).toEqual([409, 'too_many_views'])
  expect((await put({ ...risky, name: 'View 7' })).status).toBe(200)
  expect(await list()).toHaveLength(mostSavedViews)
})

test.each([
  ['without a name', { ...risky, name: ' ' }],
  ['with words without end', { ...risky, filter: { ...risky.filter, q: 'x'.repeat(501) } }],
  ['of a risk that there is not', { ...risky, filter: { ...risky.filter, risk: 'spicy' } }],
])('a view %s is refused', async (_, body) => {
  expect((await put(body)).status).toBe(422)
})

import { beforeAll, beforeEach, expect, test } from 'vitest'
import { acknowledgements, type LookedAt } from '#contract/acknowledgements'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { addPolicy, addServer, setRole } from './testing/objects.ts'
import { openWorld, type SignedUp, signUp, type World } from './testing/world.ts'

let world: World
let ada: SignedUp
let policyId: string

beforeAll(async () => {
  const sealer = createSealer([newSealingKey()])
  world = await openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer })
  ada = await signUp(world, 'ada@example.org')
})

beforeEach(async () => {
  world.clock.advance(60_000)
  policyId = (await addPolicy(ada, (await addServer(world, ada)).id)).id
})

const list = () => ada.browser.ask(acknowledgements.list, { params: { policyId } })
const put = (...lookedAt: readonly object[]) =>
  ada.browser.ask(acknowledgements.put, { params: { policyId }, body: { lookedAt } })
const kept: LookedAt = { tool: 'gone', about: 'rule', mark: 'r1' }

test('what was looked at is told with who did and when, until it is taken back', async () => {
  const answer = await put(kept, { tool: 'new', about: 'definition', mark: 'd1' })
  const by = { memberId: ada.memberId, name: 'ada' }
  expect(answer.body).toEqual([
    { ...kept, by, at: world.clock.now() },
    { tool: 'new', about: 'definition', mark: 'd1', by, at: world.clock.now() },
  ])
  expect((await list()).body).toEqual(answer.body)
  expect((await put({ ...kept, mark: null })).body.map(({ tool }) => tool)).toEqual(['new'])
})

test('who may only look says nothing', async () => {
  await put(kept)
  await setRole(world, ada, 'viewer')
  expect((await put({ ...kept, mark: 'r2' })).status).toBe(403)
  expect((await list()).body).toMatchObject([kept])
  await setRole(world, ada, 'admin')
})

test.each([
  ['too long a name', { ...kept, tool: 'x'.repeat(601) }],
  ['too long a mark', { ...kept, mark: 'x'.repeat(121) }],
  ['something else than there is to look at', { ...kept, about: 'weather' }],
])('%s is refused', async (_, one) => {
  expect((await put(one)).status).toBe(422)
})

test('more at once than a server has tools is refused', async () => {
  expect((await put(...new Array(6_001).fill({ ...kept, mark: null }))).status).toBe(422)
})

import { beforeAll, beforeEach, expect, test } from 'vitest'
import { LiveEvent, live } from '#contract/live'
import { policies } from '#contract/policies'
import { MemberId, PolicyId, WorkspaceId } from '#model/id'
import { createTestClock } from '#platform/clock'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { addPolicy, addServer, setRole } from '../testing/objects.ts'
import { eventsIn, openWorld, type SignedUp, signUp, type World } from '../testing/world.ts'
import { createPresence, type Editor, presenceMs } from './presence.ts'

const text = '{ "version": "1", "default": "deny", "tools": { "list_orders": {} } }'

let world: World
let ada: SignedUp
let bob: SignedUp
let policyId: string

beforeAll(async () => {
  const sealer = createSealer([newSealingKey()])
  world = await openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer })
  ada = await signUp(world, 'ada@example.org')
  bob = await signUp(world, 'bob@example.org')
})

beforeEach(async () => {
  world.clock.advance(120_000)
  policyId = (await addPolicy(ada, (await addServer(world, ada)).id)).id
  world.changes.length = 0
})

const publish = (body: object) =>
  ada.browser.ask(policies.publish, { params: { policyId }, body: { text, base: null, ...body } })
const summary = async () => (await ada.browser.ask(policies.get, { params: { policyId } })).body

test('a text published as a shadow enforces nothing, and takes the draft like any other', async () => {
  expect((await publish({ mode: 'shadow' })).body).toMatchObject({ number: 1, mode: 'shadow' })
  expect(await summary()).toMatchObject({ enforced: null, shadow: 1, draftUpdatedAt: null })
  expect((await ada.browser.ask(policies.draft, { params: { policyId } })).body).toBeNull()
  expect(world.changes.map(({ kind }) => kind)).toEqual(['policy'])
})

test('without a word it is enforced, which ends the shadow', async () => {
  await publish({ mode: 'shadow' })
  expect((await publish({})).body).toMatchObject({ number: 2, mode: 'enforced' })
  expect(await summary()).toMatchObject({ enforced: 2, shadow: null })
  const listed = await ada.browser.ask(policies.revisions, { params: { policyId } })
  expect(listed.body.map(({ number, mode }) => [number, mode])).toEqual([
    [2, 'enforced'],
    [1, 'shadow'],
  ])
})

test('a shadow can be ended by itself; ending none is no fault', async () => {
  await publish({})
  await publish({ mode: 'shadow', base: 1 })
  for (const _ of [1, 2]) {
    const ended = await ada.browser.ask(policies.endShadow, { params: { policyId } })
    expect(ended.status).toBe(204)
  }
  expect(await summary()).toMatchObject({ enforced: 1, shadow: null })
  expect(world.changes.map(({ kind }) => kind)).toEqual(['policy', 'policy', 'policy'])
})

test('a shadow is read and linted like what is enforced, and must have been seen beside it', async () => {
  expect((await publish({ mode: 'shadow', text: '{' })).fault?.code).toBe('policy_invalid')
  await publish({})
  expect((await publish({ mode: 'shadow' })).fault?.code).toBe('behind')
})

async function listen({ browser, workspaceId }: SignedUp) {
  const leaving = new AbortController()
  const path = live.events.path.replace('{workspaceId}', workspaceId)
  const response = await browser.fetch('GET', path, { signal: leaving.signal })
  const told = response.text()
  return async () => {
    leaving.abort()
    return eventsIn(await told).map((event) => LiveEvent.parse(event))
  }
}

const say = (tool: string | null, person = ada) =>
  person.browser.ask(policies.presence, { params: { policyId }, body: { tool } })

test('who edits a policy is told to the workspace, also to who comes a little later, and to no other', async () => {
  const [hers, his] = [await listen(ada), await listen(bob)]
  expect((await say('delete_order')).status).toBe(204)
  await say(null)
  const late = await listen(ada)
  const event = { kind: 'presence', policyId, memberId: ada.memberId, name: 'ada' }
  expect(await hers()).toEqual([
    { ...event, tool: 'delete_order' },
    { ...event, tool: null },
  ])
  expect(await late()).toEqual([{ ...event, tool: null }])
  expect(await his()).toEqual([])
})

test('after a minute of silence nobody is editing any more', async () => {
  await say('delete_order')
  world.clock.advance(presenceMs)
  expect(await (await listen(ada))()).toEqual([])
})

test('who may not edit cannot say so, and another workspace has no such policy', async () => {
  expect((await say(null, bob)).status).toBe(404)
  await setRole(world, ada, 'viewer')
  expect((await say(null)).status).toBe(403)
  await setRole(world, ada, 'admin')
})

test('the memory of who is editing is bounded', () => {
  const presence = createPresence(createTestClock())
  const editor = {
    workspaceId: WorkspaceId.parse('w'),
    memberId: MemberId.parse('m'),
    name: 'Ada',
    tool: null,
  }
  for (let n = 0; n < 2_000; n += 1) presence.tell({ ...editor, policyId: PolicyId.parse(`p${n}`) })
  const heard: Editor[] = []
  presence.subscribe((one) => heard.push(one))
  expect(heard).toHaveLength(1_000)
})

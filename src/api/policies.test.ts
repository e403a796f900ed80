import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Behind, InvalidPolicy, policies, StaleDraft } from '#contract/policies'
import { workspaces } from '#contract/workspaces'
import { hashText } from '#platform/id'
import { createSealer, newSealingKey } from '#platform/seal'
import { parse } from '#policy'
import { openSqlite } from '#storage/sqlite'
import { addGrant, addPolicy, addServer, publish } from './testing/objects.ts'
import { openWorld, type SignedUp, signUp, type World } from './testing/world.ts'

const text = '{ "version": "1", "default": "deny", "tools": { "list_orders": {} } } // mine\n'

let world: World
let ada: SignedUp
let serverId: string
let policyId: string

beforeAll(async () => {
  const sealer = createSealer([newSealingKey()])
  world = await openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer })
  ada = await signUp(world, 'ada@example.org')
})

beforeEach(async () => {
  world.clock.advance(60_000)
  serverId = (await addServer(world, ada)).id
  policyId = (await addPolicy(ada, serverId)).id
  world.changes.length = 0
})

function draft() {
  return ada.browser.ask(policies.draft, { params: { policyId } })
}

function putDraft(body: object) {
  return ada.browser.ask(policies.putDraft, { params: { policyId }, body: { base: null, ...body } })
}

describe('a new policy', () => {
  test('begins with a draft of what is recommended for the tools, and enforces nothing', async () => {
    const { body } = await draft()
    const { document, problems } = parse(body?.text ?? '')
    expect(problems).toEqual([])
    expect(document).toMatchObject({
      default: 'deny',
      tools: { delete_order: { action: 'require_approval' } },
    })
    expect(body).toMatchObject({ base: null, hash: hashText(body?.text ?? '') })
    const summary = (await ada.browser.ask(policies.get, { params: { policyId } })).body
    expect(summary).toMatchObject({
      name: 'Default',
      enforced: null,
      grants: 0,
      draftUpdatedAt: world.clock.now(),
    })
  })

  test('begins with the text that was given, verbatim', async () => {
    const broken = '{ "version": "1", // not yet\n'
    policyId = (await addPolicy(ada, serverId, { name: 'Mine', text: broken })).id
    expect((await draft()).body?.text).toBe(broken)
  })

  test('without a name is refused', async () => {
    const answer = await ada.browser.ask(policies.create, { params: { serverId }, body: { name: ' ' } })
    expect([answer.status, Object.keys(answer.fault?.fields ?? {})]).toEqual([422, ['name']])
  })
})

describe('a draft', () => {
  test('is kept verbatim, valid or not, when it replaces the one that its author saw', async () => {
    const before = (await draft()).body?.hash
    const put = await putDraft({ text: '{ nonsense', expected: before })
    expect(put.body).toMatchObject({ text: '{ nonsense', hash: hashText('{ nonsense') })
    expect((await draft()).body).toEqual(put.body)
  })

  test('that replaces another than its author saw is refused, and the other one told', async () => {
    const answer = await putDraft({ text: '{}', expected: 'what was there yesterday' })
    expect([answer.status, answer.fault?.code]).toEqual([412, 'stale'])
    expect(StaleDraft.parse(answer.fault?.detail).draft).toEqual((await draft()).body)
  })

  test('of two at the same moment one is kept and the other told', async () => {
    const expected = (await draft()).body?.hash
    const both = await Promise.all(['{ 1 }', '{ 2 }'].map((text) => putDraft({ text, expected })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412])
  })

  test('thrown away is gone', async () => {
    expect((await ada.browser.ask(policies.discardDraft, { params: { policyId } })).status).toBe(204)
    expect((await draft()).body).toBeNull()
  })

  test('beyond 1 MB in bytes is refused, though its letters are fewer', async () => {
    const answer = await putDraft({ text: '€'.repeat(400_000), expected: null })
    expect([answer.status, answer.fault?.code]).toEqual([413, 'too_large'])
  })
})

describe('publishing', () => {
  test('makes the next revision, enforces it, records the classes and ends the draft', async () => {
    const { body } = await publish(ada, policyId, text)
    expect(body).toMatchObject({
      number: 1,
      text,
      hash: hashText(text),
      classes: { list_orders: 'read', delete_order: 'destructive' },
      publishedBy: { memberId: ada.memberId, name: 'ada' },
      publishedAt: world.clock.now(),
    })
    expect((await draft()).body).toBeNull()
    expect((await ada.browser.ask(policies.get, { params: { policyId } })).body.enforced).toBe(1)
    expect(world.changes).toEqual([{ kind: 'policy', workspaceId: ada.workspaceId, serverId, policyId }])
  })

  test.each([
    ['a text that is no JSON', '{\n  "version": "1",\n  "default"\n}', 'syntax', 4],
    ['a duplicate key', '{ "version": "1", "default": "deny",\n "default": "allow" }', 'duplicate_key', 2],
    ['an unknown field', '{ "version": "1", "default": "deny",\n "tols": {} }', 'unknown_field', 2],
  ])('%s is refused, with the place', async (_, broken, code, line) => {
    const answer = await publish(ada, policyId, broken)
    expect([answer.status, answer.fault?.code]).toEqual([422, 'policy_invalid'])
    const { problems } = InvalidPolicy.parse(answer.fault?.detail)
    expect(problems).toContainEqual(expect.objectContaining({ code, line, severity: 'error' }))
    expect((await ada.browser.ask(policies.get, { params: { policyId } })).body.enforced).toBeNull()
  })

  test.each([
    [
      'whose test fails',
      '"tools": { "list_orders": {} }, "tests": [{ "name": "t", "tool": "list_orders", "expect": "deny" }]',
      'failing_test',
    ],
    [
      'whose approval reaches nobody',
      '"tools": { "delete_order": { "action": "require_approval", "approval": { "approvers": ["mem_gone"] } } }',
      'nobody_approves',
    ],
    [
      'that asks for two where there is one',
      '"tools": { "delete_order": { "action": "require_approval", "approval": { "count": 2 } } }',
      'nobody_approves',
    ],
  ])('a policy %s is refused', async (_, rules, code) => {
    const answer = await publish(ada, policyId, `{ "version": "1", "default": "deny", ${rules} }`)
    expect([answer.status, answer.fault?.code]).toEqual([422, 'policy_invalid'])
    expect(InvalidPolicy.parse(answer.fault?.detail).problems).toContainEqual(
      expect.objectContaining({ code }),
    )
  })

  test('an approval that only the holder of a grant could decide is refused where holders may not', async () => {
    const ask =
      '{ "version": "1", "default": "deny", "risk": { "destructive": { "action": "require_approval" } } }'
    await addGrant(ada, serverId, { policyId })
    const params = { workspaceId: ada.workspaceId }
    const own = (ownApprovals: boolean | null) =>
      ada.browser.ask(workspaces.update, { params, body: { ownApprovals } })
    await own(false)
    const refused = await publish(ada, policyId, ask)
    await own(null)
    expect(refused.fault?.code).toBe('policy_invalid')
    expect((await publish(ada, policyId, ask)).status).toBe(200)
  })

  test('what is only unwise is published', async () => {
    expect((await publish(ada, policyId, '{ "version": "1", "default": "allow" }')).status).toBe(200)
  })

  test('of what loosens a destructive tool needs a reason, unless it is only tried out', async () => {
    const asking = text.replace(
      '"list_orders"',
      '"delete_order": { "action": "require_approval" }, "list_orders"',
    )
    await publish(ada, policyId, text)
    const body = { text: asking, base: 1 }
    const refused = await ada.browser.ask(policies.publish, { params: { policyId }, body })
    expect([refused.status, refused.fault?.code, refused.fault?.detail]).toEqual([
      422,
      'reason_required',
      { tools: ['delete_order'] },
    ])
    const tried = { ...body, mode: 'shadow' as const }
    expect((await ada.browser.ask(policies.publish, { params: { policyId }, body: tried })).status).toBe(200)
    const said = { ...body, note: 'Asked for by the shop.' }
    expect((await ada.browser.ask(policies.publish, { params: { policyId }, body: said })).status).toBe(200)
  })

  test('on another revision than its author saw is refused, and nothing is enforced by it', async () => {
    await publish(ada, policyId, text)
    const answer = await publish(ada, policyId, '{ "version": "1", "default": "allow" }', null)
    expect([answer.status, answer.fault?.code]).toEqual([412, 'behind'])
    expect(Behind.parse(answer.fault?.detail)).toEqual({ enforced: 1 })
    expect((await publish(ada, policyId, text, 1)).body.number).toBe(2)
  })

  test('of two at the same moment one is enforced and the other told', async () => {
    const both = await Promise.all([1, 2].map(() => publish(ada, policyId, text)))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412])
  })

  test('an older text again rolls back to it, as a revision of its own', async () => {
    await publish(ada, policyId, text)
    await publish(ada, policyId, '{ "version": "1", "default": "deny" }', 1)
    const first = await ada.browser.ask(policies.revision, { params: { policyId, number: 1 } })
    expect((await publish(ada, policyId, first.body.text, 2)).body).toMatchObject({ number: 3, text })
    const { body } = await ada.browser.ask(policies.revisions, { params: { policyId } })
    expect(body.map(({ number }) => number)).toEqual([3, 2, 1])
  })
})

test('a revision that is not there is not found', async () => {
  for (const number of ['7', '0', 'x'])
    expect((await ada.browser.ask(policies.revision, { params: { policyId, number } })).status).toBe(404)
})

test('a draft that says what is enforced is no draft to speak of', async () => {
  await publish(ada, policyId, text)
  await putDraft({ text, base: 1, expected: null })
  expect((await ada.browser.ask(policies.get, { params: { policyId } })).body.draftUpdatedAt).toBeNull()
})

test('a renamed policy keeps all else; a deleted one leaves its grants without one', async () => {
  const { grant } = await addGrant(ada, serverId, { policyId })
  const params = { policyId }
  const renamed = await ada.browser.ask(policies.rename, { params, body: { name: 'Strict' } })
  expect(renamed.body).toMatchObject({ id: policyId, name: 'Strict', grants: 1 })
  const { body } = await ada.browser.ask(policies.list, { params: { serverId } })
  expect(body).toEqual([renamed.body])
  expect((await ada.browser.ask(policies.delete, { params })).status).toBe(204)
  expect((await world.storage.grants.get(grant.id))?.policyId).toBeNull()
})

import { sql } from 'kysely'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { approvals, RefusedVerdict } from '#contract/approvals'
import { servers } from '#contract/servers'
import { workspaces } from '#contract/workspaces'
import { type Approval, approvalStates } from '#model/approval'
import type { Role } from '#model/member'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite, type SqliteStorage } from '#storage/sqlite'
import { addGrant, addServer, holdCall, setRole } from './testing/objects.ts'
import { openWorld, type SignedUp, signUp, type World } from './testing/world.ts'

let storage: SqliteStorage
let world: World
let ada: SignedUp
let bob: SignedUp
let held: { workspaceId: string; serverId: string; grantId: string }

/** Into another's workspace; how members are invited is not built yet. */
async function join({ workspaceId }: SignedUp, guest: SignedUp, role: Role): Promise<string> {
  const id = `mem_guest_${role}`
  const { user } = guest.me
  await sql`insert into members ("id", "workspaceId", "userId", "name", "email", "role", "joinedAt")
    values (${id}, ${workspaceId}, ${user.id}, ${user.name}, ${user.email}, ${role}, 1)`.execute(
    storage.authDatabase.db,
  )
  return id
}

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

beforeEach(() => {
  world.clock.advance(60 * 86_400_000)
  world.changes.length = 0
})

afterEach(async () => {
  await sql`delete from members where "id" like 'mem_guest_%'`.execute(storage.authDatabase.db)
  await setRole(world, ada, 'admin')
})

function decide({ browser }: SignedUp, { id }: Approval, body: object) {
  return browser.ask(approvals.decide, { params: { approvalId: id }, body })
}

async function cardFor({ browser }: SignedUp, { id }: Approval) {
  return (await browser.ask(approvals.get, { params: { approvalId: id } })).body
}

function inbox({ browser }: SignedUp, query: object = {}) {
  return browser.ask(approvals.list, { params: { workspaceId: ada.workspaceId }, query: { ...query } })
}

describe('a card', () => {
  test('says who asks for what, and that this member may decide', async () => {
    const approval = await holdCall(world, held)
    const card = await cardFor(ada, approval)
    expect(card).toEqual({
      ...approval,
      serverName: 'Shop',
      grantLabel: 'laptop',
      toolTitle: null,
      record: { approved: 0, denied: 0, lastAt: null },
      refusal: null,
      now: world.clock.now(),
    })
  })

  test('has the title of the tool while the tool is as it was when the call came', async () => {
    const { body } = await ada.browser.ask(servers.inventory, { params: { serverId: held.serverId } })
    const definitionDigest = body?.tools.find(({ name }) => name === 'delete_order')?.digest ?? ''
    const approval = await holdCall(world, held, { definitionDigest })
    expect((await cardFor(ada, approval)).toolTitle).toBe('Delete an order')
  })

  test('counts what became of the same question in thirty days', async () => {
    for (const verdict of ['approve', 'approve', 'deny'])
      await decide(ada, await holdCall(world, held), { verdict })
    await decide(ada, await holdCall(world, held, { tool: 'refund' }), { verdict: 'deny' })
    const lastAt = world.clock.now()
    world.clock.advance(29 * 86_400_000)
    const now = await holdCall(world, held)
    expect((await cardFor(ada, now)).record).toEqual({ approved: 2, denied: 1, lastAt })
    world.clock.advance(2 * 86_400_000)
    expect((await cardFor(ada, now)).record).toEqual({ approved: 0, denied: 0, lastAt: null })
  })
})

describe('a decision', () => {
  test('to approve settles the call, says who and when, and gives it a quarter of an hour', async () => {
    const approval = await holdCall(world, held)
    const { body } = await decide(ada, approval, { verdict: 'approve' })
    const at = world.clock.now()
    expect(body).toMatchObject({ state: 'approved', settledAt: at, validUntil: at + 900_000 })
    expect(body.decisions).toEqual([
      { memberId: ada.memberId, name: 'ada', verdict: 'approve', reason: null, own: true, at },
    ])
    expect(world.changes).toMatchObject([
      { kind: 'approval' },
      { kind: 'approval', approval: { state: 'approved' } },
    ])
  })

  test('to deny carries its reason', async () => {
    const approval = await holdCall(world, held)
    const { body } = await decide(ada, approval, { verdict: 'deny', reason: ' not on a Friday ' })
    expect(body).toMatchObject({ state: 'denied', decisions: [{ reason: 'not on a Friday' }] })
    expect(body.refusal).toBe('This call is denied by ada.')
  })

  test('after another is told of it, with the approval as it is', async () => {
    const approval = await holdCall(world, held)
    await decide(ada, approval, { verdict: 'deny' })
    const second = await decide(ada, approval, { verdict: 'approve' })
    expect([second.status, second.fault?.code]).toEqual([409, 'settled'])
    expect(second.fault?.message).toBe('This call is denied by ada.')
    expect(RefusedVerdict.parse(second.fault?.detail).approval).toMatchObject({
      id: approval.id,
      state: 'denied',
    })
  })

  test('of two at the same moment the first wins and the second is told', async () => {
    await join(ada, bob, 'approver')
    const approval = await holdCall(world, await grantOf(bob))
    const both = await Promise.all([
      decide(ada, approval, { verdict: 'approve' }),
      decide(ada, approval, { verdict: 'deny' }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  })

  test('is too late when the time is over, even before anyone has swept it up', async () => {
    const approval = await holdCall(world, held)
    world.clock.advance(3_600_000)
    const late = await decide(ada, approval, { verdict: 'approve' })
    expect([late.status, late.fault?.code]).toEqual([409, 'settled'])
    expect(late.fault?.message).toBe('Nobody answered in time, so this call was denied.')
  })

  test.each(approvalStates.filter((state) => state !== 'waiting' && state !== 'parked'))(
    'is refused in the state %s',
    async (state) => {
      const approval = await holdCall(world, held, { state })
      expect((await decide(ada, approval, { verdict: 'approve' })).fault?.code).toBe('settled')
    },
  )

  test('can be made of a parked call', async () => {
    const approval = await holdCall(world, held, { state: 'parked' })
    expect((await decide(ada, approval, { verdict: 'approve' })).body.state).toBe('approved')
  })
})

/** A grant that another member of Ada's workspace has minted. */
async function grantOf(person: SignedUp): Promise<typeof held> {
  const { grant } = await addGrant(ada, held.serverId, { label: 'of a colleague' })
  const stored = await storage.grants.get(grant.id)
  if (stored === undefined) throw new Error('the grant is there')
  const memberId = (await storage.workspaces.memberOf(person.me.user.id, stored.workspaceId))?.id ?? null
  await sql`update grants set "mintedBy" = ${JSON.stringify({ memberId, name: person.me.user.name })}
    where "id" = ${grant.id}`.execute(storage.authDatabase.db)
  return { ...held, grantId: grant.id }
}

describe('who may decide', () => {
  test.each([
    ['viewer', 403, 'forbidden'],
    ['policy_manager', 403, 'forbidden'],
  ] as const)('a %s looks, and may not', async (role, status, code) => {
    await join(ada, bob, role)
    const approval = await holdCall(world, held)
    expect((await cardFor(bob, approval)).refusal).toBe('Only admins and approvers may decide this call.')
    const answer = await decide(bob, approval, { verdict: 'approve' })
    expect([answer.status, answer.fault?.code]).toEqual([status, code])
  })

  test('an approver may not where the policy names others', async () => {
    const bobsId = await join(ada, bob, 'approver')
    const approval = await holdCall(world, held, { approvers: ['admin'] })
    expect((await cardFor(bob, approval)).refusal).toBe('Only admins may decide this call.')
    const answer = await decide(bob, approval, { verdict: 'deny' })
    expect([answer.status, answer.fault?.code]).toEqual([403, 'not_an_approver'])
    const named = await holdCall(world, held, { approvers: [bobsId] })
    expect((await cardFor(ada, named)).refusal).toBe('Only bob may decide this call.')
    expect((await decide(bob, named, { verdict: 'approve' })).body.state).toBe('approved')
  })

  test('where the policy names nobody who is able, everybody is told so', async () => {
    const approval = await holdCall(world, held, { approvers: ['viewer', 'mem_long_gone'] })
    expect((await cardFor(ada, approval)).refusal).toBe('Nobody in this workspace may decide this call.')
  })

  test('who minted the grant decides own calls only while nobody else can', async () => {
    const alone = await holdCall(world, held)
    expect((await cardFor(ada, alone)).refusal).toBeNull()
    await join(ada, bob, 'approver')
    expect((await cardFor(ada, alone)).refusal).toMatch(/^You minted the grant/)
    const answer = await decide(ada, alone, { verdict: 'approve' })
    expect([answer.status, answer.fault?.code]).toEqual([403, 'not_an_approver'])
    const { body } = await decide(bob, alone, { verdict: 'approve' })
    expect(body.decisions).toMatchObject([{ name: 'bob', own: false }])
  })

  test.each([
    [true, 'approver', 200],
    [false, 'viewer', 403],
  ] as const)(
    'with the workspace’s setting at %s beside a %s, own calls answer %i',
    async (own, role, status) => {
      await join(ada, bob, role)
      const params = { workspaceId: ada.workspaceId }
      await ada.browser.ask(workspaces.update, { params, body: { ownApprovals: own } })
      const answer = await decide(ada, await holdCall(world, held), { verdict: 'approve' })
      await ada.browser.ask(workspaces.update, { params, body: { ownApprovals: null } })
      expect(answer.status).toBe(status)
      if (status === 200) expect(answer.body.decisions).toMatchObject([{ own: true }])
    },
  )

  test('where two must agree, one member is not two', async () => {
    await join(ada, bob, 'admin')
    const approval = await holdCall(world, await grantOf(bob), { count: 2 })
    const first = await decide(ada, approval, { verdict: 'approve' })
    expect(first.body).toMatchObject({
      state: 'waiting',
      refusal: 'You have approved this call. One more person is needed.',
    })
    const again = await decide(ada, approval, { verdict: 'approve' })
    expect([again.status, again.fault?.code]).toEqual([409, 'repeated'])
  })

  test('where two must agree, one no is enough', async () => {
    const approval = await holdCall(world, held, { count: 2 })
    expect((await decide(ada, approval, { verdict: 'deny' })).body.state).toBe('denied')
  })
})

describe('the inbox', () => {
  test('holds what can still be decided, newest first, unless asked otherwise', async () => {
    const first = await holdCall(world, held)
    world.clock.advance(1)
    const second = await holdCall(world, held, { state: 'parked' })
    world.clock.advance(1)
    const third = await holdCall(world, held, { state: 'denied', settledAt: world.clock.now() })
    const ids = async (query: object) => (await inbox(ada, query)).body.map(({ id }) => id)
    expect((await ids({})).slice(0, 2)).toEqual([second.id, first.id])
    expect(await ids({ state: 'denied,expired', limit: 1 })).toEqual([third.id])
    expect(await ids({ before: second.id, limit: 1 })).toEqual([first.id])
    expect(await ids({ grant: 'gr_other' })).toEqual([])
  })

  test('refuses a state that there is not', async () => {
    const answer = await inbox(ada, { state: 'waiting,lost' })
    expect([answer.status, answer.fault?.code]).toEqual([422, 'invalid'])
  })
})

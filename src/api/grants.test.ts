import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { grants } from '#contract/grants'
import { hashToken, tokenChecksumHolds } from '#platform/id'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { addGrant, addPolicy, addServer } from './testing/objects.ts'
import { openWorld, type SignedUp, signUp, type World } from './testing/world.ts'

let world: World
let ada: SignedUp
let bob: SignedUp
let serverId: string

beforeAll(async () => {
  const sealer = createSealer([newSealingKey()])
  world = await openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer })
  ada = await signUp(world, 'ada@example.org')
  bob = await signUp(world, 'bob@example.org')
})

beforeEach(async () => {
  world.clock.advance(60_000)
  serverId = (await addServer(world, ada)).id
  world.changes.length = 0
})

function mint(body: object) {
  return ada.browser.ask(grants.mint, {
    params: { serverId },
    body: { label: 'ci', policyId: null, ...body },
  })
}

describe('minting', () => {
  test('shows the token once; what is kept is its hash and its last letters', async () => {
    const { id } = await addPolicy(ada, serverId)
    const expiresAt = world.clock.now() + 1
    const { body } = await mint({ policyId: id, tags: ['build'], expiresAt })
    expect(tokenChecksumHolds(body.token)).toBe(true)
    expect(body.grant).toMatchObject({
      label: 'ci',
      tags: ['build'],
      policyId: id,
      expiresAt,
      hint: body.token.slice(-4),
      mintedBy: { memberId: ada.memberId, name: 'ada' },
      revokedAt: null,
    })
    const stored = await world.storage.grants.get(body.grant.id)
    expect(stored?.tokenHash).toBe(hashToken(body.token))
    expect(JSON.stringify(stored)).not.toContain(body.token)
    const again = await ada.browser.ask(grants.get, { params: { grantId: body.grant.id } })
    expect(again.body).toEqual(body.grant)
  })

  test('under a policy of another server, or of nobody, is refused in the same words', async () => {
    const foreign = await addPolicy(bob, (await addServer(world, bob)).id)
    const other = await addPolicy(ada, (await addServer(world, ada)).id)
    const said = []
    for (const policyId of [foreign.id, other.id, 'pol_none']) {
      const { status, fault } = await mint({ policyId })
      said.push({ status, ...fault, requestId: '' })
    }
    expect(said[0]).toMatchObject({ status: 422, code: 'policy_of_another_server' })
    expect(new Set(said.map((one) => JSON.stringify(one))).size).toBe(1)
  })

  test('with an end that is past is refused', async () => {
    const answer = await mint({ expiresAt: world.clock.now() })
    expect([answer.status, answer.fault?.code]).toEqual([422, 'expiry_past'])
    expect(answer.fault?.fields).toHaveProperty('expiresAt')
  })
})

describe('a change', () => {
  const update = (grantId: string, body: object) =>
    ada.browser.ask(grants.update, { params: { grantId }, body })

  test('of what is given leaves the rest, and null clears', async () => {
    const { id } = await addPolicy(ada, serverId)
    const { grant } = await addGrant(ada, serverId, { policyId: id, expiresAt: world.clock.now() + 9 })
    expect((await update(grant.id, { label: 'laptop 2' })).body).toEqual({ ...grant, label: 'laptop 2' })
    expect((await update(grant.id, { policyId: null, expiresAt: null })).body).toMatchObject({
      label: 'laptop 2',
      policyId: null,
      expiresAt: null,
    })
  })

  test('to a policy of another server is refused', async () => {
    const { grant } = await addGrant(ada, serverId)
    const other = await addPolicy(ada, (await addServer(world, ada)).id)
    expect((await update(grant.id, { policyId: other.id })).fault?.code).toBe('policy_of_another_server')
  })

  test('of a revoked grant is refused', async () => {
    const { grant } = await addGrant(ada, serverId)
    await ada.browser.ask(grants.revoke, { params: { grantId: grant.id } })
    const answer = await update(grant.id, { label: 'x' })
    expect([answer.status, answer.fault?.code]).toEqual([409, 'revoked'])
  })
})

test('a rotated grant has another token and is otherwise the same', async () => {
  const { grant, token } = await addGrant(ada, serverId)
  const { body } = await ada.browser.ask(grants.rotate, { params: { grantId: grant.id } })
  expect(body.token).not.toBe(token)
  expect(body.grant).toEqual({ ...grant, hint: body.token.slice(-4), rotatedAt: world.clock.now() })
  expect((await world.storage.grants.get(grant.id))?.tokenHash).toBe(hashToken(body.token))
})

test('a revoked grant stays revoked from the first time on, and rotates no more', async () => {
  const { grant } = await addGrant(ada, serverId)
  const revoke = () => ada.browser.ask(grants.revoke, { params: { grantId: grant.id } })
  const { revokedAt } = (await revoke()).body
  expect(revokedAt).toBe(world.clock.now())
  expect(world.changes.map(({ kind }) => kind)).toEqual(['grant', 'grant'])
  world.clock.advance(1000)
  expect((await revoke()).body.revokedAt).toBe(revokedAt)
  const rotated = await ada.browser.ask(grants.rotate, { params: { grantId: grant.id } })
  expect([rotated.status, rotated.fault?.code]).toEqual([409, 'revoked'])
})

test('the list is of one workspace, newest first, and can be of one server', async () => {
  const { grant: first } = await addGrant(ada, serverId)
  world.clock.advance(1)
  const { grant: second } = await addGrant(ada, serverId)
  const { workspaceId } = ada
  const list = (query: object) =>
    ada.browser.ask(grants.list, { params: { workspaceId }, query: { ...query } })
  expect((await list({ server: serverId })).body).toEqual([second, first])
  expect((await list({})).body.length).toBeGreaterThan(2)
  const others = await bob.browser.ask(grants.list, { params: { workspaceId: bob.workspaceId } })
  expect(others.body).toEqual([])
  const foreign = await bob.browser.ask(grants.list, {
    params: { workspaceId: bob.workspaceId },
    query: { server: serverId },
  })
  expect(foreign.body).toEqual([])
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Call } from '#model/activity'
import { Approval } from '#model/approval'
import { ApprovalId, PolicyId, ServerId, UserId } from '#model/id'
import { Slug } from '#model/server'
import { hashText } from '#platform/id'
import type { Change, Storage } from '#storage'
import { acknowledgements, definitions, savedViews } from './builder-suite.ts'
import { countsByTool, dispatchers, recordedCalls, shadows } from './recorded-suite.ts'
import {
  clock,
  newApproval,
  newCall,
  newDecision,
  newDraft,
  newGrant,
  newInventory,
  newMember,
  newPolicy,
  newRevision,
  newServer,
  newWorkspace,
  newWorld,
} from './specimens.ts'

/** What every driver must pass. `open` gives an empty storage; the suite closes it. */
export function storageSuite(name: string, open: () => Promise<Storage>): void {
  describe(name, () => {
    let storage: Storage
    let told: Change[]

    beforeEach(async () => {
      storage = await open()
      told = []
      storage.changes.subscribe((change) => told.push(change))
    })

    afterEach(() => storage.close())

    const given: Given = { storage: () => storage, told: () => told.splice(0) }
    describe('workspaces', () => workspaces(given))
    describe('servers', () => servers(given))
    describe('inventories', () => inventories(given))
    describe('policies', () => policies(given))
    describe('definitions', () => definitions(given))
    describe('acknowledgements', () => acknowledgements(given))
    describe('saved views', () => savedViews(given))
    describe('grants', () => grants(given))
    describe('approvals', () => approvals(given))
    describe('activity', () => activity(given))
    describe('recorded calls', () => recordedCalls(given))
    describe('counts by tool', () => countsByTool(given))
    describe('shadows', () => shadows(given))
    describe('dispatchers', () => dispatchers(given))
    describe('contact', () => contact(given))
    describe('enforcement', () => enforcement(given))
    describe('changes', () => changes(given))
  })
}

export interface Given {
  readonly storage: () => Storage
  /** The changes since it was last asked. */
  readonly told: () => Change[]
}

function workspaces({ storage }: Given): void {
  test('the place of the operator is taken once, however many reach for it', async () => {
    expect(await storage().installation.operator()).toBeUndefined()
    const users = ['a', 'b', 'c', 'd'].map((id) => UserId.parse(id))
    const claims = await Promise.all(users.map((user) => storage().installation.claim(user)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await storage().installation.operator()).toBe(users[claims.indexOf(true)])
  })

  test('a workspace is made with its owner, or not at all', async () => {
    const { member } = await newWorld(storage())
    const second = newWorkspace()
    await expect(
      storage().workspaces.create(second, { ...newMember(second), id: member.id }),
    ).rejects.toThrow()
    expect(await storage().workspaces.get(second.id)).toBeUndefined()
  })

  test('its name and its word on own approvals change one by one', async () => {
    const { workspace } = await newWorld(storage())
    expect(await storage().workspaces.get(workspace.id)).toEqual(workspace)
    await storage().workspaces.update(workspace.id, { ownApprovals: true })
    await storage().workspaces.update(workspace.id, { name: 'New' })
    expect(await storage().workspaces.get(workspace.id)).toEqual({
      ...workspace,
      name: 'New',
      ownApprovals: true,
    })
    await storage().workspaces.update(workspace.id, { ownApprovals: null })
    await storage().workspaces.update(workspace.id, {})
    expect((await storage().workspaces.get(workspace.id))?.ownApprovals).toBeNull()
  })

  test('a user has memberships in the order of joining, and none elsewhere', async () => {
    const first = await newWorld(storage())
    const workspace = newWorkspace()
    const member = newMember(workspace, first.member.userId)
    await storage().workspaces.create(workspace, member)
    expect(await storage().workspaces.membershipsOf(member.userId)).toEqual([
      { workspace: first.workspace, member: first.member },
      { workspace, member },
    ])
    const stranger = UserId.parse('stranger')
    expect(await storage().workspaces.membershipsOf(stranger)).toEqual([])
    expect(await storage().workspaces.memberOf(stranger, workspace.id)).toBeUndefined()
    expect(await storage().workspaces.memberOf(member.userId, workspace.id)).toEqual(member)
  })

  test('a role changes, and the members show it', async () => {
    const { workspace, member } = await newWorld(storage())
    await storage().workspaces.setRole(member.id, 'viewer')
    expect(await storage().workspaces.members(workspace.id)).toEqual([{ ...member, role: 'viewer' }])
  })
}

function servers({ storage }: Given): void {
  test('servers come by name, then by age, of their own workspace only', async () => {
    const { workspace, server } = await newWorld(storage())
    await newWorld(storage())
    const others = [newServer(workspace, { name: 'Zulip' }), newServer(workspace, { name: 'Atlas' })]
    for (const other of others) await storage().servers.create(other)
    const same = newServer(workspace)
    await storage().servers.create(same)
    expect(await storage().servers.list(workspace.id)).toEqual([others[1], server, same, others[0]])
  })

  test('a slug is taken once in the whole installation', async () => {
    const { server } = await newWorld(storage())
    const elsewhere = await newWorld(storage())
    const taken = { ok: false, fault: { code: 'slug_taken' } }
    const twin = newServer(elsewhere.workspace, { slug: server.slug })
    expect(await storage().servers.create(twin)).toEqual(taken)
    expect(await storage().servers.get(twin.id)).toBeUndefined()
    expect(await storage().servers.update(elsewhere.server.id, { slug: server.slug })).toEqual(taken)
    expect((await storage().servers.update(server.id, { slug: server.slug, name: 'Same' })).ok).toBe(true)
    expect(await storage().servers.slugTaken(server.slug)).toBe(true)
    expect(await storage().servers.slugTaken(Slug.parse('free'))).toBe(false)
  })

  test('of many who reach for one slug, one gets it', async () => {
    const { workspace } = await newWorld(storage())
    const slug = Slug.parse('wanted')
    const made = await Promise.all(
      [1, 2, 3, 4].map(() => storage().servers.create(newServer(workspace, { slug }))),
    )
    expect(made.filter((outcome) => outcome.ok)).toHaveLength(1)
  })

  test('what is changed changes, and nothing else', async () => {
    const { server } = await newWorld(storage())
    const face = { kind: 'stdio' as const, command: 'npx', args: ['-y', 'x'], envNames: ['KEY'] }
    const transport = { ...face, isShared: true }
    await storage().servers.update(server.id, { transport, sealedTransport: 'other', list: 'all' })
    await storage().servers.update(server.id, {})
    const health = { state: 'unreachable' as const, checkedAt: 5, error: 'refused' }
    await storage().servers.setHealth(server.id, health)
    expect(await storage().servers.get(server.id)).toEqual({
      ...server,
      transport,
      sealedTransport: 'other',
      list: 'all',
      health,
    })
  })

  test('a deleted server takes all with it but the record of what happened', async () => {
    const { workspace, member, server, policy, grant } = await newWorld(storage())
    const call = newCall(grant)
    const approval = newApproval(grant)
    await storage().inventories.put(newInventory(server, ['a']))
    await storage().policies.publish(newRevision(policy, member), null)
    await storage().policies.putDraft(newDraft(policy, member), null)
    await storage().activity.append([call])
    await storage().approvals.create(approval)
    await storage().servers.delete(server.id)
    expect(await storage().servers.list(workspace.id)).toEqual([])
    expect(await storage().inventories.latest(server.id)).toBeUndefined()
    expect(await storage().policies.get(policy.id)).toBeUndefined()
    expect(await storage().policies.draft(policy.id, member.id)).toBeUndefined()
    expect(await storage().policies.revisions(policy.id)).toEqual([])
    expect(await storage().grants.get(grant.id)).toBeUndefined()
    expect(await storage().activity.get(call.id)).toEqual(call)
    expect(await storage().approvals.get(approval.id)).toEqual(approval)
  })
}

function inventories({ storage }: Given): void {
  test('the version counts what changed: digests, names and order, not the time', async () => {
    const { server } = await newWorld(storage())
    expect(await storage().inventories.latest(server.id)).toBeUndefined()
    const put = async (names: readonly string[]) =>
      (await storage().inventories.put(newInventory(server, names))).version
    const versions = [await put(['a', 'b']), await put(['a', 'b']), await put(['b', 'a']), await put([])]
    expect(versions).toEqual([1, 1, 2, 3])
  })

  test('the same tools with a new judgement and time are kept as they are now', async () => {
    const { server } = await newWorld(storage())
    const before = newInventory(server, ['a'])
    await storage().inventories.put(before)
    expect(await storage().inventories.latest(server.id)).toEqual({ ...before, version: 1, dispatchers: [] })
    const tools = before.tools.map((tool) => ({
      ...tool,
      risk: { ...tool.risk, category: 'write' as const },
    }))
    const after = { ...before, tools, discoveredAt: before.discoveredAt + 1, serverVersion: null }
    await storage().inventories.put(after)
    expect(await storage().inventories.latest(server.id)).toEqual({ ...after, version: 1, dispatchers: [] })
  })

  test('what a caller does to an answer does not reach the next one', async () => {
    const { server } = await newWorld(storage())
    await storage().inventories.put(newInventory(server, ['a']))
    const latest = await storage().inventories.latest(server.id)
    latest?.tools.splice(0)
    expect((await storage().inventories.latest(server.id))?.tools).toHaveLength(1)
  })

  test('a definition keeps every field, its order and its letters; a list may have two megabytes', async () => {
    const { server } = await newWorld(storage())
    const inventory = newInventory(server, ['wide'])
    const definition = {
      zeta: 1,
      name: 'wide',
      'x-unknown': { '10': 'ten', '2': 'two', '': null },
      description: '\u0000 “ü” 🛂'.repeat(200_000),
    }
    const tools = inventory.tools.map((tool) => ({ ...tool, definition }))
    await storage().inventories.put({ ...inventory, tools })
    const latest = await storage().inventories.latest(server.id)
    expect(JSON.stringify(latest?.tools[0]?.definition)).toBe(JSON.stringify(definition))
  })
}

function policies({ storage }: Given): void {
  test('policies come by name, and can be renamed', async () => {
    const { server, policy } = await newWorld(storage())
    const other = newPolicy(server, 'agents')
    await storage().policies.create(other)
    expect(await storage().policies.list(server.id)).toEqual([other, policy])
    await storage().policies.rename(other.id, 'zeta')
    expect(await storage().policies.list(server.id)).toEqual([policy, { ...other, name: 'zeta' }])
  })

  test('publishing numbers, enforces, and removes the draft of the author alone', async () => {
    const { workspace, member, policy } = await newWorld(storage())
    const other = newMember(workspace)
    await storage().policies.putDraft(newDraft(policy, member), null)
    await storage().policies.putDraft(newDraft(policy, other), null)
    const first = newRevision(policy, member, '{"a":1}')
    expect(await storage().policies.publish(first, null)).toEqual({
      ok: true,
      value: { ...first, number: 1 },
    })
    expect((await storage().policies.get(policy.id))?.enforced).toBe(1)
    expect(await storage().policies.draft(policy.id, member.id)).toBeUndefined()
    expect(await storage().policies.draft(policy.id, other.id)).toBeDefined()
    const second = { ...newRevision(policy, member, '{"b":2}'), note: 'tighter' }
    await storage().policies.publish(second, 1)
    expect(await storage().policies.revision(policy.id, 1)).toEqual({ ...first, number: 1 })
    expect(await storage().policies.revisions(policy.id)).toEqual([
      { ...second, number: 2 },
      { ...first, number: 1 },
    ])
  })

  test('a publish from another base than the enforced is behind, and writes nothing', async () => {
    const { member, policy } = await newWorld(storage())
    await storage().policies.publish(newRevision(policy, member), null)
    await storage().policies.putDraft(newDraft(policy, member), null)
    for (const base of [null, 2]) {
      const behind = { ok: false, fault: { code: 'behind', enforced: 1 } }
      expect(await storage().policies.publish(newRevision(policy, member), base)).toEqual(behind)
    }
    expect(await storage().policies.revisions(policy.id)).toHaveLength(1)
    expect(await storage().policies.draft(policy.id, member.id)).toBeDefined()
  })

  test('of two publishes with one base exactly one wins', async () => {
    const { member, policy } = await newWorld(storage())
    const texts = ['{"a":1}', '{"b":1}', '{"c":1}']
    const outcomes = await Promise.all(
      texts.map((text) => storage().policies.publish(newRevision(policy, member, text), null)),
    )
    expect(outcomes.map((outcome) => outcome.ok).filter(Boolean)).toHaveLength(1)
    expect(await storage().policies.revisions(policy.id)).toHaveLength(1)
  })

  test('a deleted policy is gone with its revisions, and its grants carry none', async () => {
    const { member, policy, grant } = await newWorld(storage())
    await storage().policies.publish(newRevision(policy, member), null)
    await storage().policies.putDraft(newDraft(policy, member), null)
    await storage().policies.delete(policy.id)
    expect(await storage().policies.revision(policy.id, 1)).toBeUndefined()
    expect(await storage().policies.draft(policy.id, member.id)).toBeUndefined()
    expect((await storage().grants.get(grant.id))?.policyId).toBeNull()
    const late = await storage().policies.publish(newRevision(policy, member), 1)
    expect(late).toEqual({ ok: false, fault: { code: 'behind', enforced: null } })
    expect((await storage().policies.putDraft(newDraft(policy, member), null)).ok).toBe(false)
  })

  test('a draft replaces only the one that it was written over', async () => {
    const { member, policy } = await newWorld(storage())
    const first = newDraft(policy, member, '{ "first": 1 }')
    const second = { ...newDraft(policy, member, '{ "second": 1 }'), base: 3 }
    expect((await storage().policies.putDraft(first, null)).ok).toBe(true)
    const stale = { ok: false, fault: { code: 'stale', current: first } }
    expect(await storage().policies.putDraft(second, null)).toEqual(stale)
    expect(await storage().policies.putDraft(second, second.hash)).toEqual(stale)
    expect((await storage().policies.putDraft(second, first.hash)).ok).toBe(true)
    expect(await storage().policies.draft(policy.id, member.id)).toEqual(second)
    await storage().policies.deleteDraft(policy.id, member.id)
    expect(await storage().policies.putDraft(first, second.hash)).toEqual({
      ok: false,
      fault: { code: 'stale', current: undefined },
    })
  })

  test('of two drafts over one exactly one is kept', async () => {
    const { member, policy } = await newWorld(storage())
    const drafts = ['a', 'b', 'c'].map((text) => newDraft(policy, member, text))
    const outcomes = await Promise.all(drafts.map((draft) => storage().policies.putDraft(draft, null)))
    const winner = drafts[outcomes.findIndex((outcome) => outcome.ok)]
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
    expect(await storage().policies.draft(policy.id, member.id)).toEqual(winner)
  })
}

function grants({ storage }: Given): void {
  test('grants come newest first, of one server or all, the revoked too', async () => {
    const { workspace, server, grant } = await newWorld(storage())
    const second = newServer(workspace)
    await storage().servers.create(second)
    const other = newGrant(second)
    await storage().grants.create(other)
    await storage().grants.revoke(grant.id, 7)
    const revoked = { ...grant, revokedAt: 7 }
    expect(await storage().grants.list(workspace.id)).toEqual([other, revoked])
    expect(await storage().grants.list(workspace.id, server.id)).toEqual([revoked])
  })

  test('what is changed changes, and nothing else', async () => {
    const { grant } = await newWorld(storage())
    await storage().grants.update(grant.id, { label: 'desk', tags: [], expiresAt: 9 })
    await storage().grants.update(grant.id, { policyId: null })
    await storage().grants.update(grant.id, {})
    const wanted = { ...grant, label: 'desk', tags: [], expiresAt: 9, policyId: null }
    expect(await storage().grants.get(grant.id)).toEqual(wanted)
  })

  test('a token is rotated until the grant is revoked, which happens once', async () => {
    const { grant } = await newWorld(storage())
    const token = { hash: hashText('new'), hint: 'abcd', at: 11 }
    expect(await storage().grants.rotate(grant.id, token)).toBe(true)
    const rotated = { ...grant, tokenHash: token.hash, hint: 'abcd', rotatedAt: 11 }
    expect(await storage().grants.get(grant.id)).toEqual(rotated)
    await storage().grants.revoke(grant.id, 12)
    await storage().grants.revoke(grant.id, 13)
    expect(await storage().grants.rotate(grant.id, { ...token, hash: hashText('late') })).toBe(false)
    expect(await storage().grants.get(grant.id)).toEqual({ ...rotated, revokedAt: 12 })
  })

  test('no two grants have one token', async () => {
    const { server, grant } = await newWorld(storage())
    const twin = { ...newGrant(server), tokenHash: grant.tokenHash }
    await expect(storage().grants.create(twin)).rejects.toThrow()
  })

  test('progress only goes forward, and nothing known is forgotten', async () => {
    const { grant } = await newWorld(storage())
    await storage().grants.progress(grant.id, { seenAt: 10, clientName: 'cursor', listedAt: null })
    await storage().grants.progress(grant.id, { seenAt: 5, initializedAt: 5, clientName: null })
    await storage().grants.progress(grant.id, { calledAt: 20, clientVersion: '2', clientName: 'zed' })
    await storage().grants.progress(grant.id, {})
    expect((await storage().grants.get(grant.id))?.progress).toEqual({
      seenAt: 10,
      initializedAt: 5,
      listedAt: null,
      calledAt: 20,
      clientName: 'zed',
      clientVersion: '2',
      protocolVersion: null,
    })
  })
}

function approvals({ storage }: Given): void {
  const until = clock.now() + 900_000

  test('an approval keeps the arguments as the client wrote them', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    expect(await storage().approvals.get(approval.id)).toEqual(approval)
    expect(await storage().approvals.get(ApprovalId.parse('none'))).toBeUndefined()
  })

  test('the list is newest first, filtered and paged', async () => {
    const { workspace, grant } = await newWorld(storage())
    const other = await newWorld(storage())
    const made = [newApproval(grant), newApproval(grant, { state: 'denied' }), newApproval(grant)]
    for (const approval of [...made, newApproval(other.grant)]) await storage().approvals.create(approval)
    const [oldest, denied, newest] = made
    const list = async (filter: Parameters<Storage['approvals']['list']>[1]) =>
      await storage().approvals.list(workspace.id, filter)
    expect(await list({ limit: 9 })).toEqual([newest, denied, oldest])
    expect(await list({ limit: 1 })).toEqual([newest])
    expect(await list({ limit: 9, ...(newest && { before: newest.id }) })).toEqual([denied, oldest])
    expect(await list({ limit: 9, states: ['denied', 'expired'] })).toEqual([denied])
    expect(await list({ limit: 9, states: [] })).toEqual([])
    expect(await list({ limit: 9, server: grant.serverId, grant: grant.id })).toHaveLength(3)
    expect(await list({ limit: 9, server: other.server.id })).toEqual([])
  })

  test('those loaded at start are the waiting, the parked and the approved, oldest first', async () => {
    const { grant } = await newWorld(storage())
    const states = Approval.shape.state.options
    const made = states.map((state) => newApproval(grant, { state }))
    for (const approval of made) await storage().approvals.create(approval)
    const open = ['waiting', 'parked', 'approved']
    expect(await storage().approvals.open()).toEqual(made.filter(({ state }) => open.includes(state)))
  })

  test('the newest approval of just this call is found', async () => {
    const { grant } = await newWorld(storage())
    const made = [newApproval(grant), newApproval(grant), newApproval(grant, { state: 'executed' })]
    const strangers = [
      newApproval(grant, { tool: 'other' }),
      newApproval(grant, { argumentsDigest: hashText('other') }),
    ]
    for (const approval of [...made, ...strangers]) await storage().approvals.create(approval)
    const { tool, argumentsDigest } = made[0] ?? newApproval(grant)
    const key = { grantId: grant.id, tool, argumentsDigest }
    expect(await storage().approvals.find(key, ['waiting', 'parked'])).toEqual(made[1])
    expect(await storage().approvals.find(key, ['denied'])).toBeUndefined()
  })

  test('one approval is enough where one is asked for, and says until when it is valid', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant, { state: 'parked' })
    await storage().approvals.create(approval)
    const decision = newDecision('ada')
    const approved = { ...approval, state: 'approved', decisions: [decision], validUntil: until }
    const wanted = { ...approved, settledAt: decision.at }
    expect(await storage().approvals.decide(approval.id, decision, until)).toEqual({
      ok: true,
      value: wanted,
    })
    expect(await storage().approvals.get(approval.id)).toEqual(wanted)
    const late = await storage().approvals.decide(approval.id, newDecision('bob', 'deny'), until)
    expect(late).toEqual({ ok: false, fault: { code: 'settled', current: wanted } })
  })

  test('two are two: a second word of the same member is told so, and a deny ends it', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant, { count: 2 })
    const denied = newApproval(grant, { count: 2 })
    await storage().approvals.create(approval)
    await storage().approvals.create(denied)
    const first = await storage().approvals.decide(approval.id, newDecision('ada'), until)
    expect(first).toMatchObject({ ok: true, value: { state: 'waiting', settledAt: null, validUntil: null } })
    const again = await storage().approvals.decide(approval.id, newDecision('ada', 'deny'), until)
    expect(again).toMatchObject({ ok: false, fault: { code: 'repeated', current: { state: 'waiting' } } })
    const second = await storage().approvals.decide(approval.id, newDecision('bob'), until)
    expect(second).toMatchObject({ ok: true, value: { state: 'approved', validUntil: until } })
    await storage().approvals.decide(denied.id, newDecision('ada'), until)
    const deny = await storage().approvals.decide(denied.id, newDecision('bob', 'deny'), until)
    expect(deny).toMatchObject({ ok: true, value: { state: 'denied', validUntil: null } })
  })

  test('nobody decides what has expired', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant, { expiresAt: clock.now() })
    await storage().approvals.create(approval)
    const outcome = await storage().approvals.decide(approval.id, newDecision('ada'), until)
    expect(outcome).toEqual({ ok: false, fault: { code: 'settled', current: approval } })
  })

  test('of two who decide at once the first wins, and the other is told', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    const decisions = [newDecision('ada'), newDecision('bob', 'deny'), newDecision('eve')]
    const outcomes = await Promise.all(
      decisions.map((decision) => storage().approvals.decide(approval.id, decision, until)),
    )
    expect(outcomes.map((outcome) => (outcome.ok ? 'won' : outcome.fault.code)).sort()).toEqual([
      'settled',
      'settled',
      'won',
    ])
    expect((await storage().approvals.get(approval.id))?.decisions).toHaveLength(1)
  })

  test('a state changes only from one that was named', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    const { transition } = storage().approvals
    expect(await transition(approval.id, { from: ['waiting'], to: 'parked', at: 1 })).toBe(true)
    expect(await transition(approval.id, { from: ['waiting'], to: 'cancelled', at: 2 })).toBe(false)
    expect(await storage().approvals.get(approval.id)).toEqual({ ...approval, state: 'parked' })
    const expired = { from: ['waiting', 'parked'] as const, to: 'expired' as const, at: 3 }
    expect(await transition(approval.id, expired)).toBe(true)
    expect(await storage().approvals.get(approval.id)).toEqual({
      ...approval,
      state: 'expired',
      settledAt: 3,
    })
  })

  test('an approved call is claimed once, however many come for it', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    const decision = newDecision('ada')
    await storage().approvals.decide(approval.id, decision, until)
    const claim = { from: ['approved'] as const, to: 'executed' as const, at: decision.at + 50 }
    const claims = await Promise.all(
      [1, 2, 3, 4].map(() => storage().approvals.transition(approval.id, claim)),
    )
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect((await storage().approvals.get(approval.id))?.settledAt).toBe(decision.at)
  })

  test('a kept answer is given once, however many come for it', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    expect(await storage().approvals.takeAnswer(approval.id)).toBeUndefined()
    await storage().approvals.keepAnswer(approval.id, 'sealed')
    const answers = await Promise.all([1, 2, 3].map(() => storage().approvals.takeAnswer(approval.id)))
    expect(answers.filter((answer) => answer !== undefined)).toEqual(['sealed'])
  })
}

function activity({ storage }: Given): void {
  test('a call is kept whole, and one that comes again replaces itself', async () => {
    const { workspace, grant } = await newWorld(storage())
    const call = newCall(grant, {
      reservations: [{ key: 'calls', window: 60_000, amount: 1 }],
      message: 'too many',
      approvalId: ApprovalId.parse('apr_1'),
      policyId: PolicyId.parse('pol_1'),
      revision: 3,
    })
    await storage().activity.append([call])
    expect(await storage().activity.get(call.id)).toEqual(call)
    const settled = { ...call, upstream: 'unknown' as const, upstreamMs: null }
    await storage().activity.append([settled])
    expect(await storage().activity.list(workspace.id, { limit: 9 })).toEqual([settled])
  })

  test('a long batch is one transaction', async () => {
    const { workspace, grant } = await newWorld(storage())
    const calls = Array.from({ length: 1200 }, () => newCall(grant))
    const broken = { ...newCall(grant), totalMs: Number.NaN }
    await expect(storage().activity.append([...calls, broken])).rejects.toThrow()
    expect(await storage().activity.list(workspace.id, { limit: 9 })).toEqual([])
    await storage().activity.append(calls)
    await storage().activity.append([])
    expect(await storage().activity.list(workspace.id, { limit: 2000 })).toEqual(calls.reverse())
  })

  test('the list is newest first, and pages follow without gap or repeat', async () => {
    const { workspace, grant } = await newWorld(storage())
    const other = await newWorld(storage())
    const calls = Array.from({ length: 7 }, () => newCall(grant))
    await storage().activity.append([...calls, newCall(other.grant)])
    const seen: Call[] = []
    for (;;) {
      const before = seen.at(-1)?.id
      const page = await storage().activity.list(workspace.id, { limit: 3, ...(before && { before }) })
      seen.push(...page)
      if (page.length < 3) break
    }
    expect(seen).toEqual(calls.reverse())
  })

  test('each filter keeps just what it names, and filters add up', async () => {
    const { workspace, server, grant } = await newWorld(storage())
    const other = newGrant(server)
    const approvalId = ApprovalId.parse('apr_9')
    const early = newCall(grant, { outcome: 'deny', tool: 'git_push' })
    const late = newCall(other, { tool: 'git_pull', approvalId, outcome: 'approval' })
    await storage().activity.append([early, late])
    const list = (filter: object) => storage().activity.list(workspace.id, { limit: 9, ...filter })
    expect(await list({ server: server.id })).toEqual([late, early])
    expect(await list({ server: ServerId.parse('none') })).toEqual([])
    expect(await list({ grant: other.id })).toEqual([late])
    expect(await list({ outcome: 'deny' })).toEqual([early])
    expect(await list({ approval: approvalId })).toEqual([late])
    expect(await list({ tool: 'git_push' })).toEqual([early])
    expect(await list({ since: late.at })).toEqual([late])
    expect(await list({ since: late.at + 1 })).toEqual([])
    expect(await list({ since: early.at, tool: 'git*', before: late.id })).toEqual([early])
    expect(await list({ outcome: 'deny', grant: other.id })).toEqual([])
  })

  test.each([
    ['git*', ['git_push', 'git_pull', 'git']],
    ['*_pu*', ['git_push', 'git_pull']],
    ['*', ['git_push', 'git_pull', 'git', 'GIT', 'a[b]?', 'a%b']],
    ['a[*', ['a[b]?']],
    ['*]?', ['a[b]?']],
    ['a%*', ['a%b']],
    ['gi?*', []],
    ['x*', []],
  ])('of the tools, `%s` finds %j', async (pattern, wanted) => {
    const { workspace, grant } = await newWorld(storage())
    const tools = ['git_push', 'git_pull', 'git', 'GIT', 'a[b]?', 'a%b']
    await storage().activity.append(tools.map((tool) => newCall(grant, { tool })))
    const found = await storage().activity.list(workspace.id, { tool: pattern, limit: 9 })
    expect(found.map((call) => call.tool).reverse()).toEqual(wanted)
  })

  test('counters are rebuilt from the calls that took from one, oldest first', async () => {
    const { grant } = await newWorld(storage())
    const reservations = [{ key: 'k', window: 1000, amount: 2.5 }]
    const calls = [
      newCall(grant, { reservations }),
      newCall(grant),
      newCall(grant, { reservations }),
      newCall(grant, { reservations }),
    ]
    await storage().activity.append([...calls].reverse())
    const [, plain, third, fourth] = calls
    expect(await storage().activity.reservationsSince(plain?.at ?? 0)).toEqual(
      [third, fourth].map((call) => ({ at: call?.at, reservations })),
    )
  })
}

function contact({ storage }: Given): void {
  test('a message waits until it was delivered, oldest first', async () => {
    const message = { name: 'Ada', email: 'ada@example.com', message: 'hello', deliveredAt: null }
    for (const receivedAt of [3, 1, 2]) {
      await storage().contact.add({ ...message, id: `m${receivedAt}`, receivedAt })
    }
    await storage().contact.delivered('m1', 9)
    expect(await storage().contact.undelivered(9)).toEqual([
      { ...message, id: 'm2', receivedAt: 2 },
      { ...message, id: 'm3', receivedAt: 3 },
    ])
    expect(await storage().contact.undelivered(1)).toHaveLength(1)
  })
}

function enforcement({ storage }: Given): void {
  test('it is all that a server enforces: the enforced revisions, and the grants not revoked', async () => {
    const { member, server, policy, grant } = await newWorld(storage())
    await storage().policies.create(newPolicy(server, 'unpublished'))
    await storage().policies.publish(newRevision(policy, member, '{"a":1}'), null)
    const enforced = await storage().policies.publish(newRevision(policy, member, '{"b":2}'), 1)
    const inventory = await storage().inventories.put(newInventory(server, ['a', 'b']))
    const revoked = newGrant(server, policy)
    await storage().grants.create(revoked)
    await storage().grants.revoke(revoked.id, 1)
    const expired = { ...newGrant(server), expiresAt: 1 }
    await storage().grants.create(expired)
    const wanted = {
      server,
      inventory,
      revisions: enforced.ok ? [enforced.value] : [],
      shadows: [],
      grants: [grant, expired],
    }
    expect(await storage().enforcement.server(server.id)).toEqual(wanted)
    const bare = await newWorld(storage())
    expect(await storage().enforcement.all()).toEqual([
      wanted,
      { server: bare.server, inventory: undefined, revisions: [], shadows: [], grants: [bare.grant] },
    ])
    await storage().servers.delete(server.id)
    expect(await storage().enforcement.server(server.id)).toBeUndefined()
  })
}

function changes({ storage, told }: Given): void {
  test('every write that others act on is told, with where it was', async () => {
    const { workspace, member, server, policy, grant } = await newWorld(storage())
    const where = { workspaceId: workspace.id, serverId: server.id }
    const kinds = () => told().map(({ kind }) => kind)
    expect(told()).toEqual([
      { kind: 'server', ...where },
      { kind: 'policy', ...where, policyId: policy.id },
      { kind: 'grant', ...where, grantId: grant.id },
    ])
    await storage().servers.update(server.id, { name: 'New' })
    await storage().servers.setHealth(server.id, { state: 'ok', checkedAt: 1, error: null })
    await storage().inventories.put(newInventory(server, ['a']))
    expect(kinds()).toEqual(['server', 'server', 'inventory'])
    await storage().policies.publish(newRevision(policy, member), null)
    await storage().policies.rename(policy.id, 'other')
    expect(kinds()).toEqual(['policy', 'policy'])
    await storage().grants.rotate(grant.id, { hash: hashText('n'), hint: 'n', at: 1 })
    await storage().grants.progress(grant.id, { seenAt: 5 })
    await storage().grants.revoke(grant.id, 2)
    expect(kinds()).toEqual(['grant', 'progress', 'grant'])
    await storage().policies.delete(policy.id)
    await storage().servers.delete(server.id)
    expect(kinds()).toEqual(['policy', 'server'])
  })

  test('calls are told by workspace, and an approval as it now is', async () => {
    const { workspace, grant } = await newWorld(storage())
    const other = await newWorld(storage())
    told()
    const calls = [newCall(grant), newCall(other.grant), newCall(grant)]
    await storage().activity.append(calls)
    expect(told()).toEqual([
      { kind: 'activity', workspaceId: workspace.id, calls: [calls[0], calls[2]] },
      { kind: 'activity', workspaceId: other.workspace.id, calls: [calls[1]] },
    ])
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    await storage().approvals.transition(approval.id, { from: ['waiting'], to: 'parked', at: 1 })
    await storage().approvals.decide(approval.id, newDecision('ada', 'deny'), 0)
    const states = told().map((change) => change.kind === 'approval' && change.approval.state)
    expect(states).toEqual(['waiting', 'parked', 'denied'])
  })

  test('what changed nothing is not told', async () => {
    const { workspace, member, server, policy, grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    await storage().grants.revoke(grant.id, 1)
    told()
    await storage().policies.publish(newRevision(policy, member), 5)
    await storage().servers.create(newServer(workspace, { slug: server.slug }))
    await storage().grants.revoke(grant.id, 2)
    await storage().grants.rotate(grant.id, { hash: 'x', hint: 'x', at: 1 })
    await storage().approvals.transition(approval.id, { from: ['parked'], to: 'denied', at: 1 })
    await storage().servers.delete(ServerId.parse('none'))
    await storage()
      .policies.create(policy)
      .catch(() => undefined)
    await storage()
      .approvals.create(approval)
      .catch(() => undefined)
    expect(told()).toEqual([])
  })

  test('it is told after the commit: who is told can read it', async () => {
    const { member, policy } = await newWorld(storage())
    const reads: Promise<unknown>[] = []
    storage().changes.subscribe(() => reads.push(storage().policies.get(policy.id)))
    await storage().policies.publish(newRevision(policy, member), null)
    expect(await Promise.all(reads)).toEqual([{ ...policy, enforced: 1 }])
  })

  test('who has unsubscribed hears nothing more, and a listener that throws harms nobody', async () => {
    const { grant } = await newWorld(storage())
    const heard: Change[] = []
    const stop = storage().changes.subscribe((change) => heard.push(change))
    const stopThrowing = storage().changes.subscribe(() => {
      throw new Error('a listener must not throw')
    })
    await storage().grants.update(grant.id, { label: 'one' })
    stop()
    stopThrowing()
    await storage().grants.update(grant.id, { label: 'two' })
    expect(heard).toHaveLength(1)
    expect((await storage().grants.get(grant.id))?.label).toBe('two')
  })
}

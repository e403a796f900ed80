import { expect, test } from 'vitest'
import { newDraft, newGrant, newInventory, newMember, newPolicy, newRevision, newWorld } from './specimens.ts'
import type { Given } from './suite.ts'

export function policies({ storage }: Given): void {
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

export function enforcement({ storage }: Given): void {
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

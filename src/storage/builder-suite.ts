import { expect, test } from 'vitest'
import type { Acknowledgement } from '#model/acknowledgement'
import { ViewId } from '#model/id'
import type { Member } from '#model/member'
import type { Policy } from '#model/policy'
import type { SavedView } from '#model/saved-view'
import { clock, newInventory, newMember, newPolicy, newRevision, newServer, newWorld } from './specimens.ts'
import type { Given } from './suite.ts'

/** The definitions that the digests of revisions speak of. */
export function definitions({ storage }: Given): void {
  test('a revision keeps the digests of its tools, and the storage what they speak of', async () => {
    const { member, server, policy } = await newWorld(storage())
    const { tools } = newInventory(server, ['read_file', 'drop_table'])
    const digests = new Map(tools.map(({ name, digest }) => [name, digest]))
    await storage().policies.publish(newRevision(policy, member), null, tools)
    await storage().policies.publish({ ...newRevision(policy, member), mode: 'shadow' }, 1)
    expect(await storage().policies.digests(policy.id, 1)).toEqual(digests)
    for (const without of [2, 3])
      expect(await storage().policies.digests(policy.id, without)).toEqual(new Map())
    const wanted = [...digests.values(), 'unknown']
    const found = await storage().policies.definitions(server.id, wanted)
    expect([...found.values()].map(({ name }) => name).sort()).toEqual(['drop_table', 'read_file'])
    const elsewhere = await newWorld(storage())
    expect(await storage().policies.definitions(elsewhere.server.id, wanted)).toEqual(new Map())
  })

  test('definitions are kept while what is enforced or in shadow speaks of them, in any policy', async () => {
    const { member, server, policy } = await newWorld(storage())
    const other = newPolicy(server, 'other')
    await storage().policies.create(other)
    const publish = async (
      names: readonly string[],
      of = policy,
      mode: 'enforced' | 'shadow' = 'enforced',
    ) => {
      const { tools } = newInventory(server, names)
      const base = (await storage().policies.get(of.id))?.enforced ?? null
      await storage().policies.publish({ ...newRevision(of, member), mode }, base, tools)
    }
    const kept = async () => {
      const digests = newInventory(server, ['a', 'b', 'c', 'd']).tools.map(({ digest }) => digest)
      const found = await storage().policies.definitions(server.id, digests)
      return [...found.values()].map(({ name }) => name).sort()
    }
    await publish(['a', 'b'])
    await publish(['b', 'c'], other)
    await publish(['d'], policy, 'shadow')
    expect(await kept()).toEqual(['a', 'b', 'c', 'd'])
    await publish(['c'])
    expect(await kept()).toEqual(['b', 'c'])
  })
}

function lookedAt(member: Member, tool: string, more: Partial<Acknowledgement> = {}): Acknowledgement {
  clock.advance(1)
  const by = { memberId: member.id, name: member.name }
  return { tool, about: 'definition', mark: `digest of ${tool}`, by, at: clock.now(), ...more }
}

/** What was looked at in the builder. */
export function acknowledgements({ storage }: Given): void {
  const list = async (policy: Policy) =>
    (await storage().acknowledgements.list(policy.id)).map(({ tool }) => tool)
  const put = (policy: Policy, ...all: readonly Acknowledgement[]) =>
    storage().acknowledgements.put(policy.id, all, 3)

  test('a tool has one, the newest, of its own policy', async () => {
    const { member, server, policy } = await newWorld(storage())
    const other = newPolicy(server)
    await storage().policies.create(other)
    const [first, second] = [lookedAt(member, 'a'), lookedAt(member, 'a', { about: 'rule', mark: 'x' })]
    await put(policy, lookedAt(member, 'b'), first)
    await put(policy, second)
    await put(other, first)
    expect((await storage().acknowledgements.list(policy.id))[0]).toEqual(second)
    expect(await list(policy)).toEqual(['a', 'b'])
    await storage().acknowledgements.remove(policy.id, ['a', 'none'])
    expect(await list(policy)).toEqual(['b'])
    expect(await list(other)).toEqual(['a'])
  })

  test('no more than may be are kept, the newest', async () => {
    const { member, policy } = await newWorld(storage())
    await put(policy, lookedAt(member, 'd'), lookedAt(member, 'a'))
    await put(policy, lookedAt(member, 'b'), lookedAt(member, 'c'))
    expect(await list(policy)).toEqual(['a', 'b', 'c'])
  })

  test('a rule that was kept is news again once its tool was back', async () => {
    const { member, server, policy } = await newWorld(storage())
    await storage().inventories.put(newInventory(server, ['here']))
    const about = 'rule' as const
    await put(policy, lookedAt(member, 'gone', { about }), lookedAt(member, 'back', { about }))
    await storage().inventories.put(newInventory(server, ['here']))
    expect(await list(policy)).toEqual(['back', 'gone'])
    await storage().inventories.put(newInventory(server, ['here', 'back']))
    expect(await list(policy)).toEqual(['gone'])
  })

  test('they go with their policy, and none comes after it', async () => {
    const { member, policy } = await newWorld(storage())
    await put(policy, lookedAt(member, 'a'))
    await storage().policies.delete(policy.id)
    await put(policy, lookedAt(member, 'b'))
    expect(await list(policy)).toEqual([])
  })
}

function view(name: string, q = name): SavedView {
  clock.advance(1)
  const id = ViewId.parse(`view_${clock.now()}`)
  return { id, name, filter: { q, risk: 'write', action: null }, savedAt: clock.now() }
}

/** Filters under a name. */
export function savedViews({ storage }: Given): void {
  test('they come by name; one of the same name is replaced', async () => {
    const { member, server } = await newWorld(storage())
    const owner = { member: member.id, server: server.id }
    const [b, a, again] = [view('b'), view('a'), view('b', 'new words')]
    for (const one of [b, a, again]) expect(await storage().savedViews.put(owner, one, 2)).toBe(true)
    expect(await storage().savedViews.list(owner)).toEqual([a, again])
    expect(await storage().savedViews.put(owner, view('c'), 2)).toBe(false)
    expect(await storage().savedViews.list(owner)).toHaveLength(2)
  })

  test('each is one person’s for one server, and goes with the server', async () => {
    const { workspace, member, server } = await newWorld(storage())
    const owner = { member: member.id, server: server.id }
    const second = newServer(workspace)
    await storage().servers.create(second)
    const others = [
      { ...owner, server: second.id },
      { ...owner, member: newMember(workspace).id },
    ]
    const mine = view('mine')
    await storage().savedViews.put(owner, mine, 9)
    for (const other of others) {
      expect(await storage().savedViews.list(other)).toEqual([])
      expect(await storage().savedViews.delete(other, mine.id)).toBe(false)
    }
    await storage().savedViews.put({ ...owner, server: second.id }, view('theirs'), 9)
    await storage().servers.delete(second.id)
    expect(await storage().savedViews.list({ ...owner, server: second.id })).toEqual([])
    expect(await storage().savedViews.delete(owner, mine.id)).toBe(true)
    expect(await storage().savedViews.list(owner)).toEqual([])
  })
}

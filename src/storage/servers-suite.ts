import { expect, test } from 'vitest'
import { Slug } from '#model/server'
import {
  newApproval,
  newCall,
  newDraft,
  newInventory,
  newRevision,
  newServer,
  newWorld,
} from './specimens.ts'
import type { Given } from './suite.ts'

export function servers({ storage }: Given): void {
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

export function inventories({ storage }: Given): void {
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

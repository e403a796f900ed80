import { expect, test } from 'vitest'
import { type CallId, ServerId } from '#model/id'
import type { KeptValues } from '#model/recorded-call'
import { clock, newCall, newDraft, newGrant, newInventory, newRevision, newWorld } from './specimens.ts'
import type { Given } from './suite.ts'

const always = { limit: 100, keptSince: 0 }

function valuesOf(args: KeptValues['args']): KeptValues {
  return { args, saw: [{ pointer: '/tools/a/deny_if/0', path: 'args.n', value: 1, present: true }] }
}

export function recordedCalls({ storage, told }: Given): void {
  test('values come back with their calls, newest first, and no change tells them', async () => {
    const { server, grant } = await newWorld(storage())
    const calls = [newCall(grant), newCall(grant, { upstream: null, outcome: 'deny' }), newCall(grant)]
    const [first, , third] = calls
    const values = new Map<CallId, KeptValues>()
    if (first !== undefined) values.set(first.id, valuesOf({ password: 'hunter2' }))
    if (third !== undefined) values.set(third.id, valuesOf({ list: [1, { deep: null }] }))
    told()
    await storage().activity.append(calls, values)
    expect(JSON.stringify(told())).not.toContain('hunter2')
    const recorded = await storage().activity.recorded(server.id, always)
    expect(recorded.total).toBe(3)
    expect(recorded.calls.map(({ id, args }) => [id, args])).toEqual([
      [third?.id, { list: [1, { deep: null }] }],
      [calls[1]?.id, null],
      [first?.id, { password: 'hunter2' }],
    ])
    expect(recorded.calls.map(({ forwarded }) => forwarded)).toEqual([true, false, true])
    expect(recorded.calls[2]).toEqual({
      id: first?.id,
      at: first?.at,
      grantId: grant.id,
      session: first?.session,
      tool: 'read_file',
      outcome: 'allow',
      rule: '/default',
      forwarded: true,
      ...valuesOf({ password: 'hunter2' }),
    })
  })

  test('the values of many calls at once, more than one text holds, come back each to its own', async () => {
    const { server, grant } = await newWorld(storage())
    const calls = Array.from({ length: 700 }, () => newCall(grant))
    const values = calls.map(({ id }, n) => [id, valuesOf({ n, text: 'é'.repeat(n) })] as const)
    await storage().activity.append(calls, new Map(values))
    const recorded = await storage().activity.recorded(server.id, { limit: 1000, keptSince: 0 })
    expect(recorded.calls.map(({ args }) => args).reverse()).toEqual(values.map(([, { args }]) => args))
  })

  test('of values that would fill the memory only the newest are given', async () => {
    const { server, grant } = await newWorld(storage())
    const text = 'x'.repeat(1000)
    const calls = Array.from({ length: 14 }, () => newCall(grant))
    for (const call of calls)
      await storage().activity.append([call], new Map([[call.id, valuesOf({ text })]]))
    const recorded = await storage().activity.recorded(server.id, { ...always, letters: 10_000 })
    const given = recorded.calls.map(({ args }) => args !== null)
    expect(given).toHaveLength(14)
    expect(given.lastIndexOf(true)).toBe(given.indexOf(false) - 1)
    expect(given[0]).toBe(true)
  })

  test('a call that comes again better known keeps the values it came with', async () => {
    const { server, grant } = await newWorld(storage())
    const call = newCall(grant, { upstream: 'unknown' })
    await storage().activity.append([call], new Map([[call.id, valuesOf({ n: 1 })]]))
    await storage().activity.append([{ ...call, upstream: 'unreachable' }])
    const { calls } = await storage().activity.recorded(server.id, always)
    expect(calls).toEqual([expect.objectContaining({ id: call.id, args: { n: 1 }, forwarded: false })])
  })

  test('the tool, the time and the limit narrow what is returned; the total counts what the limit cut', async () => {
    const { server, grant } = await newWorld(storage())
    const other = await newWorld(storage())
    const calls = Array.from({ length: 1203 }, (_, n) =>
      newCall(grant, { tool: n % 3 === 0 ? 'a_1' : 'b_1' }),
    )
    await storage().activity.append([...calls, newCall(other.grant)])
    const recorded = async (filter: object) => {
      const found = await storage().activity.recorded(server.id, { ...always, ...filter })
      return [found.total, found.calls.length]
    }
    expect(await recorded({ limit: 2000 })).toEqual([1203, 1203])
    expect(await recorded({ limit: 1001 })).toEqual([1203, 1001])
    expect(await recorded({ tool: 'a_1' })).toEqual([401, 100])
    expect(await recorded({ tool: 'a*' })).toEqual([401, 100])
    expect(await recorded({ tool: 'none*' })).toEqual([0, 0])
    expect(await recorded({ since: calls[1000]?.at, limit: 10 })).toEqual([203, 10])
    const all = await storage().activity.recorded(server.id, { ...always, limit: 2000 })
    expect(all.calls.map(({ id }) => id)).toEqual(calls.map(({ id }) => id).reverse())
  })

  test('values that are too old are not told, and are deleted when swept; the calls stay', async () => {
    const { server, grant } = await newWorld(storage())
    const old = newCall(grant)
    const young = newCall(grant)
    for (const call of [old, young])
      await storage().activity.append([call], new Map([[call.id, valuesOf({ n: call.at })]]))
    const argsSince = async (keptSince: number) =>
      (await storage().activity.recorded(server.id, { limit: 9, keptSince })).calls.map(({ args }) => args)
    expect(await argsSince(young.at)).toEqual([{ n: young.at }, null])
    expect(await argsSince(Number.POSITIVE_INFINITY)).toEqual([null, null])
    expect(await storage().activity.forgetValues(young.at)).toBe(false)
    expect(await argsSince(0)).toEqual([{ n: young.at }, null])
  })

  test('a sweep of much is done in parts', async () => {
    const { grant } = await newWorld(storage())
    for (let n = 0; n < 250; n += 1) {
      const call = newCall(grant)
      await storage().activity.append([call], new Map([[call.id, valuesOf({ n })]]))
    }
    const later = Number.MAX_SAFE_INTEGER
    expect(await storage().activity.forgetValues(later)).toBe(true)
    expect(await storage().activity.forgetValues(later)).toBe(false)
  })

  test('a call keeps what the shadow said of it', async () => {
    const { grant } = await newWorld(storage())
    const call = newCall(grant, { shadow: { revision: 2, outcome: 'deny', rule: '(default deny)' } })
    await storage().activity.append([call])
    expect(await storage().activity.get(call.id)).toEqual(call)
  })
}

export function countsByTool({ storage }: Given): void {
  test('counts by tool are those of one server since an instant, and not of tools that were not called', async () => {
    const { workspace, server, grant } = await newWorld(storage())
    const elsewhere = await newWorld(storage())
    const other = newGrant(server)
    const early = newCall(grant, { tool: 'early' })
    const calls = [
      newCall(grant, { tool: 'a' }),
      newCall(other, { tool: 'a' }),
      newCall(grant, { tool: 'b' }),
    ]
    await storage().activity.append([early, ...calls, newCall(elsewhere.grant, { tool: 'a' })])
    // One that comes again is not counted again.
    await storage().activity.append(calls)
    const since = calls[0]?.at ?? 0
    expect(await storage().activity.countByTool(server.id, since)).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    )
    expect((await storage().activity.countByTool(server.id, 0)).get('early')).toBe(1)
    expect(await storage().activity.countByTool(ServerId.parse('none'), 0)).toEqual(new Map())
    expect(await storage().activity.list(workspace.id, { limit: 9 })).toHaveLength(4)
  })
}

export function shadows({ storage, told }: Given): void {
  test('a shadow leaves what is enforced, and takes the draft of its author', async () => {
    const { member, server, policy } = await newWorld(storage())
    await storage().policies.publish(newRevision(policy, member), null)
    await storage().policies.putDraft(newDraft(policy, member), null)
    const shadow = { ...newRevision(policy, member, '{"s":1}'), mode: 'shadow' as const }
    told()
    const published = await storage().policies.publish(shadow, 1)
    expect(published).toEqual({ ok: true, value: { ...shadow, number: 2 } })
    expect(told().map(({ kind }) => kind)).toEqual(['policy'])
    expect(await storage().policies.get(policy.id)).toMatchObject({ enforced: 1, shadow: 2 })
    expect(await storage().policies.draft(policy.id, member.id)).toBeUndefined()
    const { revisions, shadows: both } = (await storage().enforcement.server(server.id)) ?? {}
    expect(revisions?.map(({ number }) => number)).toEqual([1])
    expect(both).toEqual([{ ...shadow, number: 2 }])
  })

  test('what a shadow counted is found by itself, the oldest first', async () => {
    const { grant } = await newWorld(storage())
    const since = clock.now() + 1
    const reservations = [{ key: 'k', window: 60_000, amount: 1_000_000 }]
    const shadow = { revision: 2, outcome: 'allow' as const, rule: '/tools/x' }
    const counted = newCall(grant, { shadow: { ...shadow, reservations } })
    const later = newCall(grant, { shadow: { ...shadow, reservations }, reservations })
    await storage().activity.append([
      later,
      newCall(grant, { shadow }),
      newCall(grant, { reservations }),
      counted,
    ])
    const found = (at: number) => storage().activity.shadowReservationsSince(at)
    expect(await found(since)).toEqual([counted, later].map(({ at }) => ({ at, reservations })))
    expect(await found(later.at)).toEqual([{ at: later.at, reservations }])
    expect(await storage().activity.get(counted.id)).toEqual(counted)
  })

  test('there can be a shadow with nothing enforced', async () => {
    const { member, server, policy } = await newWorld(storage())
    await storage().policies.publish({ ...newRevision(policy, member), mode: 'shadow' }, null)
    expect(await storage().policies.get(policy.id)).toMatchObject({ enforced: null, shadow: 1 })
    expect((await storage().enforcement.server(server.id))?.revisions).toEqual([])
  })

  test('publishing to be enforced ends the shadow; so does ending it, once', async () => {
    const { member, policy } = await newWorld(storage())
    const shadow = { ...newRevision(policy, member), mode: 'shadow' as const }
    await storage().policies.publish(shadow, null)
    await storage().policies.publish(newRevision(policy, member), null)
    expect(await storage().policies.get(policy.id)).toMatchObject({ enforced: 2, shadow: null })
    await storage().policies.publish(shadow, 2)
    told()
    expect(await storage().policies.endShadow(policy.id)).toBe(true)
    expect(await storage().policies.endShadow(policy.id)).toBe(false)
    expect(told().map(({ kind }) => kind)).toEqual(['policy'])
    expect(await storage().policies.get(policy.id)).toMatchObject({ enforced: 2, shadow: null })
  })

  test('whatever comes at once, the shadow is one that was published after what is enforced', async () => {
    const { member, policy } = await newWorld(storage())
    const text = (n: number) => newRevision(policy, member, `{"n":${n}}`)
    await storage().policies.publish(text(0), null)
    await Promise.all([
      storage().policies.publish({ ...text(1), mode: 'shadow' }, 1),
      storage().policies.publish(text(2), 1),
      storage().policies.publish({ ...text(3), mode: 'shadow' }, 1),
      storage().policies.endShadow(policy.id),
      storage().policies.publish(text(4), 1),
      storage().policies.publish({ ...text(5), mode: 'shadow' }, 1),
    ])
    const { enforced, shadow } = (await storage().policies.get(policy.id)) ?? {}
    const revisions = await storage().policies.revisions(policy.id)
    const decided = revisions.filter(({ mode }) => mode === 'enforced').map(({ number }) => number)
    expect(decided).toEqual([enforced, 1])
    expect(shadow ?? Number.POSITIVE_INFINITY).toBeGreaterThan(enforced ?? 0)
  })

  test('a shadow over another base than the enforced is behind', async () => {
    const { member, policy } = await newWorld(storage())
    await storage().policies.publish(newRevision(policy, member), null)
    const shadow = { ...newRevision(policy, member), mode: 'shadow' as const }
    const behind = { ok: false, fault: { code: 'behind', enforced: 1 } }
    expect(await storage().policies.publish(shadow, null)).toEqual(behind)
    expect((await storage().policies.get(policy.id))?.shadow).toBeNull()
  })
}

export function dispatchers({ storage, told }: Given): void {
  const table = [{ tool: 'a', name: 'args.action', arguments: 'args.params' }]

  test('what a person confirmed outlives discovery, and is in what is enforced', async () => {
    const { server } = await newWorld(storage())
    await storage().grants.create(newGrant(server))
    await storage().inventories.put(newInventory(server, ['a']))
    told()
    expect(await storage().inventories.setDispatchers(server.id, table)).toBe(true)
    expect(told().map(({ kind }) => kind)).toEqual(['inventory'])
    expect((await storage().inventories.latest(server.id))?.dispatchers).toEqual(table)
    const again = await storage().inventories.put(newInventory(server, ['a', 'b']))
    expect(again).toMatchObject({ version: 2, dispatchers: table })
    expect((await storage().enforcement.server(server.id))?.inventory?.dispatchers).toEqual(table)
  })

  test('before the first discovery there is nothing to confirm', async () => {
    const { server } = await newWorld(storage())
    told()
    expect(await storage().inventories.setDispatchers(server.id, table)).toBe(false)
    expect(told()).toEqual([])
  })
}

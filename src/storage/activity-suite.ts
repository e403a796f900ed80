import { expect, test } from 'vitest'
import type { Call } from '#model/activity'
import { ApprovalId, PolicyId, ServerId } from '#model/id'
import { newCall, newGrant, newWorld } from './specimens.ts'
import type { Given } from './suite.ts'

export function activity({ storage }: Given): void {
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

  test('what is another workspace’s is found by no filter', async () => {
    const { workspace, grant } = await newWorld(storage())
    const other = await newWorld(storage())
    const approvalId = ApprovalId.parse('apr_theirs')
    await storage().activity.append([
      newCall(grant, { tool: 'git_push' }),
      newCall(other.grant, { tool: 'git_push', approvalId, outcome: 'approval' }),
    ])
    const narrowings = [
      { server: other.server.id },
      { grant: other.grant.id },
      { approval: approvalId },
      { outcome: 'approval' as const },
    ]
    for (const narrowing of narrowings) {
      for (const tool of [undefined, 'git_push', 'git*']) {
        const filter = { limit: 9, ...narrowing, ...(tool !== undefined && { tool }) }
        expect(await storage().activity.list(workspace.id, filter)).toEqual([])
      }
    }
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

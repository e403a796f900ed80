import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Call, outcomes } from '#model/activity'
import { ApprovalId } from '#model/id'
import { createSealer, newSealingKey } from '#platform/seal'
import type { CallFilter } from '#storage'
import { newCall, newGrant, newWorld } from '../specimens.ts'
import { openSqlite, type SqliteStorage } from './open.ts'

let storage: SqliteStorage
let world: Awaited<ReturnType<typeof newWorld>>
let calls: Call[]
let elsewhere: Awaited<ReturnType<typeof newWorld>>
let grants: Call['grantId'][]

/** Enough that each way through is taken: many names and few, many recent rows and few, ids not quite in order of time. */
beforeAll(async () => {
  storage = await openSqlite({ path: ':memory:', sealer: createSealer([newSealingKey()]) })
  world = await newWorld(storage)
  const other = newGrant(world.server)
  grants = [world.grant.id, other.id]
  calls = Array.from({ length: 5000 }, (_, n) => {
    const call = newCall(n % 3 === 0 ? other : world.grant, {
      tool: `${n % 2 === 0 ? 'read' : 'write'}_${(n * 31) % 40}`,
      outcome: n % 50 === 0 ? (outcomes[(n / 50) % outcomes.length] ?? 'allow') : 'allow',
      approvalId: n % 500 === 0 ? ApprovalId.parse(`apr_${n % 1000}`) : null,
    })
    return { ...call, at: call.at - (n % 7 === 0 ? 240_000 : 0) }
  })
  elsewhere = await newWorld(storage)
  await storage.activity.append([...calls, ...calls.slice(0, 50).map(() => newCall(elsewhere.grant))])
})

afterAll(() => storage.close())

function matches(call: Call, filter: CallFilter): boolean {
  const { server, grant, tool, outcome, approval, since, before } = filter
  const pattern = tool?.split('*').map((part) => part.replaceAll(/\W/g, '\\$&'))
  return (
    (server === undefined || call.serverId === server) &&
    (grant === undefined || call.grantId === grant) &&
    (pattern === undefined || new RegExp(`^${pattern.join('.*')}$`).test(call.tool)) &&
    (outcome === undefined || call.outcome === outcome) &&
    (approval === undefined || call.approvalId === approval) &&
    (since === undefined || call.at >= since) &&
    (before === undefined || call.id < before)
  )
}

test('whatever is filtered by, the page is what a plain search finds', async () => {
  const newestFirst = [...calls].reverse()
  const place = fc.nat({ max: calls.length - 1 })
  const filter = fc.record(
    {
      limit: fc.integer({ min: 1, max: 60 }),
      server: fc.constantFrom(world.server.id, elsewhere.server.id),
      grant: fc.constantFrom(...grants, elsewhere.grant.id),
      tool: fc.constantFrom('read_1', 'read_*', '*_1', '*', '*_39*', 'w*_1*', 'none*', 'none'),
      outcome: fc.constantFrom(...outcomes),
      approval: fc.constantFrom(ApprovalId.parse('apr_0'), ApprovalId.parse('none')),
      since: place.map((n) => calls[n]?.at ?? 0),
      before: place
        .map((n) => calls[n]?.id ?? world.grant.id)
        .map((id) => calls.find((call) => call.id === id)?.id),
    },
    { requiredKeys: ['limit'] },
  )
  await fc.assert(
    fc.asyncProperty(filter, async ({ before, ...wanted }) => {
      const asked: CallFilter = { ...wanted, ...(before && { before }) }
      const found = await storage.activity.list(world.workspace.id, asked)
      const plain = newestFirst.filter((call) => matches(call, asked)).slice(0, asked.limit)
      expect(found.map((call) => call.id)).toEqual(plain.map((call) => call.id))
    }),
    { numRuns: 150 },
  )
}, 30_000)

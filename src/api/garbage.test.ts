import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { approvals } from '#contract/approvals'
import { contact } from '#contract/contact'
import { grants } from '#contract/grants'
import { groups } from '#contract/groups'
import { policies } from '#contract/policies'
import type { Route } from '#contract/route'
import { servers } from '#contract/servers'
import { workspaces } from '#contract/workspaces'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { addGrant, addPolicy, addServer, holdCall, shopUrl } from './testing/objects.ts'
import { openWorld, type SignedUp, signUp, type World } from './testing/world.ts'

let world: World
let ada: SignedUp
let ids: Readonly<Record<string, string>>

beforeAll(async () => {
  const sealer = createSealer([newSealingKey()])
  world = await openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer })
  ada = await signUp(world, 'ada@example.org')
  const { workspaceId } = ada
  const { id: serverId } = await addServer(world, ada)
  const { id: policyId } = await addPolicy(ada, serverId)
  const { grant } = await addGrant(ada, serverId)
  const approval = await holdCall(world, { workspaceId, serverId, grantId: grant.id })
  ids = { workspaceId, serverId, policyId, grantId: grant.id, approvalId: approval.id, number: '1' }
})

const http = { kind: 'http', url: shopUrl, headers: { a: 'b' } }
const stdio = { kind: 'stdio', command: 'c', args: ['d'], env: { E: 'f' } }

/** A good body for each route that changes something within a workspace. */
const bodies: readonly (readonly [name: string, route: Route, body: object])[] = [
  ['workspaces.update', workspaces.update, { name: 'W', ownApprovals: true }],
  ['servers.probe', servers.probe, { transport: http }],
  ['servers.register', servers.register, { name: 'S', slug: 's', transport: stdio, probeId: 'p' }],
  ['servers.update', servers.update, { name: 'S', slug: 's', list: 'all', transport: http }],
  ['policies.create', policies.create, { name: 'P', text: '{}' }],
  ['policies.putDraft', policies.putDraft, { text: '{', base: 1, expected: 'h' }],
  [
    'policies.publish',
    policies.publish,
    { text: '{ "version": "1", "default": "deny" }', base: 1, note: 'n' },
  ],
  ['grants.mint', grants.mint, { label: 'g', policyId: null, tags: ['t'], expiresAt: 9_999_999_999_999 }],
  ['grants.update', grants.update, { label: 'g', policyId: null, tags: ['t'], expiresAt: null }],
  ['approvals.decide', approvals.decide, { verdict: 'deny', reason: 'r' }],
  ['contact.send', contact.send, { name: 'n', email: 'a@example.org', message: 'm', website: '' }],
]

/** What people and programs put into fields: anything JSON can say, and the texts that break things. */
const anything = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', '\0', '\ud800', '__proto__', '../..', '%00', 1e308, -1, 2 ** 53, [], {}, null),
)

/** A body with one of its values, at any depth, exchanged for another. */
function spoilt(value: object): fc.Arbitrary<unknown> {
  const entries = Object.entries(value)
  const exchanged = entries.map(([key, inner]) =>
    (typeof inner === 'object' && inner !== null ? fc.oneof(anything, spoilt(inner)) : anything).map(
      (other) =>
        Array.isArray(value)
          ? value.map((one, index) => (String(index) === key ? other : one))
          : { ...value, [key]: other },
    ),
  )
  return exchanged.length === 0 ? anything : fc.oneof(...exchanged)
}

test.each(bodies)(
  '%s never breaks on a body, whatever is in it',
  { timeout: 60_000 },
  async (_, route, body) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof({ arbitrary: spoilt(body), weight: 4 }, anything), async (given) => {
        world.clock.advance(3_600_000)
        const { status, fault } = await ada.browser.ask(route, { params: ids, body: given ?? null })
        expect(status, JSON.stringify(fault)).toBeLessThan(500)
      }),
      { numRuns: 40 },
    )
  },
)

const reads = Object.values(groups).flatMap((routes) =>
  Object.values<Route>(routes).filter((route) => route.method === 'get' && route.stream !== true),
)

test('no path or query breaks a look', { timeout: 60_000 }, async () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '..', '\0', '%', '1e400', '*'.repeat(200)),
  )
  const names = ['server', 'grant', 'tool', 'decision', 'since', 'before', 'limit', 'state']
  const query = fc.dictionary(fc.constantFrom(...names), word)
  const isWhole = (text: string) => text.isWellFormed()
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...reads), word.filter(isWhole), query, async (route, id, asked) => {
      for (const params of [ids, new Proxy({}, { get: () => id })]) {
        const { status } = await ada.browser.ask(route, { params, query: asked })
        expect(status).toBeLessThan(500)
      }
    }),
    { numRuns: 200 },
  )
})

import { beforeAll, describe, expect, test } from 'vitest'
import { faultStatuses } from '#contract/fault'
import { groups } from '#contract/groups'
import type { Route } from '#contract/route'
import { may, roles } from '#model/member'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { addGrant, addPolicy, addServer, holdCall, publish, setRole } from './testing/objects.ts'
import { openWorld, type SignedUp, signUp, type World } from './testing/world.ts'

const routes = Object.entries(groups).flatMap(([group, routes]) =>
  Object.entries<Route>(routes).map(([name, route]) => [`${group}.${name}`, route] as const),
)
const members = routes.filter(([, route]) => route.access.kind === 'member')

let world: World
let ada: SignedUp
let bob: SignedUp
let ids: Readonly<Record<string, string>>

beforeAll(async () => {
  const sealer = createSealer([newSealingKey()])
  world = await openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer })
  ada = await signUp(world, 'ada@example.org')
  bob = await signUp(world, 'bob@example.org')
  const server = await addServer(world, ada)
  const policy = await addPolicy(ada, server.id)
  await publish(ada, policy.id, '{ "version": "1", "default": "deny" }')
  const { grant } = await addGrant(ada, server.id)
  const { workspaceId } = ada
  const approval = await holdCall(world, { workspaceId, serverId: server.id, grantId: grant.id })
  const found = { workspaceId, serverId: server.id, policyId: policy.id, grantId: grant.id }
  ids = { ...found, approvalId: approval.id, number: '1' }
})

const nowhere = new Proxy({}, { get: () => 'no_such_id' })

test.each(routes)('%s is served', async (_, route) => {
  const { fault } = await world.browser().ask(route, { params: nowhere, headers: { origin: '' } })
  expect(fault?.message ?? '').not.toMatch(/no such address/)
})

test.each(routes)('each fault of %s has a status', (_, route) => {
  for (const code of route.faults ?? []) expect(faultStatuses).toHaveProperty(code)
})

describe.each(members)('%s', (_, route) => {
  test('is for those who are signed in', async () => {
    const answer = await world.browser().ask(route, { params: ids })
    expect([answer.status, answer.fault?.code]).toEqual([401, 'unauthenticated'])
  })

  test('is not found by members of other workspaces, in the very words of what does not exist', async () => {
    const others = await bob.browser.ask(route, { params: ids })
    const nothing = await ada.browser.ask(route, { params: nowhere })
    expect([others.status, nothing.status]).toEqual([404, 404])
    expect({ ...others.fault, requestId: '' }).toEqual({ ...nothing.fault, requestId: '' })
    const names = (headers: Headers) => [...headers.keys()].sort()
    expect(names(others.headers)).toEqual(names(nothing.headers))
  })
})

/** What is granted to change something, or to stream, is shown by the tests of just that. */
const rolesAndRoutes = members.flatMap(([name, route]) =>
  roles.flatMap((role) => {
    if (route.access.kind !== 'member') return []
    const status = may(role, route.access.permission) ? 200 : 403
    return status === 403 || (route.method === 'get' && route.stream !== true)
      ? [{ name, role, status, route }]
      : []
  }),
)

test.each(rolesAndRoutes)('$name answers a member with the role $role with $status', async (one) => {
  await setRole(world, ada, one.role)
  const answer = await ada.browser.ask(one.route, { params: ids })
  await setRole(world, ada, 'admin')
  expect(answer.status).toBe(one.status)
  if (one.status === 403)
    expect(answer.fault?.message).toMatch(/^As an? .+ of this workspace you may not .+\.$/)
})

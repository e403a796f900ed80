import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accounts } from '#contract/accounts'
import { servers } from '#contract/servers'
import { ServerId, WorkspaceId } from '#model/id'
import { createSealer, newSealingKey } from '#platform/seal'
import { fail, ok } from '#std/result'
import { openSqlite } from '#storage/sqlite'
import { addGrant, addPolicy, addServer, holdCall, shop, shopTools, shopUrl } from './testing/objects.ts'
import { openWorld, type SignedUp, signUp, type World, type WorldOptions } from './testing/world.ts'

async function fresh(options: Partial<WorldOptions> = {}): Promise<World> {
  const sealer = createSealer([newSealingKey()])
  return openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer, ...options })
}

let world: World
let ada: SignedUp
let bob: SignedUp

beforeAll(async () => {
  world = await fresh()
  ada = await signUp(world, 'ada@example.org')
  bob = await signUp(world, 'bob@example.org')
})

/** One world for all, for each account costs a slow hash; what was asked and told before is of no concern. */
beforeEach(async () => {
  world.clock.advance(60_000)
  world.upstreams.clear()
  world.discovered.length = 0
  world.changes.length = 0
  const listed = await world.storage.servers.list(WorkspaceId.parse(ada.workspaceId))
  for (const { id } of listed) await world.storage.servers.delete(id)
})

const http = { kind: 'http', url: shopUrl, headers: { Authorization: 'Bearer upstream-secret' } }
const stdio = { kind: 'stdio', command: 'shop-server', args: ['--quiet'], env: { TOKEN: 'upstream-secret' } }

function register(body: object, person = ada) {
  return person.browser.ask(servers.register, { params: { workspaceId: person.workspaceId }, body })
}

function probe(transport: object, person = ada) {
  return person.browser.ask(servers.probe, {
    params: { workspaceId: person.workspaceId },
    body: { transport },
  })
}

async function probed(transport: object, person = ada): Promise<string> {
  world.upstreams.set(shopUrl, ok(shop()))
  const last = (await probe(transport, person)).events.at(-1)
  return last?.kind === 'found' ? last.probeId : ''
}

describe('a probe', () => {
  test('tells its steps, then what it found', async () => {
    world.upstreams.set(shopUrl, ok(shop()))
    const { status, headers, events } = await probe(http)
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
    expect(events[0]).toMatchObject({ kind: 'step', step: { step: 'connect', state: 'running' } })
    expect(events.at(-1)).toMatchObject({ kind: 'found', serverName: 'shop', tools: 2 })
    expect(world.discovered).toEqual([http])
  })

  test('ends with why it failed', async () => {
    world.upstreams.set(shopUrl, fail({ code: 'needs_authorisation', message: 'the server wants a token' }))
    expect((await probe(http)).events.at(-1)).toEqual({
      kind: 'failed',
      code: 'needs_authorisation',
      message: 'the server wants a token',
    })
  })

  test('of a server without tools finds none', async () => {
    world.upstreams.set(shopUrl, ok(shop([])))
    expect((await probe(http)).events.at(-1)).toMatchObject({ kind: 'found', tools: 0 })
  })

  test('is refused when there were thirty in a minute', async () => {
    for (let tries = 0; tries < 30; tries++) await probe(http)
    expect((await probe(http)).status).toBe(429)
    world.clock.advance(60_000)
    expect((await probe(http)).status).toBe(200)
  })
})

describe('registering', () => {
  test('after a probe asks the server no second time, and has its tools', async () => {
    const probeId = await probed(http)
    const { body } = await register({ name: 'The Shop', transport: http, probeId })
    expect(body).toMatchObject({
      slug: 'the-shop',
      gatewayUrl: 'http://localhost:4400/mcp/the-shop',
      transport: { kind: 'http', url: shopUrl, headerNames: ['Authorization'] },
      health: { state: 'ok' },
      list: 'policy',
      inventory: { version: 1, tools: 2 },
    })
    expect(world.discovered).toHaveLength(1)
    expect(world.changes.map(({ kind }) => kind)).toEqual(['server', 'inventory'])
  })

  test('a server that was found to speak the older transport is registered with that', async () => {
    world.upstreams.set(shopUrl, ok({ ...shop(), speaks: 'sse' }))
    const found = (await probe(http)).events.at(-1)
    const probeId = found?.kind === 'found' ? found.probeId : ''
    const { body } = await register({ name: 'The Shop', transport: http, probeId })
    expect(body.transport).toEqual({ kind: 'sse', url: shopUrl, headerNames: ['Authorization'] })
    await ada.browser.ask(servers.discover, { params: { serverId: body.id } })
    expect(world.discovered.at(-1)).toEqual({ ...http, kind: 'sse' })
  })

  test('without a probe makes a server that was not yet reached', async () => {
    const { body } = await register({ name: 'Shop', transport: { ...http, headers: {} } })
    expect([body.health.state, body.inventory]).toEqual(['unknown', null])
    const { body: inventory } = await ada.browser.ask(servers.inventory, { params: { serverId: body.id } })
    expect(inventory).toBeNull()
  })

  test.each([
    ['of another address', { ...http, url: 'https://other.example/mcp' }, 0],
    ['with other credentials', { ...http, headers: {} }, 0],
    ['of ten minutes ago', http, 600_000],
  ])('with a probe %s is refused', async (_, transport, later) => {
    const probeId = await probed(http)
    world.clock.advance(later)
    const answer = await register({ name: 'Shop', transport, probeId })
    expect([answer.status, answer.fault?.code]).toEqual([410, 'probe_gone'])
  })

  test('with the probe of somebody else is refused', async () => {
    const probeId = await probed(http)
    expect((await register({ name: 'Shop', transport: http, probeId }, bob)).fault?.code).toBe('probe_gone')
  })

  test('a name that is taken gets a suffix, a slug that is taken is refused', async () => {
    const plain = { transport: { kind: 'demo' } }
    const slugs = []
    for (const name of ['Shop', 'shop!', 'Shop']) slugs.push((await register({ name, ...plain })).body.slug)
    expect(slugs).toEqual(['shop', 'shop-2', 'shop-3'])
    const taken = await register({ name: 'Mine', slug: 'shop', ...plain }, bob)
    expect([taken.status, taken.fault?.code]).toEqual([409, 'slug_taken'])
    expect(taken.fault?.fields).toHaveProperty('slug')
    expect((await register({ name: 'Mine', slug: 'my-shop', ...plain }, bob)).body.slug).toBe('my-shop')
  })

  test('of two servers with one name at the same moment both get a slug', async () => {
    const both = await Promise.all([1, 2].map(() => register({ name: 'Shop', transport: { kind: 'demo' } })))
    expect(both.map(({ body }) => body.slug).sort()).toEqual(['shop', 'shop-2'])
  })

  test.each([
    ['file:///etc/passwd', 'transport.url'],
    ['javascript:alert(1)', 'transport.url'],
    ['https://ada:secret@shop.example/mcp', 'transport.url'],
  ])('the address %s is refused', async (url, field) => {
    const answer = await register({ name: 'Shop', transport: { kind: 'http', url } })
    expect([answer.status, Object.keys(answer.fault?.fields ?? {})]).toEqual([422, [field]])
  })

  test('a header that would begin another is refused', async () => {
    const headers = { 'X-One': 'a\r\nX-Two: b' }
    const answer = await register({ name: 'Shop', transport: { ...http, headers } })
    expect([answer.status, Object.keys(answer.fault?.fields ?? {})]).toEqual([
      422,
      ['transport.headers.X-One'],
    ])
  })
})

test('credentials are sealed for their server, and never told', async () => {
  const { body } = await register({ name: 'Shop', transport: http })
  expect(JSON.stringify(body)).not.toContain('secret')
  const stored = await world.storage.servers.get(ServerId.parse(body.id))
  expect(JSON.stringify(stored)).not.toContain('upstream-secret')
  const sealed = stored?.sealedTransport ?? ''
  expect(world.sealer.open(sealed, body.id)).toEqual(ok(JSON.stringify(http)))
  expect(world.sealer.open(sealed, 'srv_another').ok).toBe(false)
})

describe('a server run by command', () => {
  test('is the operator’s alone', async () => {
    expect((await register({ name: 'Shop', transport: stdio }, bob)).fault?.code).toBe('stdio_refused')
    expect((await probe(stdio, bob)).fault?.code).toBe('stdio_refused')
    expect(world.discovered).toEqual([])
    const { body } = await register({ name: 'Shop', transport: stdio })
    expect(body.transport).toEqual({
      kind: 'stdio',
      command: 'shop-server',
      args: ['--quiet'],
      envNames: ['TOKEN'],
    })
  })

  test.each([
    ['local', { host: '0.0.0.0' }, 403],
    ['on', { host: '0.0.0.0' }, 200],
    ['off', {}, 403],
    ['local', {}, 200],
  ] as const)('with the setting %s on %o answers %i', async (setting, origin, status) => {
    const other = await fresh({ settings: { stdio: setting }, origin })
    const operator = await signUp(other, 'ada@example.org', { setupToken: 'the-token-of-the-log' })
    expect((await register({ name: 'Shop', transport: stdio }, operator)).status).toBe(status)
  })

  test('runs once for all agents when that is chosen, and for each session when it is not', async () => {
    const { body } = await register({ name: 'Shop', transport: { ...stdio, isShared: true } })
    expect(body.transport).toMatchObject({ command: 'shop-server', isShared: true })
    const stored = await world.storage.servers.get(ServerId.parse(body.id))
    const sealed = world.sealer.open(stored?.sealedTransport ?? '', body.id)
    expect(sealed).toEqual(ok(JSON.stringify({ ...stdio, isShared: true })))
    const { args, command, kind } = stdio
    const asked = {
      params: { serverId: body.id },
      body: { transport: { kind, command, args, env: { TOKEN: null } } },
    }
    const alone = await ada.browser.ask(servers.update, asked)
    expect(alone.body.transport).not.toHaveProperty('isShared')
  })

  test('cannot come by the back door of a change', async () => {
    const { body } = await register({ name: 'Shop', transport: http }, bob)
    const answer = await bob.browser.ask(servers.update, {
      params: { serverId: body.id },
      body: { transport: stdio },
    })
    expect(answer.fault?.code).toBe('stdio_refused')
  })

  test('is not run again once the installation is no longer local', async () => {
    const other = await fresh()
    const operator = await signUp(other, 'ada@example.org')
    const { body } = await register({ name: 'Shop', transport: stdio }, operator)
    await other.browser().ask(accounts.installation, { headers: { 'x-forwarded-for': '203.0.113.9' } })
    const told = await operator.browser.ask(servers.discover, { params: { serverId: body.id } })
    expect(told.events).toMatchObject([{ kind: 'failed', code: 'cannot_start' }])
    expect(other.discovered).toEqual([])
  })
})

describe('a change', () => {
  const change = (serverId: string, body: object) =>
    ada.browser.ask(servers.update, { params: { serverId }, body })

  test('of name, slug and listing leaves the address and its health alone', async () => {
    const server = await addServer(world, ada)
    const { body } = await change(server.id, { name: 'Store', slug: 'store', list: 'all' })
    expect(body).toMatchObject({ name: 'Store', slug: 'store', list: 'all', health: { state: 'ok' } })
    expect(body.gatewayUrl).toBe('http://localhost:4400/mcp/store')
    expect(body.transport).toEqual(server.transport)
  })

  test('to a slug that is taken is refused, and changes nothing', async () => {
    const server = await addServer(world, ada)
    await register({ name: 'Other', transport: { kind: 'demo' } })
    const answer = await change(server.id, { name: 'Store', slug: 'other' })
    expect(answer.fault?.code).toBe('slug_taken')
    expect((await ada.browser.ask(servers.get, { params: { serverId: server.id } })).body.name).toBe('Shop')
  })

  test('keeps a header that is given as null, and drops one that is not given', async () => {
    const { body } = await register({
      name: 'Shop',
      transport: { ...http, headers: { ...http.headers, 'X-Team': 'a' } },
    })
    const transport = { kind: 'http', url: `${shopUrl}/v2`, headers: { Authorization: null, 'X-New': 'b' } }
    const changed = await change(body.id, { transport })
    expect(changed.body.transport).toEqual({
      kind: 'http',
      url: `${shopUrl}/v2`,
      headerNames: ['Authorization', 'X-New'],
    })
    expect(changed.body.health.state).toBe('unknown')
    await ada.browser.ask(servers.discover, { params: { serverId: body.id } })
    expect(world.discovered.at(-1)).toMatchObject({
      headers: { Authorization: 'Bearer upstream-secret', 'X-New': 'b' },
    })
  })

  test('does not carry a stored secret to another origin', async () => {
    const { body } = await register({ name: 'Shop', transport: http })
    const transport = { kind: 'http', url: 'https://evil.example/mcp', headers: { Authorization: null } }
    const answer = await change(body.id, { transport })
    expect(answer.status).toBe(422)
    expect(Object.keys(answer.fault?.fields ?? {})).toEqual(['transport.headers.Authorization'])
    const given = { ...transport, headers: { Authorization: 'Bearer new' } }
    expect((await change(body.id, { transport: given })).status).toBe(200)
  })

  test('cannot keep what is not there', async () => {
    const { body } = await register({ name: 'Shop', transport: http })
    const transport = { ...http, headers: { 'X-Other': null } }
    expect((await change(body.id, { transport })).fault?.fields).toHaveProperty(['transport.headers.X-Other'])
  })

  test.each(['shop', 'https://ada:secret@shop.example/mcp'])(
    'to the address %s is told by field',
    async (url) => {
      const { body } = await register({ name: 'Shop', transport: http })
      const answer = await change(body.id, { transport: { kind: 'http', url, headers: {} } })
      expect([answer.status, Object.keys(answer.fault?.fields ?? {})]).toEqual([422, ['transport.url']])
    },
  )
})

describe('discovering again', () => {
  const discover = (serverId: string) => ada.browser.ask(servers.discover, { params: { serverId } })

  test('tells what was added, removed and changed, and counts a version', async () => {
    const server = await addServer(world, ada)
    const [list, remove] = shopTools
    const refund = { name: 'refund', description: 'Pays money back.' }
    world.upstreams.set(
      shopUrl,
      ok(shop([{ name: 'list_orders', ...list, description: 'New words.' }, refund])),
    )
    const { events } = await discover(server.id)
    expect(events.at(-1)).toEqual({
      kind: 'stored',
      version: 2,
      tools: 2,
      added: ['refund'],
      removed: [remove?.name],
      changed: ['list_orders'],
    })
    expect((await discover(server.id)).events.at(-1)).toMatchObject({ version: 2, added: [], changed: [] })
    const { body } = await ada.browser.ask(servers.get, { params: { serverId: server.id } })
    expect(body.inventory).toMatchObject({ version: 2, tools: 2 })
  })

  test('stores each tool with its digest and our judgement of it', async () => {
    const server = await addServer(world, ada)
    const { body } = await ada.browser.ask(servers.inventory, { params: { serverId: server.id } })
    expect(body?.tools.map(({ name }) => name)).toEqual(['list_orders', 'delete_order'])
    for (const tool of body?.tools ?? []) {
      expect(tool.digest).toMatch(/^[0-9a-f]{64}$/)
      expect(tool.risk.category).toBe(tool.name === 'list_orders' ? 'read' : 'destructive')
    }
    expect(body?.tools[1]?.definition).toEqual(shopTools[1])
  })

  test('that finds the older transport keeps it, and what is sealed with it', async () => {
    const server = await addServer(world, ada)
    expect(server.transport.kind).toBe('http')
    world.upstreams.set(shopUrl, ok({ ...shop(), speaks: 'sse' }))
    await discover(server.id)
    const { body } = await ada.browser.ask(servers.get, { params: { serverId: server.id } })
    expect(body.transport).toEqual({ ...server.transport, kind: 'sse' })
    await discover(server.id)
    expect(world.discovered.at(-1)).toMatchObject({ kind: 'sse', url: shopUrl })
  })

  test('that fails leaves the tools as they were, and says so of the health', async () => {
    const server = await addServer(world, ada)
    world.upstreams.set(shopUrl, fail({ code: 'refused', message: 'nothing listens there' }))
    expect((await discover(server.id)).events.at(-1)).toMatchObject({ kind: 'failed', code: 'refused' })
    const { body } = await ada.browser.ask(servers.get, { params: { serverId: server.id } })
    expect(body.health).toMatchObject({ state: 'unreachable', error: 'nothing listens there' })
    expect(body.inventory?.tools).toBe(2)
  })
})

test('deleting says what goes with it, takes it, and cancels what waits', async () => {
  const server = await addServer(world, ada)
  await addPolicy(ada, server.id)
  const { grant } = await addGrant(ada, server.id)
  const { workspaceId } = ada
  const held = await holdCall(world, { workspaceId, serverId: server.id, grantId: grant.id })
  const params = { serverId: server.id }
  expect((await ada.browser.ask(servers.dependants, { params })).body).toEqual({
    grants: [{ label: 'laptop', lastSeenAt: null }],
    policies: ['Default'],
    openApprovals: 1,
  })
  expect((await ada.browser.ask(servers.delete, { params })).status).toBe(204)
  expect((await ada.browser.ask(servers.get, { params })).status).toBe(404)
  expect((await world.storage.approvals.get(held.id))?.state).toBe('cancelled')
  expect((await ada.browser.ask(servers.list, { params: { workspaceId } })).body).toEqual([])
})

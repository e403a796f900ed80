import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { text as streamText } from 'node:stream/consumers'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestClock } from '#platform/clock'
import { newToken } from '#platform/id'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from './conformance/fixture-gate.ts'
import { RawClient } from './conformance/raw-client.ts'

let world: FixtureGate
const open = (options = {}) => openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), options)

beforeAll(async () => {
  world = await open()
})
afterAll(() => world.close())

const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}'

async function ask(authorization: string | undefined, headers: Record<string, string> = {}) {
  const answer = await request(world.gate.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization !== undefined && { authorization }),
      ...headers,
    },
    body: ping,
  })
  const text = await answer.body.text()
  return { status: answer.statusCode, headers: answer.headers, text }
}

test.each([
  ['no token', undefined, 'no_token'],
  ['another scheme', 'Basic YTpi', 'no_token'],
  ['an empty token', 'Bearer ', 'empty_token'],
  ['a variable that was not resolved', `Bearer ${'$'}{GATEWAY_TOKEN}`, 'unresolved_variable'],
  ['an environment variable', 'Bearer $GATEWAY_TOKEN', 'unresolved_variable'],
  ['a placeholder', 'Bearer <token>', 'unresolved_variable'],
  ['a mistyped token', 'Bearer gw_abc', 'malformed_token'],
  ['a token nobody has', `Bearer ${newToken()}`, 'unknown_token'],
])('%s is refused, and the body says so', async (_case, authorization, reason) => {
  const answer = await ask(authorization)
  expect(answer.status).toBe(401)
  expect(answer.headers['www-authenticate']).toBe('Bearer')
  expect(JSON.parse(answer.text).error.data).toEqual({ reason })
})

test('the scheme is read in any case', async () => {
  expect((await ask(`bearer ${world.gate.token}`)).status).not.toBe(401)
})

test('a token opens no other server', async () => {
  const answer = await request(world.gate.url.replace(/\/mcp\/.*/, '/mcp/another'), {
    method: 'POST',
    headers: { authorization: `Bearer ${world.gate.token}`, 'content-type': 'application/json' },
    body: ping,
  })
  expect(answer.statusCode).toBe(401)
  expect(await answer.body.text()).toContain('token_of_another_server')
})

test('a revoked token is refused at once, and told so', async () => {
  const { token, id } = await world.gate.mint()
  await expect.poll(async () => (await ask(`Bearer ${token}`)).status).not.toBe(401)
  await world.gate.storage.grants.revoke(id, Date.now())
  await expect.poll(async () => (await ask(`Bearer ${token}`)).text).toContain('revoked_token')
})

test('a token revoked while its body is on the way is refused', async () => {
  const { token, id } = await world.gate.mint()
  await expect.poll(async () => (await ask(`Bearer ${token}`)).status).not.toBe(401)
  const slow = httpRequest(world.gate.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  })
  const answered = once(slow, 'response')
  await new Promise<void>((written) => slow.write(ping.slice(0, 5), () => written()))
  // A whole round trip later, the headers of the slow one have been read too.
  expect((await ask(`Bearer ${token}`)).status).not.toBe(401)
  await world.gate.storage.grants.revoke(id, Date.now())
  await expect.poll(async () => (await ask(`Bearer ${token}`)).status).toBe(401)
  slow.end(ping.slice(5))
  const [answer] = await answered
  expect(answer.statusCode).toBe(401)
  expect(await streamText(answer)).toContain('revoked_token')
})

test('a token that expires while its body is on the way is refused', async () => {
  const clock = createTestClock(Date.now())
  const own = await open({ clock })
  await own.gate.storage.grants.update(own.gate.grantId, { expiresAt: clock.now() + 60_000 })
  // The change is in force before the slow one begins.
  expect((await new RawClient(own.gate).send(ping)).status).not.toBe(401)
  const slow = httpRequest(own.gate.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${own.gate.token}` },
  })
  const answered = once(slow, 'response')
  await new Promise<void>((written) => slow.write(ping.slice(0, 5), () => written()))
  expect((await new RawClient(own.gate).send(ping)).status).not.toBe(401)
  clock.advance(60_000)
  slow.end(ping.slice(5))
  const [answer] = await answered
  expect(await streamText(answer)).toContain('expired_token')
  await own.close()
})

test('a rotated token ends with its successor', async () => {
  const { token, id } = await world.gate.mint()
  await expect.poll(async () => (await ask(`Bearer ${token}`)).status).not.toBe(401)
  await world.gate.storage.grants.rotate(id, { hash: 'f'.repeat(64), hint: 'ffff', at: Date.now() })
  await expect.poll(async () => (await ask(`Bearer ${token}`)).text).toContain('unknown_token')
})

test('an expired token is refused, and told so', async () => {
  const { token, id } = await world.gate.mint()
  await world.gate.storage.grants.update(id, { expiresAt: Date.now() - 1 })
  await expect.poll(async () => (await ask(`Bearer ${token}`)).text).toContain('expired_token')
})

test.each([
  ['a foreign host', { host: 'evil.example' }],
  ['a foreign page', { origin: 'https://evil.example' }],
])('%s is refused before anything else', async (_case, headers) => {
  expect((await ask(`Bearer ${world.gate.token}`, headers)).status).toBe(403)
})

test('many bad tokens are told to wait, and a good one passes all the while', async () => {
  const own = await open({ settings: { failuresPerMinute: 5 } })
  const bad = new RawClient({ url: own.gate.url, token: newToken() })
  const statuses = []
  for (let n = 0; n < 7; n += 1) statuses.push((await bad.send(ping)).status)
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
  expect((await bad.send(ping)).headers['retry-after']).toMatch(/^\d+$/)
  expect((await new RawClient(own.gate).send(ping)).status).not.toBe(429)
  await own.close()
})

test('a token that could be many placeholders costs no more than its length', async () => {
  const own = await open()
  const bad = new RawClient({ url: own.gate.url, token: '<'.repeat(15_000) })
  // Looked through from each place to its end, so many would take longer than a test may.
  for (let n = 0; n < 40; n += 1) expect((await bad.send(ping)).status).toBe(401)
  await own.close()
})

test('the operator may name the host that the server wants to be called by', async () => {
  const own = await open({ headers: { Host: 'mcp.internal', Connection: 'close' } })
  await new RawClient(own.gate).open()
  expect(new Set(own.fixture.arrivals.map(({ headers }) => headers.host))).toEqual(new Set(['mcp.internal']))
  await own.close()
})

test('the client’s credentials stay here, and the operator’s go in their place', async () => {
  const own = await open({ headers: { authorization: 'Bearer upstream-secret', 'x-api-key': 'k' } })
  const client = new RawClient(own.gate, {
    cookie: 'a=b',
    'x-forwarded-for': '1.2.3.4',
    'proxy-authorization': 'x',
    'x-api-key': 'mine',
  })
  await client.open()
  await client.ask('tools/list')
  for (const { headers } of own.fixture.arrivals) {
    expect(headers.authorization).toBe('Bearer upstream-secret')
    expect(headers['x-api-key']).toBe('k')
    expect(headers.cookie).toBeUndefined()
    expect(headers['x-forwarded-for']).toBeUndefined()
    expect(headers['proxy-authorization']).toBeUndefined()
  }
  await own.close()
})

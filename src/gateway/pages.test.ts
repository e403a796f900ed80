import { request } from 'undici'
import { afterEach, expect, test } from 'vitest'
import { newToken } from '#platform/id'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from './conformance/fixture-gate.ts'
import type { FixtureOptions } from './conformance/fixture-server.ts'
import type { GateOptions } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Where the MCP Inspector runs. */
const origin = 'http://localhost:6274'
const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}'

async function world(fixture: FixtureOptions = {}, options: Partial<GateOptions> = {}): Promise<FixtureGate> {
  const opened = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), {
    ...options,
    fixture,
  })
  closers.push(opened.close)
  return opened
}

/** What a browser asks before it lets a page call. */
async function preflight(url: string, headers: Record<string, string>, method = 'OPTIONS') {
  const answer = await request(url, { method, headers })
  await answer.body.dump()
  return { status: answer.statusCode, headers: answer.headers }
}

const asking = {
  origin,
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization,content-type,mcp-protocol-version',
}

const opened = {
  'access-control-allow-origin': origin,
  'access-control-expose-headers': 'mcp-session-id, mcp-protocol-version, www-authenticate',
  vary: expect.stringMatching(/\bOrigin$/),
}

const corsOf = (headers: Record<string, unknown>) =>
  Object.keys(headers).filter((name) => name.startsWith('access-control-') || name === 'vary')

test('a browser that asks for a page on this machine is told what the page may say, whoever it is', async () => {
  const { gate } = await world({}, { settings: { failuresPerMinute: 3 } })
  for (let n = 0; n < 5; n += 1) {
    const { status, headers } = await preflight(gate.url, asking)
    expect(status).toBe(204)
    expect(headers).toMatchObject({
      ...opened,
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers':
        'authorization, content-type, accept, mcp-protocol-version, mcp-session-id, last-event-id, mcp-method, mcp-name',
      'access-control-max-age': expect.stringMatching(/^\d+$/),
    })
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  }
  // None of these counted as a failure.
  expect((await new RawClient({ url: gate.url, token: newToken() }).send(ping)).status).toBe(401)
})

test('of the headers that repeat arguments those are allowed that are asked for, and no others', async () => {
  const { gate } = await world()
  const names =
    'Mcp-Param-Region, mcp-param-a b, x-forwarded-for, mcp-param-, cookie, mcp-param-a/b, mcp-param-x'
  const { headers } = await preflight(gate.url, { ...asking, 'access-control-request-headers': names })
  expect(String(headers['access-control-allow-headers']).split(', ').slice(8)).toEqual([
    'mcp-param-region',
    'mcp-param-x',
  ])
  const many = Array.from({ length: 200 }, (_, n) => `mcp-param-p${n}`).join()
  const bounded = await preflight(gate.url, { ...asking, 'access-control-request-headers': many })
  expect(String(bounded.headers['access-control-allow-headers']).split(', ')).toHaveLength(8 + 64)
})

test('a page on this machine can read every answer, be it good or not', async () => {
  const { gate } = await world({}, { settings: { failuresPerMinute: 1 } })
  const client = await new RawClient(gate, { origin }).open()
  const read = await client.ask('tools/list')
  expect([read.status, read.headers]).toEqual([200, expect.objectContaining(opened)])
  expect(read.headers['mcp-session-id']).toEqual(expect.any(String))
  const bad = new RawClient({ url: gate.url, token: newToken() }, { origin })
  const nowhere = new RawClient({ url: `${gate.origin}/mcp/NO`, token: gate.token }, { origin })
  const wrong: [number, ReturnType<RawClient['send']>][] = [
    [404, client.send(ping, { 'mcp-session-id': 'made-up' })],
    [400, client.send('{nope')],
    [413, client.send(Buffer.alloc(5_000_000, 0x20))],
    [404, nowhere.send(ping)],
    [200, client.send('', {}, 'DELETE')],
  ]
  for (const [status, answer] of wrong) {
    const { headers, status: told } = await answer
    expect([told, headers]).toEqual([status, expect.objectContaining(opened)])
  }
  for (const status of [401, 429]) {
    const { headers, status: told } = await bad.send(ping)
    expect([told, headers]).toEqual([status, expect.objectContaining(opened)])
  }
})

test('streams are open to such a page too, of either transport', async () => {
  const { gate } = await world()
  const headers = { origin, authorization: `Bearer ${gate.token}`, accept: 'text/event-stream' }
  const client = await new RawClient(gate, { origin }).open()
  for (const more of [{ 'mcp-session-id': client.headers['mcp-session-id'] ?? '' }, {}]) {
    const answer = await request(gate.url, { headers: { ...headers, ...more } })
    answer.body.on('error', () => undefined).destroy()
    expect([answer.statusCode, answer.headers]).toEqual([200, expect.objectContaining(opened)])
  }
})

test('a page learns that the gateway is restarting', async () => {
  const { gate } = await world()
  await gate.gateway.close()
  const { status, headers } = await new RawClient(gate, { origin }).send(ping)
  expect([status, headers]).toEqual([503, expect.objectContaining(opened)])
})

test('what a server says of pages is not passed on, and what its answer depends on is', async () => {
  const { gate } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'ping') return false
      response.writeHead(200, {
        'content-type': 'application/json',
        'access-control-allow-origin': '*',
        'access-control-allow-credentials': 'true',
        vary: 'Accept',
      })
      response.end('{"jsonrpc":"2.0","id":1,"result":{}}')
      return true
    },
  })
  const { headers } = await (await new RawClient(gate, { origin }).open()).send(ping)
  expect(headers['access-control-allow-origin']).toBe(origin)
  expect(String(headers['vary'])).toContain('Accept, Origin')
  expect(headers['access-control-allow-credentials']).toBeUndefined()
})

test.each([
  ['a foreign page', { origin: 'https://evil.example' }, 403],
  ['a page that has no origin', { origin: 'null' }, 403],
  ['a page that takes us for another host', { origin, host: 'evil.example' }, 403],
  ['no page', {}, 401],
])('%s is told nothing of what it may do', async (_who, headers, status) => {
  const { gate } = await world()
  const before = await preflight(gate.url, { 'access-control-request-method': 'POST', ...headers })
  expect([before.status, corsOf(before.headers)]).toEqual([status, []])
  const answer = await new RawClient({ url: gate.url, token: newToken() }, headers).send(ping)
  expect([answer.status, corsOf(answer.headers)]).toEqual([status, []])
})

test('an OPTIONS that no browser sends is like any other request', async () => {
  const { gate } = await world()
  expect((await preflight(gate.url, { origin })).status).toBe(401)
  const authorization = `Bearer ${gate.token}`
  const known = await preflight(gate.url, { origin, authorization })
  expect([known.status, known.headers['allow']]).toEqual([405, 'GET, POST, DELETE'])
})

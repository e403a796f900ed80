import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js'
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterEach, expect, test } from 'vitest'
import { dataOf, eventNameOf } from '#mcp/event-stream'
import type { TransportInput } from '#model/server'
import { openSqlite } from '#storage/sqlite'
import { openFixture } from './conformance/fixture-server.ts'
import type { Gate } from './conformance/gate.ts'
import { olderWorlds } from './conformance/older-world.ts'
import { openSseFixture } from './conformance/sse-fixture.ts'

const worlds = olderWorlds((sealer) => openSqlite({ path: ':memory:', sealer }))
const { open: world, gateTo: open, client: olderClient } = worlds
afterEach(worlds.closeAll)

const script = fileURLToPath(new URL('./conformance/stdio-fixture.ts', import.meta.url))

const upstreams: Record<string, () => Promise<{ transport: TransportInput; tool: string }>> = {
  async 'streamable HTTP'() {
    const fixture = await openFixture()
    worlds.closeWith(fixture.close)
    return { transport: { kind: 'http', url: fixture.url, headers: {} }, tool: 'read_file' }
  },
  async 'streamable HTTP without sessions'() {
    const fixture = await openFixture({ isStateless: true, answersWith: 'events' })
    worlds.closeWith(fixture.close)
    return { transport: { kind: 'http', url: fixture.url, headers: {} }, tool: 'read_file' }
  },
  async 'HTTP+SSE'() {
    const fixture = await openSseFixture()
    worlds.closeWith(fixture.close)
    return { transport: { kind: 'sse', url: fixture.url, headers: {} }, tool: 'read_file' }
  },
  async stdio() {
    return { transport: { kind: 'stdio', command: process.execPath, args: [script], env: {} }, tool: 'echo' }
  },
  async 'the demo'() {
    return { transport: { kind: 'demo' }, tool: 'list_notes' }
  },
}

test.each(Object.keys(upstreams))('the SDK’s SSE client lists and calls a server over %s', async (kind) => {
  const opened = await upstreams[kind]?.()
  if (opened === undefined) throw new Error('no such upstream')
  const gate = await open(opened.transport, {
    policy: { version: '1', default: 'deny', tools: { [opened.tool]: {} } },
  })
  const client = new Client({ name: 'older', version: '1' })
  const headers = { authorization: `Bearer ${gate.token}` }
  await client.connect(new SSEClientTransport(new URL(gate.url), { requestInit: { headers } }))
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual([opened.tool])
  const answer = await client.callTool({ name: opened.tool, arguments: {} })
  expect(answer.isError).not.toBe(true)
  expect(JSON.stringify(answer.content)).toContain('"text"')
  await expect(client.callTool({ name: 'none', arguments: {} })).rejects.toThrow('Unknown tool: none')
  await expect
    .poll(async () => (await gate.calls()).map(({ tool, outcome }) => [tool, outcome]))
    .toContainEqual([opened.tool, 'allow'])
  await client.close()
})

test('a GET without a session opens a stream that says where to post, and answers come on it byte for byte', async () => {
  const { gate, fixture } = await world()
  const client = await olderClient(gate).introduce()
  expect(client.endpoint).toMatch(/^\/mcp\/[a-z0-9-]+\?sessionId=[0-9a-f-]{36}$/)
  const posted = await client.post(
    '{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"read_file","arguments":{"n":1.10}}}',
  )
  expect([posted.status, await posted.text()]).toEqual([202, 'Accepted'])
  const block = await client.next()
  expect(eventNameOf(block)).toBe('message')
  expect(dataOf(block)).toBe(
    '{"result":{"content":[{"type":"text","text":"done"}],"big":12345678901234567890},"jsonrpc":"2.0","id":"x"}',
  )
  const arrived = fixture.arrivals.findLast(({ body }) => body.includes('tools/call'))
  expect(arrived?.headers).toMatchObject({
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-11-25',
    'mcp-session-id': expect.any(String),
  })
})

test('what the server says unasked comes on the stream, without what belongs to the other stream', async () => {
  const { gate, fixture } = await world({}, { settings: { streamAwayMs: 1 } })
  const client = await olderClient(gate).introduce()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  fixture.say(
    'id: 1\nretry: 20\ndata:\n\n: note\n\nid: 2\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{"x":1.10}}\n\n',
  )
  expect(await client.next()).toBe(': note\n\n')
  expect(await client.next()).toBe(
    'event: message\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{"x":1.10}}\n\n',
  )
  // The server ends its stream as it may; it is listened to again, from where it was left.
  for (const listener of fixture.listeners) listener.end()
  await expect
    .poll(() => fixture.arrivals.filter(({ method }) => method === 'GET').at(-1)?.headers['last-event-id'])
    .toBe('2')
  client.leave()
  await expect.poll(() => fixture.listeners.size).toBe(0)
  await expect.poll(() => fixture.arrivals.at(-1)?.method).toBe('DELETE')
})

test('an answer that the server left off is come back for', async () => {
  const { gate, fixture } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end('id: 7\nretry: 20\ndata:\n\n')
      return true
    },
  })
  const client = await olderClient(gate).introduce()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  await client.post('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file"}}')
  await expect.poll(() => fixture.arrivals.at(-1)?.headers['last-event-id']).toBe('7')
  await expect.poll(() => fixture.listeners.size).toBe(2)
  const resumed = [...fixture.listeners].at(-1)
  resumed?.write(
    'id: 8\ndata: {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"late"}]}}\n\n',
  )
  expect((await client.message())?.result?.content?.[0]?.text).toBe('late')
  await expect.poll(() => fixture.listeners.size).toBe(1)
  await expect.poll(async () => (await gate.calls())[0]?.upstream).toBe('ok')
})

test('a server that never speaks unasked is asked once', async () => {
  const { gate, fixture } = await world({ isStateless: true })
  fixture.refuseListeners()
  const client = await olderClient(gate).introduce()
  expect((await client.ask('ping'))?.result).toEqual({ echo: true })
  expect(fixture.arrivals.filter(({ method }) => method === 'GET')).toHaveLength(1)
})

test('a list is filtered on the stream, and a publish is told there', async () => {
  const { gate } = await world(
    { answersWith: 'events' },
    { policy: { version: '1', default: 'deny', tools: { read_file: {} } } },
  )
  const client = await olderClient(gate).introduce()
  expect((await client.ask('tools/list'))?.result?.tools?.map(({ name }) => name)).toEqual(['read_file'])
  await gate.publish({ version: '1', default: 'allow' })
  expect((await client.message())?.method).toBe('notifications/tools/list_changed')
  expect((await client.ask('tools/list'))?.result?.tools).toHaveLength(3)
})

test('both ends want the bearer, and a stream is its own grant’s alone', async () => {
  const { gate } = await world()
  expect((await olderClient({ ...gate, token: '' }).open()).status).toBe(401)
  const client = await olderClient(gate).introduce()
  const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}'
  expect((await client.post(ping, '')).status).toBe(401)
  const { token } = await gate.mint()
  await expect.poll(async () => (await client.post(ping, token)).status).toBe(404)
  const id = client.endpoint.split('=')[1] ?? ''
  const asHeader = await fetch(gate.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${gate.token}`,
      'content-type': 'application/json',
      'mcp-session-id': id,
    },
    body: ping,
  })
  expect(asHeader.status).toBe(404)
  const made = await fetch(`${gate.url}?sessionId=made-up`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gate.token}`, 'content-type': 'application/json' },
    body: ping,
  })
  expect(made.status).toBe(404)
})

test.each([
  ['revoked', (gate: Gate) => gate.storage.grants.revoke(gate.grantId, Date.now())],
  ['expired', (gate: Gate) => gate.storage.grants.update(gate.grantId, { expiresAt: Date.now() + 30 })],
])('the stream of a %s grant ends, and its calls with it', async (_how, end) => {
  let left = false
  const { gate, fixture } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      response.once('close', () => {
        left = true
      })
      return true
    },
  })
  const client = await olderClient(gate).introduce()
  await client.post('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file"}}')
  await expect.poll(() => fixture.calls().length).toBe(1)
  await end(gate)
  let last = 'open'
  while (last !== '') last = await client.next()
  await expect.poll(() => left).toBe(true)
  expect((await client.post('{"jsonrpc":"2.0","id":2,"method":"ping"}')).status).toBe(401)
})

test('a held call is told of on the stream, and runs there when it is approved', async () => {
  const { gate, fixture } = await world(
    {},
    {
      policy: { version: '1', default: 'deny', tools: { read_file: { action: 'require_approval' } } },
      settings: { holdMs: 30_000, holdCommentMs: 20 },
    },
  )
  const client = await olderClient(gate).introduce()
  const posted = await client.post(
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","_meta":{"progressToken":"p"}}}',
  )
  expect(posted.status).toBe(202)
  expect(await client.next()).toMatch(/^: waiting for approval/)
  expect(await client.message()).toMatchObject({
    method: 'notifications/progress',
    params: { progressToken: 'p', progress: 1 },
  })
  await gate.approve()
  let message = await client.message()
  while (message?.method !== undefined) message = await client.message()
  expect(message?.result?.content?.[0]?.text).toBe('done')
  expect(fixture.calls()).toHaveLength(1)
})

test('a held call is parked when its stream is left', async () => {
  const { gate } = await world(
    {},
    {
      policy: { version: '1', default: 'deny', tools: { read_file: { action: 'require_approval' } } },
      settings: { holdMs: 30_000, holdCommentMs: 20 },
    },
  )
  const client = await olderClient(gate).introduce()
  await client.post('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file"}}')
  await expect.poll(async () => (await gate.storage.approvals.open()).length).toBe(1)
  client.leave()
  await expect.poll(async () => (await gate.storage.approvals.open())[0]?.state).toBe('parked')
})

test('batches, faults and refused messages are answered where they belong', async () => {
  const { gate } = await world({}, { policy: { version: '1', default: 'deny', tools: { read_file: {} } } })
  const client = await olderClient(gate).introduce()
  expect((await client.post('{nope')).status).toBe(400)
  expect(
    (await client.post('{"jsonrpc":"2.0","method":"tools/call","params":{"name":"read_file"}}')).status,
  ).toBe(400)
  const batch = await client.post(
    '[{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"secret_tool"}},{"jsonrpc":"2.0","id":"b","method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"}]',
  )
  expect(batch.status).toBe(202)
  const answers = [await client.message(), await client.message()]
  expect(answers.map((answer) => answer?.id).sort()).toEqual(['a', 'b'])
})

test('a session that the server lost is opened anew behind the stream', async () => {
  const { gate, fixture } = await world()
  const client = await olderClient(gate).introduce()
  fixture.loseSessions()
  expect((await client.ask('tools/list'))?.result?.tools).toHaveLength(3)
  fixture.loseSessions()
  expect((await client.ask('tools/call', { name: 'read_file' }))?.error?.message).toContain(
    'was not sent again',
  )
  expect((await client.ask('tools/call', { name: 'read_file' }))?.result?.content?.[0]?.text).toBe('done')
})

test('a client that introduces itself again on its stream begins another session upstream', async () => {
  const { gate, fixture } = await world()
  const client = await olderClient(gate).introduce()
  const again = await client.ask('initialize', { protocolVersion: '2024-11-05', capabilities: {} })
  expect(again?.result).toHaveProperty('serverInfo')
  const introductions = fixture.arrivals.filter(({ body }) => body.includes('"initialize"'))
  expect(introductions.at(-1)?.headers['mcp-session-id']).toBeUndefined()
  await expect.poll(() => fixture.arrivals.map(({ method }) => method)).toContain('DELETE')
  expect((await client.ask('tools/call', { name: 'read_file' }))?.result?.content?.[0]?.text).toBe('done')
})

test('streams are capped for each grant: the idlest makes room', async () => {
  const { gate } = await world({}, { settings: { sessionsPerGrant: 2 } })
  const first = await olderClient(gate).introduce()
  const second = await olderClient(gate).introduce()
  await second.ask('ping')
  await olderClient(gate).introduce()
  expect(await first.next()).toBe('')
  expect((await second.ask('ping'))?.result).toEqual({ echo: true })
})

test('a client that asks on and reads nothing loses its stream before its answers fill the memory', async () => {
  const { gate } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      const text = 'x'.repeat(4 * 1024 * 1024)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ jsonrpc: '2.0', id: frame['id'], result: { text } }))
      return true
    },
  })
  const client = await olderClient(gate).introduce()
  const call = (id: number) =>
    client.post(`{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"read_file"}}`)
  let asked = 0
  while (asked < 30 && (await call(asked)).status === 202) {
    asked += 1
    await expect.poll(async () => (await gate.calls()).length).toBe(asked)
  }
  expect(asked).toBeLessThan(30)
})

test('a quiet stream is kept open by comments', async () => {
  const { gate } = await world({}, { settings: { streamCommentMs: 20 } })
  const client = await olderClient(gate).introduce()
  expect(await client.next()).toBe(': still here\n\n')
})

test('a client that says its version or resumes gets what the server says to its GET', async () => {
  const { gate, fixture } = await world({ isStateless: true })
  const headers = { authorization: `Bearer ${gate.token}`, accept: 'text/event-stream' }
  fixture.refuseListeners()
  for (const more of [{ 'mcp-protocol-version': '2025-06-18' }, { 'last-event-id': '7' }]) {
    const answer = await fetch(gate.url, { headers: { ...headers, ...more } })
    expect(answer.status).toBe(405)
  }
  const noStream = await fetch(gate.url, { headers: { ...headers, accept: 'application/json' } })
  expect(noStream.status).toBe(405)
})

test('clients are told of a change through the SDK', async () => {
  const { gate } = await world({}, { policy: { version: '1', default: 'deny', tools: { read_file: {} } } })
  const client = new Client({ name: 'older', version: '1' })
  let told = 0
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    told += 1
  })
  const headers = { authorization: `Bearer ${gate.token}` }
  await client.connect(new SSEClientTransport(new URL(gate.url), { requestInit: { headers } }))
  await gate.publish({ version: '1', default: 'allow' })
  await expect.poll(() => told).toBeGreaterThan(0)
  await client.close()
})

test.each([200, 204])(
  'that a server takes with %i what has no answer is told as such clients want it',
  async (status) => {
    const { gate } = await world({
      answer(frame, response) {
        if (frame['id'] !== undefined && frame['method'] !== undefined) return false
        response.writeHead(status, { 'x-fixture': 'yes' }).end()
        return true
      },
    })
    const client = await olderClient(gate).introduce()
    const told = await client.post('{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}')
    expect([told.status, await told.text(), told.headers.get('x-fixture')]).toEqual([202, 'Accepted', null])
  },
)

test('that a server refuses what has no answer is told as it is', async () => {
  const { gate } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'notifications/roots/list_changed') return false
      response.writeHead(422).end()
      return true
    },
  })
  const client = await olderClient(gate).introduce()
  expect((await client.post('{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}')).status).toBe(
    422,
  )
})

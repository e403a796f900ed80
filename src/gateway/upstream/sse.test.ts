import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js'
import {
  CallToolRequestSchema,
  ListRootsResultSchema,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterEach, expect, test } from 'vitest'
import type { ProbeStep } from '#model/discovery'
import { openSqlite } from '#storage/sqlite'
import { type Gate, type GateOptions, listening, openGate, testSealer } from '../conformance/gate.ts'
import { RawClient } from '../conformance/raw-client.ts'
import { openSseFixture, type SseFixture, type SseFixtureOptions } from '../conformance/sse-fixture.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface World {
  readonly gate: Gate
  readonly fixture: SseFixture
}

async function openTo(url: string, options: Partial<GateOptions> = {}): Promise<Gate> {
  const sealer = testSealer()
  const storage = await openSqlite({ path: ':memory:', sealer })
  const transport = { kind: 'sse', url, headers: { 'X-Key': 'k' } } as const
  const gate = await openGate({ storage, sealer, transport, ...options })
  closers.push(gate.close)
  return gate
}

async function world(fixture: SseFixtureOptions = {}, options: Partial<GateOptions> = {}): Promise<World> {
  const opened = await openSseFixture(fixture)
  closers.push(opened.close)
  return { fixture: opened, gate: await openTo(opened.url, options) }
}

async function probe({ gateway }: Gate, url: string, kind: 'http' | 'sse' = 'http') {
  const steps: ProbeStep[] = []
  const found = await gateway.discover({ kind, url, headers: {} }, (step) => steps.push(step))
  return { found, last: steps.at(-1), said: steps.map(({ message }) => message) }
}

test('a session is an event stream, and messages go where the server says', async () => {
  const { gate, fixture } = await world()
  const client = await new RawClient(gate, { 'user-agent': 'raw/1', traceparent: '00-1' }).open()
  const answer = await client.send(
    '{ "jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"read_file","arguments":{"n":1.10}}}',
  )
  expect(answer.text).toBe(
    '{"jsonrpc":"2.0","id":"x","result":{"content":[{"type":"text","text":"done"}],"big":12345678901234567890}}',
  )
  expect(fixture.streams.size).toBe(1)
  const { url, headers, body } = fixture.posted.at(-1) ?? {}
  expect([url, headers?.['x-key'], headers?.['user-agent'], headers?.['traceparent']]).toEqual([
    '/messages?sessionId=1',
    'k',
    'raw/1',
    '00-1',
  ])
  expect(headers?.authorization).toBeUndefined()
  expect(body).toContain('"arguments":{"n":1.10}')
  expect(fixture.opened.at(-1)).toMatchObject({ accept: 'text/event-stream', 'x-key': 'k' })
  await client.send('', {}, 'DELETE')
  await expect.poll(() => fixture.streams.size).toBe(0)
})

test.each([
  ['/messages?sessionId=1', '/messages?sessionId=1'],
  ['messages/?s=a%20b', '/messages/?s=a%20b'],
  ['?sessionId=1', '/sse?sessionId=1'],
  ['{origin}/deep/messages', '/deep/messages'],
])('an address for messages may be %s', async (endpoint, path) => {
  const { gate, fixture } = await world({ endpoint })
  expect(await (await new RawClient(gate).open()).toolNames()).toEqual(['read_file', 'secret_tool'])
  expect(fixture.posted.at(-1)?.url).toBe(path)
})

test('streams are closed with the gateway', async () => {
  const fixture = await openSseFixture()
  closers.push(fixture.close)
  const sealer = testSealer()
  const storage = await openSqlite({ path: ':memory:', sealer })
  const gate = await openGate({ storage, sealer, transport: { kind: 'sse', url: fixture.url, headers: {} } })
  await new RawClient(gate).open()
  expect(fixture.streams.size).toBe(1)
  await gate.close()
  await expect.poll(() => fixture.streams.size).toBe(0)
})

test('a notification is only said to have arrived when it has', async () => {
  const late: (() => void)[] = []
  const { gate } = await world({
    post(frame, response) {
      if (frame['method'] !== 'notifications/late') return false
      late.push(() => response.writeHead(202).end())
      return true
    },
  })
  const client = await new RawClient(gate).open()
  let isTold = false
  const telling = client.send('{"jsonrpc":"2.0","method":"notifications/late"}').then(() => {
    isTold = true
  })
  await expect.poll(() => late.length).toBe(1)
  await client.ask('ping')
  expect(isTold).toBe(false)
  late[0]?.()
  await telling
})

test('what the server says unasked reaches the listener, and a list is filtered', async () => {
  const { gate, fixture } = await world(
    {},
    { policy: { version: '1', default: 'deny', tools: { read_file: {} } } },
  )
  const client = await new RawClient(gate).open()
  expect(await client.toolNames()).toEqual(['read_file'])
  const stream = await client.listen()
  fixture.say(': ping\n\nevent: vendor\ndata: {"jsonrpc":"2.0","method":"notifications/none"}\n\n')
  fixture.say('data: {"jsonrpc":"2.0","method":"notifications/message","params":{"x":1.10}}\n\n')
  expect(await stream.next()).toContain('"notifications/message","params":{"x":1.10}')
  stream.close()
})

test('a stream that ends ends its calls; the session is opened anew, and a call is not sent again', async () => {
  const { gate, fixture } = await world({
    post: (frame, response) => {
      if (frame['method'] !== 'tools/call') return false
      response.writeHead(202).end()
      for (const stream of fixture.streams) stream.end()
      return true
    },
  })
  const client = await new RawClient(gate).open()
  const broken = await client.call('read_file')
  expect(broken.error?.message).toContain('The server ended its event stream.')
  await expect.poll(async () => (await gate.calls())[0]?.upstream).toBe('unknown')
  const before = fixture.opened.length
  expect(await client.toolNames()).toEqual(['read_file', 'secret_tool'])
  expect(fixture.opened.length).toBe(before + 1)
  expect(fixture.posted.filter(({ body }) => body.includes('tools/call'))).toHaveLength(1)
})

test('a session that the server no longer knows is opened anew', async () => {
  let isLost = false
  const { gate } = await world({
    post(frame, response) {
      if (!isLost || frame['method'] === 'initialize') return false
      isLost = false
      response.writeHead(404).end('Session not found')
      return true
    },
  })
  const client = await new RawClient(gate).open()
  isLost = true
  expect((await client.call('read_file')).error?.message).toContain('was not sent again')
  expect((await client.call('read_file')).result?.content?.[0]?.text).toBe('done')
  isLost = true
  expect(await client.toolNames()).toEqual(['read_file', 'secret_tool'])
})

test('a message that is refused is answered for', async () => {
  const { gate } = await world({
    post(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      response.writeHead(413).end()
      return true
    },
  })
  const client = await new RawClient(gate).open()
  expect((await client.call('read_file')).error?.message).toBe(
    'The server refused the message with HTTP 413.',
  )
})

const oddly: [string, string, string][] = [
  ['after a byte order mark', '\ufeffevent: endpoint\ndata: /messages\n\n', '/messages'],
  ['in lines that end with CR', 'event: endpoint\rdata: /messages\r\r', '/messages'],
  ['in two lines', 'event: endpoint\ndata: /messages\ndata: ?a=1\n\n', '/messages?a=1'],
  [
    'twice, then elsewhere',
    'event: endpoint\ndata: /messages\n\nevent: endpoint\ndata: http://127.0.0.1:9/\n\n',
    '/messages',
  ],
  ['with a climb', 'event: endpoint\ndata: /a/../../%2e%2e/messages\n\n', '/messages'],
  [
    'with line ends in it',
    'event: endpoint\ndata: /messages?a=%0d%0aX:%20y\u2028 z\n\n',
    '/messages?a=%0d%0aX:%20y%E2%80%A8%20z',
  ],
  ['with a name and a password', 'event: endpoint\ndata: http://a:b@{host}/messages\n\n', '/messages'],
]
test.each(oddly)('an address for messages may come %s', async (_how, opening, path) => {
  const { gate, fixture } = await world({ opening }, { settings: { connectTimeoutMs: 1_000 } })
  expect(await (await new RawClient(gate).open()).toolNames()).toEqual(['read_file', 'secret_tool'])
  const { url, headers } = fixture.posted.at(-1) ?? {}
  expect([url, headers?.authorization, headers?.['x']]).toEqual([path, undefined, undefined])
})

/** A server that sends all that is posted to its endpoint elsewhere; `{origin}` stands for its own. */
async function redirecting(status: number, location: string, endpoint = '/messages?sessionId=1') {
  let origin = ''
  const made = await world({
    endpoint,
    post(_frame, response) {
      if (response.req.url !== endpoint) return false
      response.writeHead(status, { location: location.replace('{origin}', origin) }).end('elsewhere')
      return true
    },
    begin: (response) => {
      origin = `http://${response.req.headers.host}`
      return false
    },
  })
  return made
}

test.each([
  [307, '/messages/?sessionId=1'],
  [308, '{origin}/messages/?sessionId=1'],
  [307, 'messages/?sessionId=1#x'],
])(
  'a message that is redirected with %i to %s is sent there, and so are those after it',
  async (status, to) => {
    const { gate, fixture } = await redirecting(status, to)
    const before = fixture.posted.length
    const client = await new RawClient(gate).open()
    expect((await client.call('read_file', { n: 1 })).result?.content?.[0]?.text).toBe('done')
    const posted = fixture.posted.slice(before)
    expect(posted.map(({ url }) => url)).toEqual([
      '/messages?sessionId=1',
      '/messages/?sessionId=1',
      '/messages/?sessionId=1',
      '/messages/?sessionId=1',
    ])
    expect(posted[1]?.body).toBe(posted[0]?.body)
    expect(posted[1]?.headers['x-key']).toBe('k')
    expect((await gate.storage.servers.get(gate.serverId))?.health.state).toBe('ok')
  },
)

test.each([
  [307, 'http://127.0.0.1:9/messages/', ' to http://127.0.0.1:9/messages/'],
  [307, '//127.0.0.1:9/messages/', ' to http://127.0.0.1:9/messages/'],
  [308, 'https://{host}/messages/', ' to https://{host}/messages/'],
  [308, 'http://[', ' to an address that cannot be read'],
  [301, '/messages/', ' to {origin}/messages/'],
  [302, '/messages/', ' to {origin}/messages/'],
  [303, '/messages/', ' to {origin}/messages/'],
  [300, '/messages/', ' to {origin}/messages/'],
])('a message that is redirected with %i to %s goes nowhere', async (status, to, words) => {
  const opened: { host: string } = { host: '' }
  const { gate, fixture } = await world({
    post(_frame, response) {
      opened.host = response.req.headers.host ?? ''
      response.writeHead(status, { location: to.replace('{host}', opened.host) }).end()
      return true
    },
  })
  const before = fixture.posted.length
  const answer = await new RawClient(gate).ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
  })
  const where = words.replace('{host}', opened.host).replace('{origin}', `http://${opened.host}`)
  expect(answer.messages[0]?.error?.message).toContain(
    `The server redirects${where} (HTTP ${status}), and redirects are not followed.`,
  )
  expect(fixture.posted.length).toBe(before + 1)
})

test('a call that was taken back before it was redirected is not sent again', async () => {
  const late: (() => void)[] = []
  const { gate, fixture } = await world({
    post(frame, response) {
      const { url } = response.req
      if (frame['method'] !== 'tools/call' || url === '/other') return false
      late.push(() => response.writeHead(307, { location: '/other' }).end())
      return true
    },
  })
  const client = await new RawClient(gate).open()
  const calling = client.send('{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"read_file"}}')
  const other = client.send('{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"read_file"}}')
  await expect.poll(() => late.length).toBe(2)
  await client.send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}')
  expect((await calling).messages).toEqual([])
  for (const redirect of late) redirect()
  expect((await other).messages[0]?.result?.content?.[0]?.text).toBe('done')
  await client.ask('ping')
  expect(
    fixture.posted.filter(({ url }) => url === '/other').map(({ body }) => JSON.parse(body).method),
  ).toEqual(['tools/call', 'ping'])
})

test('a message is redirected once', async () => {
  const { gate, fixture } = await world({
    post(_frame, response) {
      response.writeHead(307, { location: `${response.req.url}/` }).end()
      return true
    },
  })
  const before = fixture.posted.length
  const answer = await new RawClient(gate).ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
  })
  expect(answer.messages[0]?.error?.message).toContain('redirects are not followed')
  expect(fixture.posted.slice(before).map(({ url }) => url)).toEqual([
    '/messages?sessionId=1',
    '/messages?sessionId=1/',
  ])
})

test('a redirect to itself is not followed', async () => {
  const { gate, fixture } = await redirecting(308, '/messages?sessionId=1')
  const before = fixture.posted.length
  const answer = await new RawClient(gate).ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
  })
  expect(answer.messages[0]?.error?.message).toContain('redirects are not followed')
  expect(fixture.posted.length).toBe(before + 1)
})

const unfit: [string, SseFixtureOptions, string][] = [
  [
    'another origin',
    { endpoint: 'http://127.0.0.1:9/messages' },
    'The server asks for its messages at `http://127.0.0.1:9`',
  ],
  ['no address', { endpoint: 'http://[' }, 'an address that cannot be read'],
  ['nothing', { endpoint: null }, 'did not say where it takes messages'],
  [
    'a web page',
    {
      begin: (response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end()
        return true
      },
    },
    'The server answers with `text/html` where its event stream should begin.',
  ],
]
test.each(unfit)('a server that names %s for messages is not spoken to', async (_what, fixture, words) => {
  const { gate, fixture: opened } = await world(fixture, { settings: { connectTimeoutMs: 200 } })
  const answer = await new RawClient(gate).ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
  })
  expect(answer.messages[0]?.error?.message).toContain(words)
  expect(opened.posted).toHaveLength(0)
  await expect.poll(() => opened.streams.size).toBe(0)
})

test('an event without an end does not fill the memory', async () => {
  const { gate, fixture } = await world({
    post(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      response.writeHead(202).end()
      const piece = `data: ${'x'.repeat(8 * 1024 * 1024)}`
      for (const stream of fixture.streams)
        for (let n = 0; n < 9; n += 1) stream.write(n === 0 ? piece : piece.slice(6))
      return true
    },
  })
  const client = await new RawClient(gate).open()
  expect((await client.call('read_file')).error?.message).toContain('an event longer than can be read')
  await expect.poll(() => fixture.streams.size).toBe(0)
}, 20_000)

test('a call that is not answered in time ends; a stream on which nothing is said does not', async () => {
  const { gate, fixture } = await world(
    {
      post(frame, response) {
        if (frame['method'] !== 'tools/call') return false
        response.writeHead(202).end()
        return true
      },
    },
    { settings: { stallTimeoutMs: 150 } },
  )
  const client = await new RawClient(gate).open()
  const stream = await client.listen()
  for (let calls = 0; calls < 3; calls += 1)
    expect((await client.call('read_file')).error?.message).toContain('did not answer in time')
  expect(fixture.opened).toHaveLength(2)
  fixture.say('data: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\n')
  expect(await stream.next()).toContain('notifications/message')
  stream.close()
})

test('a client that does not read makes the server wait', async () => {
  const { gate, fixture } = await world()
  const client = await new RawClient(gate).open()
  const stream = await client.listen()
  const all = 96
  let taken = 0
  const block = `data: {"jsonrpc":"2.0","method":"notifications/x","params":{"x":"${'x'.repeat(1024 * 1024)}"}}\n\n`
  const [line] = fixture.streams
  if (line === undefined) throw new Error('the stream is open')
  const next = () => {
    taken += 1
    if (taken < all) line.write(block, next)
  }
  line.write(block, next)
  // Still for so long that whoever reads would have gone on.
  let before = 0
  let still = 0
  await expect
    .poll(
      () => {
        still = taken > 0 && taken === before ? still + 1 : 0
        before = taken
        return still
      },
      { interval: 100, timeout: 15_000 },
    )
    .toBe(8)
  expect(taken).toBeLessThan(all)
  for (let heard = 0; heard < all; heard += 1) await stream.next()
  expect(taken).toBe(all)
  stream.close()
}, 20_000)

test('sessions are as many as are allowed', async () => {
  const { gate } = await world({}, { settings: { streamsPerServer: 1 } })
  await new RawClient(gate).open()
  const second = await new RawClient(gate).ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
  })
  expect(second.messages[0]?.error?.message).toContain('no more are allowed at once')
})

test('an address is tried as streamable HTTP first and then as HTTP+SSE, and what was found is said', async () => {
  const { gate, fixture } = await world()
  const { found, said } = await probe(gate, fixture.url)
  expect(found).toMatchObject({
    ok: true,
    value: {
      serverName: 'older',
      speaks: 'sse',
      tools: [{ name: 'read_file', x: 1.1 }, { name: 'secret_tool' }],
    },
  })
  expect(said).toContain('Speaks MCP 2024-11-05 over HTTP+SSE, the transport before streamable HTTP.')
  await expect.poll(() => fixture.streams.size).toBe(0)
})

test('an address that is neither is told by how it answered first; one that was said to be older, by its stream', async () => {
  const door = await listening((_request, response) => response.writeHead(404).end('no'))
  closers.push(door.close)
  const { gate } = await world()
  const http = await probe(gate, `${door.origin}/mcp`)
  expect(http.last?.message).toContain('The answer was HTTP 404')
  expect(http.last?.message).toContain('older ones at /sse')
  const sse = await probe(gate, `${door.origin}/sse`, 'sse')
  expect(sse.found).toMatchObject({ ok: false, fault: { code: 'not_mcp' } })
  expect(sse.last?.message).toBe(
    'The server answers with HTTP 404 where its event stream should begin. If it speaks streamable HTTP, choose that as its transport.',
  )
})

test('credentials that the stream wants are asked for in words, and the health says so', async () => {
  let isClosed = false
  const { gate } = await world({
    begin(response) {
      if (!isClosed) return false
      response.writeHead(401).end()
      return true
    },
  })
  isClosed = true
  const answer = await new RawClient(gate).ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
  })
  expect(answer.messages[0]?.error?.message).toContain('asks for credentials')
  await expect
    .poll(async () => (await gate.storage.servers.get(gate.serverId))?.health.state)
    .toBe('needs_authorisation')
})

test('a server of the SDK over its SSE transport is listed, called, and asks its client', async () => {
  const transports = new Map<string, SSEServerTransport>()
  const door = await listening((request, response) => {
    const url = new URL(request.url ?? '', 'http://x')
    if (request.method === 'GET') {
      const transport = new SSEServerTransport('/messages', response)
      transports.set(transport.sessionId, transport)
      const server = new Server({ name: 'sdk', version: '1' }, { capabilities: { tools: {} } })
      server.setRequestHandler(ListToolsRequestSchema, () => ({
        tools: [{ name: 'ask', inputSchema: { type: 'object' } }],
      }))
      server.setRequestHandler(CallToolRequestSchema, async () => {
        const { roots } = await server.request({ method: 'roots/list' }, ListRootsResultSchema)
        return { content: [{ type: 'text', text: `${roots.length} roots` }] }
      })
      void server.connect(transport)
    } else void transports.get(url.searchParams.get('sessionId') ?? '')?.handlePostMessage(request, response)
  })
  closers.push(door.close)
  const gate = await openTo(`${door.origin}/sse`)
  const client = await new RawClient(gate).open()
  expect(await client.toolNames()).toEqual(['ask'])
  const stream = await client.listen()
  const calling = client.send(
    '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"ask","arguments":{}}}',
    { accept: 'application/json' },
  )
  expect(await stream.next()).toContain('"roots/list"')
  const told = await client.send('{"jsonrpc":"2.0","id":0,"result":{"roots":[{"uri":"file:///a"}]}}')
  expect(told.status).toBe(202)
  expect((await calling).messages[0]?.result?.content?.[0]?.text).toBe('1 roots')
  stream.close()
})

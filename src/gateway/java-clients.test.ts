import type { ServerResponse } from 'node:http'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterEach, expect, test } from 'vitest'
import { openSqlite } from '#storage/sqlite'
import { olderWorlds } from './conformance/older-world.ts'

const worlds = olderWorlds((sealer) => openSqlite({ path: ':memory:', sealer }))
const { open: world, client: olderClient } = worlds
afterEach(worlds.closeAll)

/** The Java SDK’s clients of HTTP+SSE say this at each request, from the first on. */
const ofJava = { 'mcp-protocol-version': '2024-11-05', 'cache-control': 'no-cache' }

test.each([
  ['with sessions', {}],
  ['without sessions', { isStateless: true }],
] as const)(
  'a client that names the version of HTTP+SSE has its stream, of a server %s',
  async (_, options) => {
    const { gate, fixture } = await world(options)
    fixture.refuseListeners()
    const client = await olderClient(gate, ofJava).introduce()
    expect(client.status).toBe(200)
    expect((await client.ask('tools/call', { name: 'read_file' }))?.result?.content?.[0]?.text).toBe('done')
  },
)

test('what ends such a client is not said on its stream, which yet does not fall silent', async () => {
  const { gate, fixture } = await world({}, { settings: { streamCommentMs: 20 } })
  const client = await olderClient(gate, ofJava).introduce()
  expect(client.first).toMatch(/^event: endpoint\ndata: \/mcp\/[a-z0-9-]+\?sessionId=[0-9a-f-]{36}\n\n$/)
  await expect.poll(() => fixture.listeners.size).toBe(1)
  fixture.say(': note\n\n')
  fixture.say('id: 1\nretry: 20\ndata: {"jsonrpc":"2.0","method":"notifications/message"}\n\n')
  // Lines that begin an event of this kind: they may come as often as they like before its data.
  expect(await client.next()).toMatch(
    /^(?:event: message\n)+data: \{"jsonrpc":"2.0","method":"notifications\/message"\}\n\n$/,
  )
  await expect
    .poll(async () => {
      fixture.say('data: {"jsonrpc":"2.0","method":"notifications/message"}\n\n')
      return (await client.next()).split('event: message\n').length
    })
    .toBeGreaterThan(2)
})

test('what tells others that a held call waits is not said to such a client', async () => {
  const { gate } = await world(
    {},
    {
      policy: { version: '1', default: 'deny', tools: { read_file: { action: 'require_approval' } } },
      settings: { holdMs: 30_000, holdCommentMs: 20 },
    },
  )
  const client = await olderClient(gate, ofJava).introduce()
  await client.post(
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","_meta":{"progressToken":"p"}}}',
  )
  expect(await client.next()).toMatch(/^event: message\ndata: /)
})

test('a client that names the version of HTTP+SSE takes no session of a client of another version', async () => {
  const { gate, fixture } = await world()
  const gone = await olderClient(gate).introduce()
  const { endpoint } = gone
  await expect.poll(() => fixture.listeners.size).toBe(1)
  gone.leave()
  await expect.poll(() => fixture.listeners.size).toBe(0)
  const client = await olderClient(gate, ofJava).open()
  expect([client.status, client.endpoint === endpoint]).toEqual([200, false])
})

test('the SDK’s client of streamable HTTP lives with the stream of HTTP+SSE, whose version it was given', async () => {
  const { gate, fixture } = await world({ isStateless: true, version: '2024-11-05' })
  const client = new Client({ name: 'newer', version: '1' })
  const errors: Error[] = []
  client.onerror = (error) => errors.push(error)
  const streams: (string | null)[] = []
  const transport = new StreamableHTTPClientTransport(new URL(gate.url), {
    requestInit: { headers: { authorization: `Bearer ${gate.token}` } },
    fetch: async (url, init) => {
      const answer = await fetch(url, init)
      if (init?.method === 'GET') streams.push(answer.headers.get('content-type'))
      return answer
    },
  })
  await client.connect(transport)
  await expect.poll(() => streams).toEqual(['text/event-stream'])
  expect((await client.listTools()).tools).toHaveLength(3)
  const last = fixture.arrivals.at(-1)?.headers
  expect([last?.['mcp-protocol-version'], errors]).toEqual(['2024-11-05', []])
  await client.close()
})

test('who comes anew to a session that is just opened for it leaves that one upstream, and goes on in its own', async () => {
  const held: ServerResponse[] = []
  let holds = false
  const { gate, fixture } = await world(
    {
      version: '2024-11-05',
      answer(frame, response) {
        if (!holds || frame['method'] !== 'notifications/initialized') return false
        held.push(response)
        return true
      },
    },
    { settings: { streamAwayMs: 1 } },
  )
  const left = () =>
    fixture.arrivals.flatMap(({ method, headers }) =>
      method === 'DELETE' ? [headers['mcp-session-id']] : [],
    )
  const first = await olderClient(gate, ofJava).introduce()
  first.leave()
  await expect.poll(left).toHaveLength(1)
  holds = true
  const client = await olderClient(gate, ofJava).open()
  await expect.poll(() => held).toHaveLength(1)
  await client.post(
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2024-11-05","capabilities":{}}}',
  )
  holds = false
  held[0]?.writeHead(202).end()
  expect((await client.message())?.result).toHaveProperty('serverInfo')
  await expect.poll(left).toHaveLength(2)
  expect((await client.ask('tools/call', { name: 'read_file' }))?.result?.content?.[0]?.text).toBe('done')
  expect(left()).not.toContain(fixture.arrivals.at(-1)?.headers['mcp-session-id'])
})

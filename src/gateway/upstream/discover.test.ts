import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import type { ProbeStep } from '#model/discovery'
import type { JsonObject } from '#std/json'
import { openFixture } from '../conformance/fixture-server.ts'
import { listening } from '../conformance/gate.ts'
import { defaultSettings } from '../settings.ts'
import { createDiscover } from './discover.ts'

const settings = {
  ...defaultSettings,
  allowPrivate: () => true,
  allowStdio: () => true,
  environment: process.env,
  connectTimeoutMs: 500,
}
const discover = createDiscover(settings)

async function probe(url: string, with_ = discover) {
  const steps: ProbeStep[] = []
  const found = await with_({ kind: 'http', url, headers: {} }, (step) => steps.push(step))
  return {
    found,
    steps: steps.filter(({ state }) => state !== 'running').map(({ step, state }) => `${step} ${state}`),
    last: steps.at(-1),
  }
}

function isRefusedList(frame: JsonObject, response: ServerResponse): boolean {
  if (frame['method'] !== 'tools/list') return false
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(`{"jsonrpc":"2.0","id":${String(frame['id'])},"error":{"code":-32603,"message":"no"}}`)
  return true
}

test('each step of a good probe is told, and all pages are read', async () => {
  const fixture = await openFixture({ pages: ['[{"name":"a","x":1}]', '[]', '[{"name":"b"},{"name":"a"}]'] })
  const { found, steps } = await probe(fixture.url)
  expect(steps).toEqual(['resolve ok', 'connect ok', 'initialize ok', 'list ok'])
  expect(found).toMatchObject({
    ok: true,
    value: {
      serverName: 'fixture',
      protocolVersion: '2025-11-25',
      tools: [{ name: 'a', x: 1 }, { name: 'b' }],
    },
  })
  await fixture.close()
})

test.each([{}, { answer: isRefusedList }])(
  'the session in which a server was asked is ended there, be it that it was asked in vain',
  async (options) => {
    const fixture = await openFixture(options)
    await probe(fixture.url)
    await expect.poll(() => fixture.goodbyes.length).toBe(1)
    const asked = fixture.arrivals.find(({ body }) => body.includes('tools/list'))?.headers
    const { headers } = fixture.goodbyes[0] ?? {}
    expect(asked?.['mcp-session-id']).toBeTypeOf('string')
    expect(headers).toMatchObject({
      'mcp-session-id': asked?.['mcp-session-id'],
      'mcp-protocol-version': '2025-11-25',
    })
    await fixture.close()
  },
)

test('no server is told of the end of a session that it did not open', async () => {
  const fixture = await openFixture({ isStateless: true })
  await probe(fixture.url)
  await probe(fixture.url)
  expect(fixture.arrivals.map(({ method }) => method)).not.toContain('DELETE')
  await fixture.close()
})

test('a session that a server opened only to refuse the question is ended too', async () => {
  const opened: string[] = []
  const ended: unknown[] = []
  const door = await listening((request, response) => {
    if (request.method === 'POST') opened.push(`s${opened.length}`)
    if (request.method === 'DELETE') ended.push(request.headers['mcp-session-id'])
    const headers = { 'content-type': 'application/json', 'mcp-session-id': opened.at(-1) }
    response.writeHead(request.method === 'DELETE' ? 405 : 400, headers)
    response.end(
      '{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Missing session ID"}}',
    )
  })
  expect((await probe(`${door.origin}/mcp`)).found.ok).toBe(false)
  await expect.poll(() => ended.toSorted()).toEqual(['s0', 's1'])
  await door.close()
})

test('nobody waits for a server to take note of the end of a session', async () => {
  const held: ServerResponse[] = []
  const fixture = await openFixture({ end: (response) => held.push(response) })
  expect((await probe(fixture.url)).found.ok).toBe(true)
  await expect.poll(() => held.length).toBe(1)
  held[0]?.writeHead(405).end()
  await fixture.close()
})

test('an answer in an event stream that stays open is enough', async () => {
  const fixture = await openFixture({
    answer(frame, response) {
      if (frame['method'] !== 'tools/list') return false
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(
        `data: {"jsonrpc":"2.0","id":${String(frame['id'])},"result":{"tools":[{"name":"a"}]}}\n\n`,
      )
      return true
    },
  })
  expect((await probe(fixture.url)).found).toMatchObject({ ok: true, value: { tools: [{ name: 'a' }] } })
  await fixture.close()
})

test('a server that sends ids back as strings is found', async () => {
  const results: Record<string, string> = {
    initialize: '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"x"}}',
    'tools/list': '{"tools":[{"name":"a"}]}',
  }
  const fixture = await openFixture({
    answer(frame, response) {
      const result = results[String(frame['method'])]
      if (result === undefined) return false
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(`{"jsonrpc":"2.0","id":"${String(frame['id'])}","result":${result}}`)
      return true
    },
  })
  expect((await probe(fixture.url)).found).toMatchObject({ ok: true, value: { tools: [{ name: 'a' }] } })
  await fixture.close()
})

test('a cursor that goes round is followed once', async () => {
  const fixture = await openFixture({
    answer(frame, response) {
      if (frame['method'] !== 'tools/list') return false
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        `{"jsonrpc":"2.0","id":${String(frame['id'])},"result":{"tools":[{"name":"a"}],"nextCursor":"again"}}`,
      )
      return true
    },
  })
  expect((await probe(fixture.url)).found).toMatchObject({ ok: true, value: { tools: [{ name: 'a' }] } })
  expect(fixture.arrivals.filter(({ body }) => body.includes('tools/list'))).toHaveLength(2)
  await fixture.close()
})

test.each([
  { type: 'text/html', status: 200, body: '<html>', code: 'not_mcp', words: 'a web page' },
  { type: 'application/json', status: 200, body: '{"hello":1}', code: 'not_mcp', words: 'no MCP message' },
  { type: 'text/plain', status: 404, body: 'nope', code: 'not_mcp', words: 'Check the path' },
  { type: 'text/plain', status: 401, body: '', code: 'needs_authorisation', words: 'asks for credentials' },
  { type: 'text/plain', status: 302, body: '', code: 'not_mcp', words: 'redirects' },
])('an answer of $type with status $status is explained', async ({ type, status, body, code, words }) => {
  const door = await listening((_request, response) =>
    response.writeHead(status, { 'content-type': type }).end(body),
  )
  const { found, steps } = await probe(`${door.origin}/mcp`)
  expect(found).toMatchObject({ ok: false, fault: { code, message: expect.stringContaining(words) } })
  expect(steps.at(-1)).toBe('initialize failed')
  await door.close()
})

test('a port where nobody listens is refused', async () => {
  const door = await listening(() => undefined)
  await door.close()
  const { found, steps } = await probe(`${door.origin}/mcp`)
  expect(found).toMatchObject({
    ok: false,
    fault: { code: 'refused', message: expect.stringContaining('refused the connection') },
  })
  expect(steps).toEqual(['resolve ok', 'connect failed'])
})

test('a name that does not exist does not resolve', async () => {
  const { found, steps } = await probe('http://no-such-host.invalid/mcp')
  expect(found).toMatchObject({ ok: false, fault: { code: 'cannot_resolve' } })
  expect(steps).toEqual(['resolve failed'])
})

test('a private address is refused where private ones are not allowed, a metadata address always', async () => {
  const strict = createDiscover({ ...settings, allowPrivate: () => false })
  expect((await probe('http://127.0.0.1:9/mcp', strict)).found).toMatchObject({
    ok: false,
    fault: { code: 'address_refused' },
  })
  expect((await probe('http://169.254.169.254/mcp')).found).toMatchObject({
    ok: false,
    fault: { code: 'address_refused' },
  })
})

test('plain HTTP where TLS is expected is a failure of TLS', async () => {
  const door = await listening(() => undefined)
  const { found } = await probe(`${door.origin.replace('http:', 'https:')}/mcp`)
  expect(found).toMatchObject({ ok: false, fault: { code: 'tls' } })
  await door.close()
})

test('a server that hangs up without a word is told of, not thrown', async () => {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const { found } = await probe(`http://127.0.0.1:${port}/mcp`)
  expect(found.ok).toBe(false)
  server.close()
})

test('the demo is found without a network', async () => {
  const found = await discover({ kind: 'demo' }, () => undefined)
  expect(found).toMatchObject({ ok: true, value: { serverName: 'sallyport-demo' } })
  expect(found.ok && found.value.tools.map(({ name }) => name)).toEqual([
    'list_notes',
    'add_note',
    'run_report',
    'delete_note',
    'pay_invoice',
  ])
})

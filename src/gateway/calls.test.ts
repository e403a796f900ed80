import { afterEach, expect, test, vi } from 'vitest'
import { openSqlite } from '#storage/sqlite'
import { type Fixture, type FixtureOptions, openFixture } from './conformance/fixture-server.ts'
import { type Gate, openGate, testSealer } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'
import type { GatewaySettings } from './settings.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function gateTo(
  options: FixtureOptions,
  policy: object,
  settings: Partial<GatewaySettings> = {},
): Promise<{ gate: Gate; fixture: Fixture; client: RawClient }> {
  const fixture = await openFixture(options)
  const sealer = testSealer()
  const storage = await openSqlite({ path: ':memory:', sealer })
  const gate = await openGate({
    storage,
    sealer,
    transport: { kind: 'http', url: fixture.url, headers: {} },
    policy,
    settings,
  })
  closers.push(fixture.close, gate.close)
  return { gate, fixture, client: await new RawClient(gate).open() }
}

const policy = {
  version: '1',
  default: 'deny',
  hide: ['secret_tool'],
  tools: {
    read_file: {},
    write_file: { limits: [{ counter: 'w', window: 'minute', max: 2, scope: 'grant' }] },
  },
}

test.each(['json', 'events'] as const)(
  'an allowed call is answered as by the server, in %s',
  async (answersWith) => {
    const { client, fixture } = await gateTo({ answersWith }, policy)
    const direct = await new RawClient({ url: fixture.url, token: 'x' }).open()
    const through = await client.ask('tools/call', { name: 'read_file', arguments: {} })
    expect(through.text).toBe((await direct.ask('tools/call', { name: 'read_file', arguments: {} })).text)
    expect(through.text).toContain('"big":12345678901234567890')
  },
)

test('what is forwarded is what was sent, to the byte', async () => {
  const { client, fixture } = await gateTo({}, policy)
  const body =
    '{ "jsonrpc":"2.0",\n "id": 12345678901234567890, "method":"tools/call", "params":{"name":"read_file","arguments":{"n":1.00000000000000000001,"é":"\\u00e9"},"x":null}}'
  await client.send(body)
  expect(fixture.calls()).toEqual([body])
})

test('a denied call never arrives, and the refusal says what, why and what to do', async () => {
  const { client, fixture, gate } = await gateTo(
    {},
    { ...policy, tools: { read_file: { action: 'deny', reason: 'Ask the librarian.' } } },
  )
  const answer = await client.call('read_file')
  const [call] = await gate.calls()
  expect(answer.result?.isError).toBe(true)
  expect(answer.result?.content?.[0]?.text).toBe(
    '[POLICY DENIED] Ask the librarian. The same call will be refused again.',
  )
  expect(answer.result?._meta?.['sallyport/decision']).toEqual({
    outcome: 'deny',
    rule: '/tools/read_file/action',
    decisionId: call?.id,
  })
  expect(fixture.calls()).toEqual([])
  expect(call).toMatchObject({
    tool: 'read_file',
    outcome: 'deny',
    upstream: null,
    revision: 1,
    clientName: 'raw',
  })
})

test('a limit lets through its maximum and then says when to come again', async () => {
  const { client, fixture, gate } = await gateTo({}, policy)
  const answers = []
  for (let n = 0; n < 4; n += 1) answers.push(await client.call('write_file', { n }))
  expect(answers.map((answer) => answer.result?.isError === true)).toEqual([false, false, true, true])
  expect(answers[2]?.result?._meta?.['sallyport/decision']).toMatchObject({
    rule: '/tools/write_file/limits/0',
    retryAfterMs: expect.any(Number),
  })
  expect(fixture.calls()).toHaveLength(2)
  const calls = await gate.calls()
  expect(calls.filter((call) => call.reservations.length > 0)).toHaveLength(2)
})

test('what never reached the server takes nothing from a limit', async () => {
  const { client, fixture } = await gateTo({}, policy)
  await fixture.close()
  const answers = []
  for (let n = 0; n < 3; n += 1) answers.push(await client.call('write_file'))
  expect(answers.map(({ error }) => error?.code)).toEqual([-32603, -32603, -32603])
  expect(answers[0]?.error?.message).toContain('refused the connection')
})

test('a hidden tool and one that does not exist are answered alike', async () => {
  const { client, fixture, gate } = await gateTo({}, policy)
  const hidden = await client.call('secret_tool')
  const unknown = await client.call('secret_fool')
  expect(hidden.error).toEqual({ code: -32602, message: 'Unknown tool: secret_tool' })
  expect(unknown.error).toEqual({ code: -32602, message: 'Unknown tool: secret_fool' })
  expect(fixture.calls()).toEqual([])
  expect((await gate.calls()).map(({ outcome, rule }) => [outcome, rule])).toEqual([
    ['hide', '(unknown tool)'],
    ['hide', '/hide/0'],
  ])
})

test('a grant without a policy denies everything', async () => {
  const { client, gate } = await gateTo({}, policy)
  await gate.storage.grants.update(gate.grantId, { policyId: null })
  await expect.poll(() => client.toolNames()).toEqual([])
  expect((await client.call('read_file')).result?._meta?.['sallyport/decision']).toMatchObject({
    rule: '(no policy)',
  })
})

test('a publish is in force for the next call', async () => {
  const { client, gate } = await gateTo({}, policy)
  expect((await client.call('read_file')).result?.isError).toBeUndefined()
  await gate.publish({ version: '1', default: 'deny' })
  await expect.poll(async () => (await client.call('read_file')).result?.isError).toBe(true)
})

test.each(['published', 'revoked'])(
  'a call that waited to be recorded is judged by what was %s meanwhile',
  async (change) => {
    const { client, gate, fixture, write } = await full(policy)
    const waiting = client.call('read_file')
    // A whole round trip later it has been judged once.
    await client.ask('ping')
    if (change === 'published') await gate.publish({ version: '1', default: 'deny' })
    else await gate.storage.grants.revoke(gate.grantId, Date.now())
    const inForce = change === 'published' ? '"tools":[]' : 'revoked_token'
    await expect.poll(async () => (await client.ask('tools/list')).text).toContain(inForce)
    write()
    expect((await waiting).result?.content?.[0]?.text).toContain('[POLICY DENIED]')
    expect(fixture.calls()).toHaveLength(1)
  },
)

/** A gate whose record is full for now. */
async function full(policy: object) {
  const opened = await gateTo({}, policy, { recordQueue: 1 })
  const { activity } = opened.gate.storage
  const { promise: written, resolve: write } = Promise.withResolvers<void>()
  const append = activity.append.bind(activity)
  vi.spyOn(activity, 'append').mockImplementation(async (calls) => {
    await written
    return append(calls)
  })
  await opened.client.call('read_file')
  return { ...opened, write }
}

test('a call that its client takes back while it waits to be recorded is not sent, nor spoken of', async () => {
  const { client, gate, fixture, write } = await full(policy)
  const waiting = client.ask('tools/call', { name: 'read_file', arguments: {} })
  await client.ask('ping')
  const cancelled = '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":3}}'
  expect((await client.send(cancelled)).status).toBe(202)
  write()
  expect((await waiting).messages).toEqual([])
  expect(fixture.calls()).toHaveLength(1)
  expect(fixture.arrivals.some(({ body }) => body.includes('cancelled'))).toBe(false)
  expect(await gate.calls()).toMatchObject([
    { message: 'The client took the call back.', upstream: null, reservations: [] },
    { upstream: 'ok' },
  ])
})

test('where there are no sessions, a client that leaves takes its call back', async () => {
  const { client, gate, fixture, write } = await full(policy)
  const leaving = new AbortController()
  const { 'mcp-session-id': _, ...headers } = client.headers
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'read_file', arguments: {} },
  })
  const waiting = fetch(gate.url, {
    method: 'POST',
    headers: { ...headers, 'mcp-protocol-version': '2026-07-28' },
    body,
    signal: leaving.signal,
  }).catch(() => 'left')
  await client.ask('ping')
  leaving.abort()
  expect(await waiting).toBe('left')
  await client.ask('ping')
  write()
  await expect.poll(async () => (await gate.calls()).length).toBe(2)
  expect(fixture.calls()).toHaveLength(1)
})

test('a tool error and a refusal of the server are told apart in the activity', async () => {
  const { client, gate } = await gateTo(
    {
      answer(frame, response) {
        if (frame['method'] !== 'tools/call') return false
        const id = JSON.stringify(frame['id'])
        const isFirst = id === '2'
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(
          isFirst
            ? `{"jsonrpc":"2.0","id":${id},"result":{"content":[],"isError":true}}`
            : `{"jsonrpc":"2.0","id":${id},"error":{"code":-32000,"message":"no"}}`,
        )
        return true
      },
    },
    policy,
  )
  await client.call('read_file')
  await client.call('read_file')
  expect((await gate.calls()).map(({ upstream }) => upstream)).toEqual(['rpc_error', 'tool_error'])
})

test.each([
  ['a page', 200, 'text/html', '<html>"result"</html>'],
  ['broken JSON', 200, 'application/json', '{"result":'],
  ['nothing', 200, 'application/json', ''],
  ['no answer at all', 202, 'application/json', ''],
  ['the answer to another', 200, 'application/json', '{"jsonrpc":"2.0","id":"x","result":{}}'],
])('the activity does not call %s ok', async (_what, status, type, text) => {
  const { client, gate } = await gateTo(
    {
      answer(frame, response) {
        if (frame['method'] !== 'tools/call') return false
        response.writeHead(status, { 'content-type': type }).end(text)
        return true
      },
    },
    policy,
  )
  await client.ask('tools/call', { name: 'read_file', arguments: {} })
  expect((await gate.calls())[0]?.upstream).toBe('rpc_error')
})

test('a call is recorded with its answer, though the server keeps the stream open', async () => {
  const { client, gate } = await gateTo(
    {
      answer(frame, response) {
        if (frame['method'] !== 'tools/call') return false
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(
          `data: {"jsonrpc":"2.0","id":${String(frame['id'])},"result":{"content":[],"isError":true}}\n\n`,
        )
        return true
      },
    },
    policy,
  )
  const leaving = new AbortController()
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file"}}'
  const answer = await fetch(gate.url, {
    method: 'POST',
    headers: client.headers,
    body,
    signal: leaving.signal,
  })
  await expect.poll(async () => (await gate.calls())[0]?.upstream).toBe('tool_error')
  leaving.abort()
  await answer.text().catch(() => undefined)
})

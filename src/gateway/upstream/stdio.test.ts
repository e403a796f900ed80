import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '#platform/log'
import { openSqlite } from '#storage/sqlite'
import { type Gate, type GateOptions, openGate, testSealer } from '../conformance/gate.ts'
import { RawClient } from '../conformance/raw-client.ts'

const script = fileURLToPath(new URL('../conformance/stdio-fixture.ts', import.meta.url))
const transport = { kind: 'stdio', command: process.execPath, args: [script], env: { OWN: 'mine' } } as const

let gate: Gate

async function open(options: Partial<GateOptions> = {}): Promise<Gate> {
  const sealer = testSealer()
  const storage = await openSqlite({ path: ':memory:', sealer })
  return openGate({ storage, sealer, transport: { ...transport, args: [...transport.args] }, ...options })
}

beforeAll(async () => {
  gate = await open({ settings: { environment: { ...process.env, SECRET: 'ours' } } })
})
afterAll(() => gate.close())

test('banners and chatter are skipped, and a request before the introduction is refused', async () => {
  const inventory = await gate.storage.inventories.latest(gate.serverId)
  expect(inventory?.serverName).toBe('stdio-fixture early:-32601')
  expect(inventory?.tools.map(({ name }) => name)).toContain('echo')
})

test('a call over several lines reaches the child as one', async () => {
  const client = await new RawClient(gate).open()
  const answer = await client.send(
    '{\n  "jsonrpc": "2.0",\r\n  "id": 1,\n "method":"tools/call","params":{"name":"echo","arguments":{"a":"x\\ny"}}\n}',
  )
  expect(answer.messages[0]?.result?.content?.[0]?.text).toBe('{"a":"x\\ny"}')
})

test('an id that was freed by a cancel does not get the answer of the cancelled request', async () => {
  const own = await open({ policy: { version: '1', default: 'allow', hide: ['environment'] } })
  const client = await new RawClient(own).open()
  const list = client.send('{"jsonrpc":"2.0","id":6,"method":"tools/list","params":{"cursor":"late"}}')
  await client.ask('ping')
  await client.send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":6}}')
  await list
  const leaving = new AbortController()
  const body = '{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"hang"}}'
  const hanging = fetch(own.url, { method: 'POST', headers: client.headers, body, signal: leaving.signal })
  const first = await Promise.race([
    hanging.then((answer) => answer.text()),
    client
      .ask('ping')
      .then(() => client.ask('ping'))
      .then(() => 'nothing'),
  ])
  expect(first).toBe('nothing')
  leaving.abort()
  await hanging.catch(() => undefined)
  await own.close()
})

test('ids go up and come back as they are, whatever they are on the pipe', async () => {
  const client = await new RawClient(gate).open()
  for (const id of ['"ab"', '12345678901234567890', '-1', '0']) {
    const answer = await client.send(`{ "id" : ${id}, "jsonrpc":"2.0","method":"ping"}`)
    expect(answer.text).toBe(`{"jsonrpc":"2.0","id":${id},"result":{}}`)
  }
})

test('progress arrives before the answer, on the stream of its request', async () => {
  const client = await new RawClient(gate).open()
  const answer = await client.ask('tools/call', {
    name: 'progress',
    arguments: {},
    _meta: { progressToken: 7 },
  })
  expect(answer.headers['content-type']).toBe('text/event-stream')
  expect(answer.messages.map(({ method, params }) => method ?? params)).toEqual([
    'notifications/progress',
    undefined,
  ])
  expect(answer.messages[1]?.result?.content?.[0]?.text).toBe('after progress')
})

test('a request of the server reaches the client, and the client’s answer the server', async () => {
  const client = await new RawClient(gate).open()
  const stream = await client.listen()
  const asking = client.send(
    '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"ask","arguments":{}}}',
    { accept: 'application/json' },
  )
  const block = await stream.next()
  expect(block).toContain('"roots/list"')
  const told = await client.send('{"jsonrpc":"2.0","id":"q1","result":{"roots":[]}}')
  expect(told.status).toBe(202)
  expect((await asking).messages[0]?.result?.content?.[0]?.text).toBe('you said {"roots":[]}')
  stream.close()
})

test('a child gets its own variables and none of ours that are secret', async () => {
  const client = await new RawClient(gate).open()
  const text = (await client.call('environment')).result?.content?.[0]?.text ?? '{}'
  const environment: Record<string, string> = JSON.parse(text)
  expect(environment['OWN']).toBe('mine')
  expect(environment['SECRET']).toBeUndefined()
  expect(environment['PATH']).toBe(process.env['PATH'])
})

test('a child that dies is answered for, its last words are for people, and it is started anew for the next request', async () => {
  const client = await new RawClient(gate).open()
  const died = await client.call('die')
  expect(died.error?.message).toBe(
    "The server's process ended with exit code 3. Whether the call took effect is not known.",
  )
  await expect
    .poll(async () => (await gate.storage.servers.get(gate.serverId))?.health.error)
    .toContain('Its last words: out of paper')
  expect(await client.toolNames()).toContain('echo')
  expect((await gate.calls())[0]).toMatchObject({ tool: 'die', upstream: 'unknown' })
})

test('a child that dies and leaves another with its pipes is answered for all the same', async () => {
  const client = await new RawClient(gate).open()
  const died = await client.call('die', { heir: true })
  expect(died.error?.message).toContain("The server's process ended with exit code 3.")
  expect((await client.call('echo')).result?.content?.[0]?.text).toBe('{}')
})

test('a call that its child died of is not sent again, and the next one starts another child by itself', async () => {
  const client = await new RawClient(gate).open()
  expect((await client.call('die')).error?.data).toEqual({ cause: 'broken_off' })
  expect((await client.call('echo')).result?.content?.[0]?.text).toBe('{}')
})

test('sessions have a child each, up to a number', async () => {
  const few = await open({ settings: { childrenPerServer: 2 } })
  await new RawClient(few).open()
  const second = await new RawClient(few).open()
  const third = await new RawClient(few).ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
  })
  expect(third.messages[0]?.error?.message).toContain('no more are allowed at once')
  await second.send('', {}, 'DELETE')
  const fourth = await new RawClient(few).ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
  })
  expect(fourth.status).toBe(200)
  await few.close()
})

test('a cancelled call ends without an answer', async () => {
  const client = await new RawClient(gate).open()
  const asking = client.send('{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"hang"}}')
  await client.send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}')
  expect((await asking).messages).toEqual([])
})

test('what is said that is no message is skipped, and the log knows', async () => {
  const told: unknown[] = []
  const log = createLog({ to: { write: (line: string) => void told.push(JSON.parse(line)) } })
  const own = await open({ log })
  await new RawClient(own).open()
  const said: (string | null)[] = []
  await own.gateway.discover({ ...transport, args: [...transport.args] }, ({ message }) => said.push(message))
  expect(said.at(-1)).toBe(
    '6 tools. 2 lines on its standard output were no messages and were skipped, the first: `Fixture server v1 is running on stdio`.',
  )
  expect(told).toContainEqual(
    expect.objectContaining({ skipped: 1, sample: 'Fixture server v1 is running on stdio' }),
  )
  await own.close()
})

test('no program is started any more once that is not allowed', async () => {
  let isAllowed = true
  const own = await open({ settings: { environment: process.env, allowStdio: () => isAllowed } })
  const client = await new RawClient(own).open()
  isAllowed = false
  const answer = await new RawClient(own).ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
  })
  expect(answer.messages[0]?.error?.message).toContain('SALLYPORT_STDIO')
  expect(await client.toolNames()).toContain('echo')
  await own.close()
})

test('a command that is not there is said to be so', async () => {
  const found = await gate.gateway.discover(
    { kind: 'stdio', command: 'no-such-command', args: [], env: {} },
    () => undefined,
  )
  expect(found).toMatchObject({
    ok: false,
    fault: { code: 'cannot_start', message: expect.stringContaining('was not found') },
  })
})

test('a server without a session is told to open one', async () => {
  const answer = await new RawClient(gate).ask('tools/list')
  expect(answer.status).toBe(400)
})

test('no child outlives the gateway', async () => {
  const own = await open()
  const client = await new RawClient(own).open()
  const text = (await client.call('environment')).result?.content?.[0]?.text ?? '{}'
  const pid = Number(JSON.parse(text).OWN_PID)
  expect(() => process.kill(pid, 0)).not.toThrow()
  await own.close()
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

/** Introduces itself, lists one tool, and reads no more once that is called. */
const deaf = `
const says = (id, result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
let held = ''
process.stdin.on('data', (chunk) => {
  held += chunk
  for (let end = held.indexOf('\\n'); end >= 0; end = held.indexOf('\\n')) {
    const { id, method } = JSON.parse(held.slice(0, end))
    held = held.slice(end + 1)
    if (method === 'initialize')
      says(id, { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'deaf', version: '1' } })
    if (method === 'tools/list') says(id, { tools: [{ name: 'go_deaf', inputSchema: { type: 'object' } }] })
    if (method === 'tools/call') process.stdin.pause()
  }
})
setInterval(() => undefined, 1000)
`

test('a program that does not read what it is told is ended before that fills the memory', async () => {
  const own = await open({
    transport: { kind: 'stdio', command: process.execPath, args: ['-e', deaf], env: {} },
  })
  const client = await new RawClient(own).open()
  const calling = client.call('go_deaf')
  const long = JSON.stringify({
    jsonrpc: '2.0',
    method: 'notifications/progress',
    params: { progressToken: 1, progress: 1, message: 'x'.repeat(3 * 1024 * 1024) },
  })
  for (let told = 0; told < 8; told += 1) await client.send(long)
  expect((await calling).error?.message).toContain('does not read what it is told')
  await own.close()
})

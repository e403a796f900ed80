import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { openSqlite } from '#storage/sqlite'
import { type Gate, type GateOptions, openGate, testSealer } from '../../conformance/gate.ts'
import { openPuppets } from '../../conformance/puppets.ts'
import { RawClient } from '../../conformance/raw-client.ts'

// Programs are started, and a busy machine takes its time with that.
vi.setConfig({ testTimeout: 20_000 })

const script = fileURLToPath(new URL('../../conformance/stdio-fixture.ts', import.meta.url))
const alone = { kind: 'stdio' as const, command: process.execPath, args: [script], env: {} }

const slowly = { timeout: 10_000 }

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Two grants to one program. */
async function world(transport: GateOptions['transport'] = { ...alone, isShared: true }) {
  const sealer = testSealer()
  const storage = await openSqlite({ path: ':memory:', sealer })
  const gate = await openGate({ storage, sealer, transport })
  closers.push(() => gate.close())
  const { token } = await gate.mint()
  const stranger = { url: gate.url, token }
  await expect.poll(async () => (await new RawClient(stranger).ask('ping')).status).not.toBe(401)
  return {
    gate,
    sealer,
    client: await new RawClient(gate).open(),
    other: await new RawClient(stranger).open(),
  }
}

async function pidSeenBy(client: RawClient): Promise<number> {
  const text = (await client.call('environment')).result?.content?.[0]?.text ?? '{}'
  return Number(JSON.parse(text).OWN_PID)
}

async function moveTo(gate: Gate, sealer: GateOptions['sealer'], isShared: boolean): Promise<void> {
  const { env, ...face } = alone
  await gate.storage.servers.update(gate.serverId, {
    transport: { ...face, envNames: Object.keys(env), isShared },
    sealedTransport: sealer.seal(JSON.stringify({ ...alone, isShared }), gate.serverId),
  })
}

test('two grants speak with one process under the same ids, and each hears its own answers', async () => {
  const { client, other } = await world()
  expect(await pidSeenBy(client)).toBe(await pidSeenBy(other))
  const asked = [client, other].flatMap((who, at) =>
    Array.from({ length: 50 }, async (_, count) => {
      const said = JSON.stringify({ said: `${at} ${count}` })
      const call = `{"jsonrpc":"2.0","id":${count + 10},"method":"tools/call","params":{"name":"echo","arguments":${said}}}`
      const { messages } = await who.send(call)
      expect(messages).toEqual([
        { jsonrpc: '2.0', id: count + 10, result: { content: [{ type: 'text', text: said }] } },
      ])
    }),
  )
  await Promise.all(asked)
})

test('progress under one token reaches the call it is of', async () => {
  const { client, other } = await world()
  const params = { name: 'progress', arguments: {}, _meta: { progressToken: 'p' } }
  const answers = await Promise.all([client, other].map((who) => who.ask('tools/call', params)))
  for (const { messages } of answers) {
    expect(messages.map(({ method }) => method)).toEqual(['notifications/progress', undefined])
    expect(messages[0]?.params).toEqual({ progressToken: 'p', progress: 1 })
  }
})

test('a cancelled call of one is not that of the other', async () => {
  const { client, other } = await world()
  const hang = '{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":"hang"}}'
  const hanging = client.send(hang)
  await client.ask('ping')
  await other.send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}')
  const first = await Promise.race([hanging.then(() => 'ended'), other.ask('ping').then(() => 'goes on')])
  expect(first).toBe('goes on')
  await client.send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":9}}')
  expect((await hanging).messages).toEqual([])
})

test('the death of the process is told to all who waited, and the next call of each finds another', async () => {
  const { client, other } = await world()
  const before = await pidSeenBy(client)
  const hanging = other.call('hang')
  await other.ask('ping')
  const died = await client.call('die')
  for (const { error } of [died, await hanging])
    expect(error?.message).toContain("The server's process ended with exit code 3.")
  const after = await pidSeenBy(other)
  expect(after).not.toBe(before)
  expect(await pidSeenBy(client)).toBe(after)
})

test('the process goes on when a session ends, and ends with the gateway', async () => {
  const { gate, client, other } = await world()
  const pid = await pidSeenBy(client)
  await client.send('', {}, 'DELETE')
  await other.send('', {}, 'DELETE')
  expect(await pidSeenBy(await new RawClient(gate).open())).toBe(pid)
  await gate.gateway.close()
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('what is shared no more is not, and the sessions go on', async () => {
  const { gate, sealer, client, other } = await world()
  const shared = await pidSeenBy(client)
  await moveTo(gate, sealer, false)
  await expect.poll(() => pidSeenBy(client), slowly).not.toBe(shared)
  expect(await pidSeenBy(other)).not.toBe(await pidSeenBy(client))
  await moveTo(gate, sealer, true)
  await expect.poll(async () => (await pidSeenBy(other)) === (await pidSeenBy(client)), slowly).toBe(true)
})

test('a task is the grant’s whose call made it, though the process takes all for one client', async () => {
  const puppets = await openPuppets(() => '[{"name":"work","inputSchema":{"type":"object"}}]')
  closers.push(() => puppets.close())
  const { client, other } = await world({ ...puppets.transport, isShared: true })
  const asked: string[] = []
  puppets.onLine((line) => {
    const { id, method, params } = JSON.parse(line)
    if (id === undefined) return
    asked.push(`${method} ${params?.taskId}`)
    const result = method === 'tools/call' ? { task: { taskId: 't1' } } : { tasks: [{ taskId: 't1' }] }
    puppets.say(JSON.stringify({ jsonrpc: '2.0', id, result }))
  })
  await client.ask('tools/call', { name: 'work', arguments: {}, task: { ttl: 1000 } })
  await other.ask('tasks/result', { taskId: 't1' })
  expect(asked).not.toContain('tasks/result t1')
  expect((await other.ask('tasks/list')).messages[0]?.result).toEqual({ tasks: [] })
  expect((await client.ask('tasks/list')).messages[0]?.result).toEqual({ tasks: [{ taskId: 't1' }] })
  await client.ask('tasks/result', { taskId: 't1' })
  expect(asked.at(-1)).toBe('tasks/result t1')
})

test('what the process asks while one agent waits is answered by that agent, and by nobody else', async () => {
  const puppets = await openPuppets(() => '[{"name":"work","inputSchema":{"type":"object"}}]')
  closers.push(() => puppets.close())
  const { client, other } = await world({ ...puppets.transport, isShared: true })
  let callId: unknown
  const answers: unknown[] = []
  puppets.onLine((line) => {
    const { id, method, result } = JSON.parse(line)
    if (method === 'tools/call') {
      callId = id
      puppets.say('{"jsonrpc":"2.0","id":"q","method":"elicitation/create","params":{"message":"sure?"}}')
    } else if (id === 'q') {
      answers.push(result)
      puppets.say(JSON.stringify({ jsonrpc: '2.0', id: callId, result: { content: [] } }))
    }
  })
  const stream = await client.listen()
  const calling = client.send(
    '{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"work","arguments":{}}}',
    { accept: 'application/json' },
  )
  expect(await stream.next()).toContain('sure?')
  const reply = (by: string) => JSON.stringify({ jsonrpc: '2.0', id: 'q', result: { action: 'accept', by } })
  expect((await other.send(reply('other'))).status).toBe(400)
  expect((await client.send(reply('client'))).status).toBe(202)
  expect((await calling).messages[0]?.result).toEqual({ content: [] })
  expect(answers).toEqual([{ action: 'accept', by: 'client' }])
  stream.close()
})

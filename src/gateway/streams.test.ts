import type { ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { hashToken, newToken } from '#platform/id'
import { openSqlite } from '#storage/sqlite'
import type { FixtureOptions } from './conformance/fixture-server.ts'
import type { GateOptions } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'
import { openReadingGate } from './conformance/reading-gate.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function world(fixture: FixtureOptions = {}, options: Partial<GateOptions> = {}) {
  const opened = await openReadingGate((sealer) => openSqlite({ path: ':memory:', sealer }), fixture, options)
  closers.push(opened.close)
  return opened
}

/** Ends its stream before the answer, and says from where it can be asked to go on. */
function leavesOff(method: string): Required<FixtureOptions>['answer'] {
  return (frame, response) => {
    if (frame['method'] !== method) return false
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end('id: 1\ndata:\n\n')
    return true
  }
}

test('the server’s stream passes block by block, comments and retries and ids untouched', async () => {
  const { client, fixture } = await world()
  const stream = await client.listen({ 'last-event-id': '41' })
  await expect.poll(() => fixture.listeners.size).toBe(1)
  const blocks = [
    ': still here\n\n',
    'id: 42\nretry: 1500\nevent: message\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{"x":1.10}}\n\n',
  ]
  for (const block of blocks) fixture.say(block)
  expect([await stream.next(), await stream.next()]).toEqual(blocks)
  expect(fixture.arrivals.find(({ method }) => method === 'GET')?.headers['last-event-id']).toBe('41')
  stream.close()
  await expect.poll(() => fixture.listeners.size).toBe(0)
})

test('a list that is resumed on the listening stream is filtered there too', async () => {
  const { client, fixture } = await world({ answer: leavesOff('tools/list') })
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  const broken = await client.send('{"jsonrpc":"2.0","id":"list","method":"tools/list"}')
  expect(broken.text).toBe('id: 1\ndata:\n\n')
  fixture.say(
    'id: 2\ndata: {"jsonrpc":"2.0","id":"list","result":{"tools":[{"name":"secret_tool"},{"name":"read_file"}]}}\n\n',
  )
  expect(await stream.next()).toBe(
    'id: 2\ndata: {"jsonrpc":"2.0","id":"list","result":{"tools":[{"name":"read_file"}]}}\n\n',
  )
  stream.close()
})

test('a list is filtered also where the answer to a call is waited for', async () => {
  const { client, fixture } = await world({ answer: leavesOff('tools/call') })
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  const call = '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"read_file","arguments":{}}}'
  expect((await client.send(call)).text).toBe('id: 1\ndata:\n\n')
  fixture.say(
    'data: {"jsonrpc":"2.0","id":7,"result":{"tools":[{"name":"secret_tool"},{"name":"read_file"}]}}\n\n',
  )
  expect(await stream.next()).toBe(
    'data: {"jsonrpc":"2.0","id":7,"result":{"tools":[{"name":"read_file"}]}}\n\n',
  )
  stream.close()
})

test('a publish is told to open streams', async () => {
  const { client, gate, fixture } = await world()
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  await gate.publish({ version: '1', default: 'allow' })
  expect(await stream.next()).toContain('"notifications/tools/list_changed"')
  expect(await client.toolNames()).toEqual(['read_file', 'write_file', 'secret_tool'])
  stream.close()
})

test('a revoked grant’s streams end', async () => {
  const { client, gate, fixture } = await world()
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  await gate.storage.grants.revoke(gate.grantId, Date.now())
  expect(await stream.next()).toBe('')
  stream.close()
})

test('the streams that a token opened end when it is replaced, and the new one opens others', async () => {
  const { client, gate, fixture } = await world()
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  const token = newToken()
  await gate.storage.grants.rotate(gate.grantId, { hash: hashToken(token), hint: '', at: Date.now() })
  expect(await stream.next()).toBe('')
  await expect.poll(() => fixture.listeners.size).toBe(0)
  const again = await client.listen({ authorization: `Bearer ${token}` })
  await expect.poll(() => fixture.listeners.size).toBe(1)
  again.close()
})

test.each([
  [
    'with a word where no answer has begun',
    () => undefined,
    'The grant was revoked, or expired, while this ran.',
  ],
  [
    'broken off where one has',
    (response: ServerResponse) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(': at work\n\n')
    },
    'broken off',
  ],
])(
  'a running call of a revoked grant ends, %s',
  async (_how, begin: (response: ServerResponse) => void, told) => {
    let left = false
    const { client, gate, fixture } = await world({
      isStateless: true,
      answer(frame, response) {
        if (frame['method'] !== 'tools/call') return false
        response.once('close', () => {
          left = true
        })
        begin(response)
        return true
      },
    })
    const before = client.begun
    const calling = client.call('read_file').then(
      ({ error }) => error?.message,
      () => 'broken off',
    )
    await expect.poll(() => fixture.calls().length).toBe(1)
    if (told === 'broken off') await expect.poll(() => client.begun).toBe(before + 1)
    await gate.storage.grants.revoke(gate.grantId, Date.now())
    expect(await calling).toBe(told)
    await expect.poll(() => left).toBe(true)
    await expect.poll(async () => (await gate.calls())[0]?.upstream).toBe('cancelled')
  },
)

test('a stream that a server leaves open after its answer ends with the grant', async () => {
  let left = false
  const { client, gate, fixture } = await world({
    isStateless: true,
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      response.once('close', () => {
        left = true
      })
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(
        `data: {"jsonrpc":"2.0","id":${JSON.stringify(frame['id'])},"result":{"content":[]}}\n\n`,
      )
      return true
    },
  })
  const calling = client.call('read_file').then(
    () => 'ended',
    () => 'broken off',
  )
  await expect.poll(() => fixture.calls().length).toBe(1)
  await expect.poll(async () => (await gate.calls())[0]?.upstream).toBe('ok')
  await gate.storage.grants.revoke(gate.grantId, Date.now())
  expect(await calling).toBe('broken off')
  await expect.poll(() => left).toBe(true)
})

test('an expired grant’s streams end, and its session with them', async () => {
  const { client, gate, fixture } = await world()
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  await gate.storage.grants.update(gate.grantId, { expiresAt: Date.now() + 50 })
  let last = 'open'
  while (last !== '') last = await stream.next()
  await expect.poll(() => fixture.arrivals.at(-1)?.method).toBe('DELETE')
  stream.close()
})

test('a stream without a session hears of a publish, and ends with its grant', async () => {
  const { gate, fixture } = await world({ isStateless: true })
  const stream = await new RawClient(gate, { 'mcp-protocol-version': '2025-11-25' }).listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  await gate.publish({ version: '1', default: 'allow' })
  expect(await stream.next()).toContain('"notifications/tools/list_changed"')
  await gate.storage.grants.revoke(gate.grantId, Date.now())
  expect(await stream.next()).toBe('')
  await expect.poll(() => fixture.listeners.size).toBe(0)
  stream.close()
})

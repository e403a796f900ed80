import type { ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { openSqlite } from '#storage/sqlite'
import type { FixtureOptions } from './conformance/fixture-server.ts'
import { RawClient } from './conformance/raw-client.ts'
import { openReadingGate } from './conformance/reading-gate.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function world(fixture: FixtureOptions) {
  const opened = await openReadingGate((sealer) => openSqlite({ path: ':memory:', sealer }), fixture)
  closers.push(opened.close)
  return opened
}

function call(id: number): string {
  return `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"read_file","arguments":{"n":${id}}}}`
}

function event(id: unknown): string {
  return `data: {"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"content":[]}}\n\n`
}

function begin(response: ServerResponse): ServerResponse {
  return response.writeHead(200, { 'content-type': 'text/event-stream' })
}

test('a server that answers an element of a batch more than once is heard once, and its neighbours wait for theirs', async () => {
  const late: (() => void)[] = []
  const { client, fixture } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      if (frame['id'] === 1) begin(response).end(event(1).repeat(3))
      else late.push(() => begin(response).end(event(2)))
      return true
    },
  })
  const asking = client.send(`[${call(1)},${call(2)}]`)
  await expect.poll(() => fixture.calls().length).toBe(2)
  for (const answer of late) answer()
  const { status, messages } = await asking
  expect(status).toBe(200)
  expect(messages.map(({ id }) => id)).toEqual([1, 2])
  const alone = await client.send(`[${call(1)}]`)
  expect(alone.messages.map(({ id }) => id)).toEqual([1])
  expect((await client.toolNames()).length).toBe(1)
})

test('what a server says of an element after the batch is answered is not said to anybody', async () => {
  let say: (text: string) => void = () => undefined
  const { client } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      begin(response).write(event(frame['id']))
      say = (text) => response.write(text)
      return true
    },
  })
  expect((await client.send(`[${call(1)}]`)).messages.map(({ id }) => id)).toEqual([1])
  say(': still here\n\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\n')
  say(event(1))
  expect((await client.send('{"jsonrpc":"2.0","id":9,"method":"ping"}')).messages[0]?.id).toBe(9)
})

test('a grant’s streams end whatever it has left of a batch', async () => {
  const { gate, fixture } = await world({
    isStateless: true,
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      begin(response).write(event(frame['id']))
      return true
    },
  })
  const client = new RawClient(gate, { 'mcp-protocol-version': '2025-03-26' })
  expect((await client.send(`[${call(1)}]`)).messages.map(({ id }) => id)).toEqual([1])
  const stream = await client.listen()
  await expect.poll(() => fixture.listeners.size).toBe(1)
  await gate.storage.grants.revoke(gate.grantId, Date.now())
  expect(await stream.next()).toBe('')
  await expect.poll(() => fixture.listeners.size).toBe(0)
})

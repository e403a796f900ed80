import { afterEach, expect, test } from 'vitest'
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

const replayed =
  'id: 2\ndata: {"jsonrpc":"2.0","id":"old","result":{"tools":[{"name":"secret_tool"},{"name":"read_file"}]}}\n\n'
const shown = 'id: 2\ndata: {"jsonrpc":"2.0","id":"old","result":{"tools":[{"name":"read_file"}]}}\n\n'

test.each([true, false])(
  'a list that nobody waits for is filtered on the listening stream (%s)',
  async (isStateless) => {
    const { gate, client, fixture } = await world({ isStateless })
    const stream = await (isStateless ? new RawClient(gate) : client).listen({ 'last-event-id': '1' })
    await expect.poll(() => fixture.listeners.size).toBe(1)
    fixture.say(replayed)
    expect(await stream.next()).toBe(shown)
    fixture.say('data: [{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"secret_tool"}]}}]\n\n')
    fixture.say('data: {"id":1,"result":{"tools":[{"name":"secret_tool"}]}} x\n\n')
    fixture.say('data: {"jsonrpc":"2.0","method":"notifications/x","params":{"tools":[{"name":"a"}]}}\n\n')
    expect(await stream.next()).not.toContain('secret_tool')
    expect(await stream.next()).not.toContain('secret_tool')
    expect(await stream.next()).toContain('{"tools":[{"name":"a"}]}')
    stream.close()
  },
)

test.each([400, 404, 500])('a list under HTTP %s is filtered like any other', async (status) => {
  const { client } = await world({
    isStateless: true,
    answer(frame, response) {
      if (frame['method'] !== 'tools/list') return false
      response.writeHead(status, { 'content-type': 'application/json' })
      const tools = '[{"name":"secret_tool"},{"name":"read_file"}]'
      response.end(`{"jsonrpc":"2.0","id":${String(frame['id'])},"result":{"tools":${tools}}}`)
      return true
    },
  })
  const listed = await client.ask('tools/list')
  expect(listed.status).toBe(status)
  expect(listed.messages[0]?.result?.tools).toEqual([{ name: 'read_file' }])
})

test.each(['tools/call', 'ping', 'tools/list'])(
  'a list that comes along with the answer to %s is filtered',
  async (method) => {
    const { client } = await world({
      answer(frame, response) {
        if (frame['method'] !== method) return false
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        const result = method === 'tools/list' ? '{"tools":[{"name":"secret_tool"}]}' : '{}'
        response.end(`${replayed}data: {"jsonrpc":"2.0","id":${String(frame['id'])},"result":${result}}`)
        return true
      },
    })
    const answer = await client.ask(method, { name: 'read_file' })
    expect(answer.text.startsWith(shown)).toBe(true)
    expect(answer.text).not.toContain('secret_tool')
    // Though no blank line ends it, the answer is there.
    expect(answer.text).toContain('"result":{')
  },
)

test('a list that is answered in a batch does not pass', async () => {
  const { client } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/list') return false
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        `[{"jsonrpc":"2.0","id":${String(frame['id'])},"result":{"tools":[{"name":"secret_tool"}]}}]`,
      )
      return true
    },
  })
  expect((await client.ask('tools/list')).messages[0]?.error?.code).toBe(-32603)
})

test.each(['2026-07-28', '2025-11-25'])(
  'a filtered list is no shared cache’s business (%s)',
  async (version) => {
    const { gate } = await world({
      isStateless: true,
      answer(frame, response) {
        if (frame['method'] !== 'tools/list') return false
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(
          `{"jsonrpc":"2.0","id":${String(frame['id'])},"result":{"tools":[{"name":"secret_tool"},{"name":"read_file"}],"cacheScope":"public"}}`,
        )
        return true
      },
    })
    const client = new RawClient(gate, { 'mcp-protocol-version': version })
    const expected = { tools: [{ name: 'read_file' }], cacheScope: 'private' }
    expect((await client.ask('tools/list')).messages[0]?.result).toEqual(expected)
  },
)

test('a modern subscription hears of a publish under its own id, and ends with its grant', async () => {
  let isOpen = false
  const { gate } = await world({
    isStateless: true,
    answer(frame, response) {
      if (frame['method'] !== 'subscriptions/listen') return false
      isOpen = true
      response.once('close', () => {
        isOpen = false
      })
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(': here\n\n')
      return true
    },
  })
  const { headers } = new RawClient(gate, { 'mcp-protocol-version': '2026-07-28' })
  const body = '{"jsonrpc":"2.0","id":"sub","method":"subscriptions/listen","params":{"notifications":{}}}'
  const answer = await fetch(gate.url, { method: 'POST', headers, body })
  const reader = answer.body?.getReader()
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(': here\n\n')
  await gate.publish({ version: '1', default: 'allow' })
  const told = Buffer.from((await reader?.read())?.value ?? []).toString()
  expect(told).toContain('"notifications/tools/list_changed"')
  expect(told).toContain('"io.modelcontextprotocol/subscriptionId":"sub"')
  await gate.storage.grants.revoke(gate.grantId, Date.now())
  await expect.poll(() => isOpen).toBe(false)
  await expect(reader?.read()).rejects.toThrow()
})

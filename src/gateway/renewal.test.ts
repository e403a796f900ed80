import type { ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { createTestClock } from '#platform/clock'
import { openSqlite } from '#storage/sqlite'
import { RawClient } from './conformance/raw-client.ts'
import { openReadingGate } from './conformance/reading-gate.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A client whose session rests, before a server that takes its time to open it anew. */
async function resting() {
  const clock = createTestClock(Date.now())
  const held: ServerResponse[] = []
  let isHolding = false
  const opened = await openReadingGate(
    (sealer) => openSqlite({ path: ':memory:', sealer }),
    {
      answer(frame, response) {
        if (!isHolding || frame['method'] !== 'notifications/initialized') return false
        isHolding = false
        held.push(response)
        return true
      },
    },
    { settings: { upkeepMs: 5, sessionIdleMs: 1_000 }, clock },
  )
  closers.push(opened.close)
  clock.advance(2_000)
  await expect.poll(() => opened.fixture.arrivals.at(-1)?.method).toBe('DELETE')
  isHolding = true
  const { gate } = opened
  return {
    ...opened,
    /** Revoked, and refused by the gateway already. */
    async revoke() {
      await gate.storage.grants.revoke(gate.grantId, Date.now())
      await expect.poll(async () => (await new RawClient(gate).ask('ping')).status).toBe(401)
    },
    held: () => expect.poll(() => held.length).toBe(1),
    goOn() {
      for (const response of held) response.writeHead(202).end()
    },
  }
}

test('a call that waited for its session is not sent when its grant was revoked meanwhile', async () => {
  const { client, gate, fixture, held, goOn, revoke } = await resting()
  const calling = client.call('read_file')
  await held()
  await revoke()
  goOn()
  expect((await calling).result?.content?.[0]?.text).toContain('[POLICY DENIED]')
  expect(fixture.calls()).toEqual([])
  await expect
    .poll(async () => (await gate.calls()).map(({ outcome, upstream }) => [outcome, upstream]))
    .toEqual([['deny', null]])
})

test('a call that waited for its session is not sent by a policy that is in force no more', async () => {
  const { client, gate, fixture, held, goOn } = await resting()
  const calling = client.call('read_file')
  await held()
  await gate.publish({ version: '1', default: 'deny' })
  const other = await new RawClient(gate).open()
  await expect.poll(() => other.toolNames()).toEqual([])
  goOn()
  expect((await calling).result?.content?.[0]?.text).toContain('The policy changed while the call waited.')
  expect(fixture.calls()).toEqual([])
  expect((await client.call('read_file')).result?.content?.[0]?.text).toContain('[POLICY DENIED]')
})

const cancelled = (id: number) =>
  `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":${id}}}`

test.each([
  ['a call', 'tools/call', { name: 'read_file', arguments: {} }],
  ['a question', 'ping', {}],
])(
  '%s that its client takes back while it waits for its session is not sent, nor spoken of',
  async (_, method, params) => {
    const { client, gate, fixture, held, goOn } = await resting()
    const asking = client.ask(method, params)
    await held()
    // The second it asks, after `initialize`.
    expect((await client.send(cancelled(2))).status).toBe(202)
    goOn()
    expect((await asking).messages).toEqual([])
    expect(fixture.arrivals.some(({ body }) => body.includes(method) || body.includes('cancelled'))).toBe(
      false,
    )
    const calls = method === 'ping' ? [] : [['The client took the call back.', null, []]]
    const told = async () =>
      (await gate.calls()).map(({ message, upstream, reservations }) => [message, upstream, reservations])
    expect(await told()).toEqual(calls)
    // The next is asked, and taking that back is the server's to hear.
    expect((await client.ask('ping')).messages[0]?.result).toBeDefined()
    await client.send(cancelled(2))
    expect(fixture.arrivals.at(-1)?.body).toBe(cancelled(2))
  },
)

test('what waited for its session is not asked for when the grant was revoked meanwhile', async () => {
  const { client, fixture, held, goOn, revoke } = await resting()
  const asking = client.ask('ping')
  await held()
  await revoke()
  goOn()
  expect((await asking).messages[0]?.error?.message).toContain('The grant was revoked')
  expect(fixture.arrivals.filter(({ body }) => body.includes('"ping"'))).toEqual([])
})

test('a session that was closed while it was opened anew is closed upstream too', async () => {
  const { client, fixture, held, goOn, revoke } = await resting()
  const calling = client.call('read_file')
  await held()
  await revoke()
  goOn()
  await calling
  const opened = fixture.arrivals.filter(({ body }) => body.includes('notifications/initialized'))
  await expect
    .poll(
      () => fixture.arrivals.filter(({ method }) => method === 'DELETE').at(-1)?.headers['mcp-session-id'],
    )
    .toBe(opened.at(-1)?.headers['mcp-session-id'])
})

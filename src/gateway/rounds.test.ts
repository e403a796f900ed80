import { afterEach, expect, test } from 'vitest'
import type { Storage } from '#storage'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from './conformance/fixture-gate.ts'
import { type GateOptions, testSealer } from './conformance/gate.ts'
import { RawClient, type RpcMessage } from './conformance/raw-client.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const once = { limits: [{ counter: 'c', window: 'minute', max: 1, scope: 'grant' }] }
const limited = { version: '1', default: 'deny', tools: { read_file: once, write_file: {} } }
const asked = { version: '1', default: 'deny', tools: { read_file: { action: 'require_approval' } } }

/** A server that asks back before it answers: what it must be told comes with the state that it gave out. */
async function world(
  policy: object,
  options: { readonly events?: boolean } & Pick<Partial<GateOptions>, 'settings' | 'storage' | 'sealer'> = {},
): Promise<FixtureGate> {
  const opened = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), {
    policy,
    ...(options.storage && { storage: options.storage }),
    ...(options.sealer && { sealer: options.sealer }),
    settings: { holdMs: 30, holdCommentMs: 10, ...options.settings },
    fixture: {
      isStateless: true,
      answersWith: options.events === true ? 'events' : 'json',
      result: (frame) => {
        if (frame['method'] !== 'tools/call') return undefined
        const text = JSON.stringify(frame['params'])
        return text.includes('inputResponses')
          ? '{"resultType":"complete","content":[{"type":"text","text":"done"}]}'
          : '{"resultType":"input_required","inputRequests":{"a":{"method":"elicitation/create"}},"requestState":"s1"}'
      },
    },
  })
  closers.push(opened.close)
  return opened
}

interface Leg {
  readonly name?: string
  readonly arguments?: object
  readonly state?: string
}

async function call({ gate }: FixtureGate, leg: Leg = {}, token = gate.token): Promise<RpcMessage> {
  const { name = 'read_file', arguments: args = { n: 1 }, state } = leg
  const client = new RawClient({ url: gate.url, token }, { 'mcp-protocol-version': '2026-07-28' })
  const more = state === undefined ? {} : { requestState: state, inputResponses: { a: { action: 'accept' } } }
  const answer = await client.ask('tools/call', { name, arguments: args, ...more })
  return answer.messages.at(-1) ?? {}
}

const textOf = (message: RpcMessage) => message.result?.content?.[0]?.text ?? JSON.stringify(message)
const again = { state: 's1' }

test.each([false, true])(
  'a call that goes on with what it was asked is counted once (events: %s)',
  async (events) => {
    const opened = await world(limited, { events })
    expect((await call(opened)).result).toMatchObject({ resultType: 'input_required' })
    expect(textOf(await call(opened, again))).toBe('done')
    expect(textOf(await call(opened))).toContain('[POLICY DENIED]')
    const rows = await opened.gate.calls()
    expect(rows.map(({ outcome, reservations }) => [outcome, reservations.length])).toEqual([
      ['deny', 0],
      ['allow', 0],
      ['allow', 1],
    ])
  },
)

test.each<[string, Leg[]]>([
  ['a second time', [again, again]],
  ['with other arguments', [{ ...again, arguments: { n: 2 } }]],
  ['with another state', [{ state: 's2' }]],
])('a call that goes on %s is a new call', async (_how, legs) => {
  const opened = await world(limited)
  await call(opened)
  let last: RpcMessage = {}
  for (const leg of legs) last = await call(opened, leg)
  expect(textOf(last)).toContain('[POLICY DENIED]')
})

test('the state of one tool is no state of another', async () => {
  const opened = await world(limited)
  await call(opened, { name: 'write_file' })
  await call(opened)
  expect(textOf(await call(opened, again))).toBe('done')
  expect(textOf(await call(opened, again))).toContain('[POLICY DENIED]')
})

test('what a policy that was published meanwhile says holds', async () => {
  const opened = await world(limited)
  await call(opened)
  await opened.gate.publish({ ...limited, tools: { ...limited.tools, write_file: { action: 'deny' } } })
  await expect
    .poll(async () => textOf(await call(opened, { name: 'write_file' })))
    .toContain('[POLICY DENIED]')
  expect(textOf(await call(opened, again))).toContain('[POLICY DENIED]')
})

test('a call that was approved goes on without being asked about again, for its own grant alone', async () => {
  const opened = await world(asked, { settings: { holdMs: 30_000 } })
  const { gate } = opened
  const first = call(opened)
  await expect.poll(async () => (await gate.storage.approvals.open()).length).toBe(1)
  await gate.approve()
  expect((await first).result).toMatchObject({ resultType: 'input_required' })
  const { token } = await gate.mint()
  const stranger = call(opened, again, token)
  await expect.poll(async () => (await gate.storage.approvals.open()).length).toBe(1)
  expect(textOf(await call(opened, again))).toBe('done')
  await gate.approve('deny')
  expect(textOf(await stranger)).toContain('[POLICY DENIED]')
})

test('of two that wait for room with one state the second is asked about anew', async () => {
  const sealer = testSealer()
  const real = await openSqlite({ path: ':memory:', sealer })
  let disk = Promise.resolve()
  const append: Storage['activity']['append'] = (calls, values) =>
    disk.then(() => real.activity.append(calls, values))
  const storage = { ...real, activity: { ...real.activity, append } }
  const settings = { holdMs: 30_000, recordQueue: 1 }
  const opened = await world(
    { ...asked, tools: { ...asked.tools, write_file: { action: 'deny' } } },
    {
      storage,
      sealer,
      settings,
    },
  )
  const { gate, fixture } = opened
  const isOpen = () => expect.poll(async () => (await gate.storage.approvals.open()).length).toBe(1)
  const first = call(opened)
  await isOpen()
  await gate.approve()
  expect((await first).result).toMatchObject({ resultType: 'input_required' })
  await gate.calls()
  const written = Promise.withResolvers<void>()
  disk = written.promise
  // What is refused is recorded, and with that the queue is full.
  await call(opened, { name: 'write_file' })
  const leg = (id: number) =>
    `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"read_file","arguments":{"n":1},"requestState":"s1","inputResponses":{}}}`
  const client = new RawClient(gate, { 'mcp-protocol-version': '2026-07-28' })
  const both = client.send(`[${leg(1)},${leg(2)},{"jsonrpc":"2.0","id":3,"method":"ping"}]`)
  // What comes after them has gone on, so they wait.
  await expect.poll(() => fixture.arrivals.some(({ body }) => body.includes('"ping"'))).toBe(true)
  written.resolve()
  await isOpen()
  await gate.approve('deny', 'once is enough')
  const { messages } = await both
  expect(textOf(messages.find(({ id }) => id === 1) ?? {})).toBe('done')
  expect(textOf(messages.find(({ id }) => id === 2) ?? {})).toContain('Ada did not approve this call')
  expect(fixture.calls()).toHaveLength(2)
})

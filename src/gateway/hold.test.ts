import { afterEach, expect, test } from 'vitest'
import { createTestClock } from '#platform/clock'
import { openSqlite } from '#storage/sqlite'
import {
  approvalWorlds,
  ask,
  hasty,
  held,
  patient,
  policy,
  statesOf,
  textOf,
} from './conformance/approval-world.ts'
import { openFixtureGate } from './conformance/fixture-gate.ts'
import type { FixtureOptions } from './conformance/fixture-server.ts'
import { openGate, testSealer } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'

const worlds = approvalWorlds((sealer) => openSqlite({ path: ':memory:', sealer }))
const world = worlds.open
afterEach(worlds.closeAll)

test('a held call runs when a person approves it, on the stream that kept the client company', async () => {
  const opened = await world()
  const asking = opened.client.ask('tools/call', {
    name: 'read_file',
    arguments: { a: 1.0 },
    _meta: { progressToken: 'p' },
  })
  await held(opened)
  expect(opened.fixture.calls()).toEqual([])
  const [approval] = await opened.gate.storage.approvals.open()
  expect(approval).toMatchObject({
    tool: 'read_file',
    arguments: '{"a":1}',
    state: 'waiting',
    clientName: 'raw',
    revision: 1,
  })
  await opened.gate.approve()
  const answer = await asking
  expect(answer.headers['content-type']).toBe('text/event-stream')
  expect(answer.text).toMatch(/^: waiting for approval appr_/)
  const [progress] = answer.messages
  expect(progress).toMatchObject({
    method: 'notifications/progress',
    params: { progressToken: 'p', progress: 1 },
  })
  expect(String(progress?.params?.['message'])).toContain(`http://sallyport.test/approvals/${approval?.id}`)
  expect(textOf(answer.messages.at(-1))).toBe('done')
  expect(opened.fixture.calls()).toHaveLength(1)
  expect(await statesOf(opened)).toEqual(['executed'])
  const [call] = await opened.gate.calls()
  expect(call).toMatchObject({ outcome: 'approval', upstream: 'ok', approvalId: approval?.id })
})

test('a held call is refused with the reason when a person denies it', async () => {
  const opened = await world()
  const asking = opened.client.call('read_file')
  await held(opened)
  await opened.gate.approve('deny', 'not on a Friday')
  expect(textOf(await asking)).toContain('[POLICY DENIED] Ada did not approve this call: not on a Friday')
  expect(opened.fixture.calls()).toEqual([])
})

test('a held call is denied when its approval expires', async () => {
  const short = { version: '1', default: 'deny', tools: { read_file: { ...ask, approval: { timeout: 1 } } } }
  const opened = await world({ policy: short })
  expect(textOf(await opened.client.call('read_file'))).toContain(
    '[POLICY DENIED] Nobody approved this call in time.',
  )
  expect(await statesOf(opened)).toEqual(['expired'])
})

test('a call held past the client’s patience is pending, and its retry runs once it is approved', async () => {
  const opened = await world({ settings: hasty })
  const pending = await opened.client.call('read_file', { b: 1, a: 2 })
  expect(textOf(pending)).toMatch(/^\[APPROVAL PENDING\] .*appr_.*Call again with the same arguments/)
  expect(pending.result?._meta?.['sallyport/decision']).toMatchObject({
    outcome: 'approval',
    retryAfterMs: 15_000,
    approvalId: expect.stringMatching(/^appr_/),
  })
  expect(await statesOf(opened)).toEqual(['parked'])
  await opened.gate.approve()
  expect(opened.fixture.calls()).toEqual([])
  expect(textOf(await opened.client.call('read_file', { a: 2, b: 1 }))).toBe('done')
  expect(opened.fixture.calls()).toHaveLength(1)
  expect(textOf(await opened.client.call('read_file', { a: 2, b: 1 }))).toContain('[APPROVAL PENDING]')
  expect(opened.fixture.calls()).toHaveLength(1)
})

test('another call than the approved one asks for itself', async () => {
  const opened = await world({ settings: hasty })
  await opened.client.call('read_file', { a: 1 })
  await opened.gate.approve()
  expect(textOf(await opened.client.call('read_file', { a: 2 }))).toContain('[APPROVAL PENDING]')
  expect(opened.fixture.calls()).toEqual([])
})

test('a session that had to make room takes with it what it was waiting for', async () => {
  const opened = await world({ settings: { ...patient, sessionsPerGrant: 1 } })
  const asking = opened.client.ask('tools/call', { name: 'read_file', arguments: {} })
  await held(opened)
  await new RawClient(opened.gate).open()
  expect((await asking).messages).toEqual([])
  expect(await statesOf(opened)).toEqual(['cancelled'])
  expect(await opened.gate.approve().catch(() => 'nothing is open')).toBe('nothing is open')
  expect(opened.fixture.calls()).toEqual([])
})

test('two that wait for one approval get one execution', async () => {
  const opened = await world({ settings: { ...patient, holdMs: 400 } })
  const both = [opened.client.call('read_file'), opened.client.call('read_file')]
  await held(opened)
  await opened.gate.approve()
  const texts = (await Promise.all(both)).map(textOf).sort()
  expect(texts[0]).toContain('[APPROVAL PENDING]')
  expect(texts[1]).toBe('done')
  expect(opened.fixture.calls()).toHaveLength(1)
})

test('an approval is good for its time only', async () => {
  const clock = createTestClock(Date.now())
  const opened = await world({ settings: hasty, clock })
  await opened.client.call('read_file')
  await opened.gate.approve()
  clock.advance(900_001)
  expect(textOf(await opened.client.call('read_file'))).toContain('[APPROVAL PENDING]')
  expect(opened.fixture.calls()).toEqual([])
})

test('a denial is told to the retry, once', async () => {
  const opened = await world({ settings: hasty })
  await opened.client.call('read_file')
  await opened.gate.approve('deny', 'no')
  await expect
    .poll(async () => textOf(await opened.client.call('read_file')))
    .toContain('did not approve this call: no')
  expect(textOf(await opened.client.call('read_file'))).toContain('[APPROVAL PENDING]')
})

test('the client takes a held call back, and it never runs', async () => {
  const opened = await world()
  const asking = opened.client.send(
    '{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"read_file"}}',
  )
  await held(opened)
  const told = await opened.client.send(
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"x"}}',
  )
  expect(told.status).toBe(202)
  await asking
  expect(await statesOf(opened)).toEqual(['cancelled'])
  expect(opened.fixture.arrivals.some(({ body }) => body.includes('notifications/cancelled'))).toBe(false)
})

test('of two held calls under one id, as clients without a session may make them, each can be taken back', async () => {
  const opened = await world({}, { isStateless: true })
  const ask = (n: number) =>
    opened.client.send(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","arguments":{"n":${n}}}}`,
    )
  const cancel = () =>
    opened.client.send('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}')
  const first = ask(1)
  await held(opened)
  const second = ask(2)
  await expect.poll(async () => (await opened.gate.storage.approvals.open()).length).toBe(2)
  await cancel()
  await second
  expect((await opened.gate.storage.approvals.open()).length).toBe(1)
  await cancel()
  await first
  expect(await statesOf(opened)).toEqual(['cancelled', 'cancelled'])
})

test('closing the session cancels what it holds', async () => {
  const opened = await world()
  const asking = opened.client.call('read_file')
  await held(opened)
  await opened.client.send('', {}, 'DELETE')
  await asking
  expect(await statesOf(opened)).toEqual(['cancelled'])
})

test('a call approved under another revision is judged anew', async () => {
  const opened = await world()
  const asking = opened.client.call('read_file')
  await held(opened)
  await opened.gate.publish({ ...policy, tools: { read_file: { action: 'deny', reason: 'Not any more.' } } })
  await opened.gate.approve()
  expect(textOf(await asking)).toContain('[POLICY DENIED] Not any more.')
  expect(opened.fixture.calls()).toEqual([])
  expect(await statesOf(opened)).toEqual(['cancelled'])
})

test('a grant revoked while its call waits is refused after all', async () => {
  const opened = await world()
  const asking = opened.client.call('read_file')
  await held(opened)
  await opened.gate.storage.grants.revoke(opened.gate.grantId, Date.now())
  await asking
  expect(opened.fixture.calls()).toEqual([])
})

test('limits count a held call when it is forwarded', async () => {
  const opened = await world({ settings: hasty })
  await opened.client.call('write_file', { n: 1 })
  expect(textOf(await opened.client.call('write_file', { n: 2 }))).toContain('[APPROVAL PENDING]')
  const approvals = await opened.gate.storage.approvals.open()
  for (const { id } of approvals) {
    const decision = {
      memberId: (await opened.gate.storage.workspaces.members(opened.gate.workspaceId))[0]?.id,
      name: 'Ada',
      verdict: 'approve',
      reason: null,
      own: true,
      at: Date.now(),
    } as const
    if (decision.memberId !== undefined)
      await opened.gate.storage.approvals.decide(
        id,
        { ...decision, memberId: decision.memberId },
        Date.now() + 60_000,
      )
  }
  expect(textOf(await opened.client.call('write_file', { n: 1 }))).toBe('done')
  expect(textOf(await opened.client.call('write_file', { n: 2 }))).toContain('[POLICY DENIED]')
  expect(opened.fixture.calls()).toHaveLength(1)
})

/** A server that carries out a call when it is told to. */
function paidLater() {
  let finish: (() => void) | undefined
  const answer: Required<FixtureOptions>['answer'] = (frame, response) => {
    if (frame['method'] !== 'tools/call') return false
    finish = () => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        `{"jsonrpc":"2.0","id":${JSON.stringify(frame['id'])},"result":{"content":[{"type":"text","text":"paid"}],"n":1.10}}`,
      )
    }
    return true
  }
  return { answer, finish: () => finish?.(), isRunning: () => finish !== undefined }
}

test('an approved call comes to its end though its grant is revoked while it runs', async () => {
  const { answer, finish, isRunning } = paidLater()
  const opened = await world({}, { answer })
  const { gate, fixture, client } = opened
  const { token } = await gate.mint()
  const other = await new RawClient({ url: gate.url, token }).open()
  const asking = client.call('read_file').catch(() => undefined)
  await held(opened)
  await gate.approve()
  await expect.poll(isRunning).toBe(true)
  const stream = await client.listen()
  await gate.storage.grants.revoke(gate.grantId, Date.now())
  while ((await stream.next()) !== '');
  // A goodbye would be there before what was sent after it.
  for (let n = 0; n < 3; n += 1) await other.ask('ping')
  const goodbyes = () => fixture.arrivals.filter(({ method }) => method === 'DELETE').length
  expect(goodbyes()).toBe(0)
  finish()
  await asking
  await expect.poll(goodbyes).toBe(1)
  expect(await statesOf(opened)).toEqual(['executed'])
})

test('the answer of an execution that outlived its client is kept for the retry', async () => {
  const { answer, finish, isRunning } = paidLater()
  const opened = await world({}, { answer })
  const leaving = new AbortController()
  const asking = fetch(opened.gate.url, {
    method: 'POST',
    headers: opened.client.headers,
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","arguments":{}}}',
    signal: leaving.signal,
  }).then((answer) => answer.text())
  await held(opened)
  await opened.gate.approve()
  await expect.poll(isRunning).toBe(true)
  leaving.abort()
  await asking.catch(() => undefined)
  // The gateway hears of the departure before it hears of the next request.
  await opened.client.ask('ping')
  finish()
  await expect.poll(async () => (await opened.gate.calls())[0]?.upstream).toBe('ok')
  const retry = await opened.client.send(
    '{"jsonrpc":"2.0","id":"again","method":"tools/call","params":{"name":"read_file","arguments":{}}}',
  )
  expect(retry.text).toBe(
    '{"jsonrpc":"2.0","id":"again","result":{"content":[{"type":"text","text":"paid"}],"n":1.10}}',
  )
  expect(opened.fixture.calls()).toHaveLength(1)
})

test('an approved call that a crash cut off has an unknown outcome and never runs again by itself', async () => {
  const sealer = testSealer()
  const storage = await openSqlite({ path: ':memory:', sealer })
  const opened = await world(
    { settings: hasty, storage, sealer },
    { answer: (frame) => frame['method'] === 'tools/call' },
  )
  await opened.client.call('read_file')
  const [approval] = await storage.approvals.open()
  if (approval === undefined) throw new Error('nothing was held')
  await opened.gate.approve()
  await storage.approvals.transition(approval.id, { from: ['approved'], to: 'executed', at: Date.now() })
  const [pending] = await opened.gate.calls()
  if (pending === undefined) throw new Error('nothing was recorded')
  const line = {
    ...pending,
    id: 'call_lost',
    upstream: 'unknown',
    reservations: [{ key: 'k', window: 60_000, amount: 1_000_000 }],
  }
  const journal = {
    lines: [],
    recovered: [{ id: 'call_lost', line }],
    write: () => undefined,
    writeSoon: async () => undefined,
    settle: () => undefined,
    close: () => undefined,
  }
  const next = await openGate({ storage, sealer, transport: { kind: 'demo' }, journal })
  expect((await storage.approvals.get(approval.id))?.state).toBe('outcome_unknown')
  expect(
    (await storage.activity.list(opened.gate.workspaceId, { limit: 5 })).find(({ id }) => id === 'call_lost')
      ?.upstream,
  ).toBe('unknown')
  await next.gateway.close()
})

test('a client without event streams waits all the same and is answered in JSON', async () => {
  const opened = await world()
  const asking = opened.client.send(
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file"}}',
    { accept: 'application/json' },
  )
  await held(opened)
  await opened.gate.approve()
  const answer = await asking
  expect(answer.headers['content-type']).toBe('application/json')
  expect(textOf(answer.messages[0])).toBe('done')
})

test('a gateway that closes tells the client to come again, and parks the call', async () => {
  const sealer = testSealer()
  const storage = await openSqlite({ path: ':memory:', sealer })
  const stays: typeof storage = { ...storage, close: async () => undefined }
  const opened = await openFixtureGate(() => Promise.resolve(stays), {
    policy,
    settings: patient,
    sealer,
    storage: stays,
  })
  const client = await new RawClient(opened.gate).open()
  const asking = client.call('read_file')
  await held(opened)
  await opened.gate.gateway.close()
  expect(textOf(await asking)).toContain('[APPROVAL PENDING]')
  expect((await storage.approvals.open()).map(({ state }) => state)).toEqual(['parked'])
  expect((await client.ask('ping')).status).toBe(503)
  await opened.close()
  await storage.close()
})

test('what the server streams in answer to a held call goes on, block by block', async () => {
  const opened = await world({}, { answersWith: 'events' })
  const asking = opened.client.ask('tools/call', { name: 'read_file', arguments: {} })
  await held(opened)
  await opened.gate.approve()
  const answer = await asking
  expect(answer.text).toContain(': hello\n\n')
  expect(textOf(answer.messages.at(-1))).toBe('done')
})

test('a held call in a batch does not keep its company from being answered', async () => {
  const opened = await world({ policy: { ...policy, tools: { read_file: ask, write_file: {} } } })
  const asking = opened.client.send(
    '[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file"}},{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"write_file"}}]',
  )
  await held(opened)
  await opened.gate.approve()
  const { messages } = await asking
  expect(messages.map(({ id }) => id).sort()).toEqual([1, 2])
  expect(messages.map(textOf)).toEqual(['done', 'done'])
})

test('an agent cannot bury people in approvals', async () => {
  const opened = await world({ settings: { ...hasty, approvalsPerGrant: 2 } })
  const texts = []
  for (let n = 0; n < 3; n += 1) texts.push(textOf(await opened.client.call('read_file', { n })))
  expect(texts[2]).toContain('[POLICY DENIED] Too many calls of this grant wait for approval already.')
  expect(texts.slice(0, 2).every((text) => text.startsWith('[APPROVAL PENDING]'))).toBe(true)
})

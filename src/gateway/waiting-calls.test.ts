import type { ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import type { Storage } from '#storage'
import { openSqlite } from '#storage/sqlite'
import { type ApprovalWorld, approvalWorlds, held, statesOf, textOf } from './conformance/approval-world.ts'
import { memoryJournal, testSealer } from './conformance/gate.ts'

const worlds = approvalWorlds((sealer) => openSqlite({ path: ':memory:', sealer }))
afterEach(worlds.closeAll)

/** Where those that take a step wait until they are let through. */
function doorway() {
  let waiting = 0
  const asked = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  return {
    asked: asked.promise,
    open: () => opened.resolve(),
    waiting: () => waiting,
    pass: () => {
      waiting += 1
      asked.resolve()
      return opened.promise
    },
  }
}

type Step = 'find' | 'create' | 'executed' | 'takeAnswer' | 'intended'

/** A world in which one step of a hold waits at a door. */
async function worldWithDoor(
  step: Step,
  fixture: Parameters<typeof worlds.open>[1] = {},
  settings: object = {},
) {
  const door = doorway()
  const at = (here: Step) => (here === step ? door.pass() : Promise.resolve())
  const sealer = testSealer()
  const real = await openSqlite({ path: ':memory:', sealer })
  const storage: Storage = {
    ...real,
    approvals: {
      ...real.approvals,
      find: (key, states) => at('find').then(() => real.approvals.find(key, states)),
      create: (approval) => at('create').then(() => real.approvals.create(approval)),
      takeAnswer: (id) => at('takeAnswer').then(() => real.approvals.takeAnswer(id)),
      transition: async (id, transition) => {
        if (transition.to === 'executed') await at('executed')
        return real.approvals.transition(id, transition)
      },
    },
  }
  const lines = memoryJournal()
  const journal = {
    ...lines,
    writeSoon: (...line: Parameters<typeof lines.writeSoon>) =>
      at('intended').then(() => lines.writeSoon(...line)),
  }
  const settled = { holdMs: 2_000, holdCommentMs: 20, ...settings }
  return { ...(await worlds.open({ storage, sealer, journal, settings: settled }, fixture)), door }
}

const callAs = (id: string, args = '{}') =>
  `{"jsonrpc":"2.0","id":"${id}","method":"tools/call","params":{"name":"read_file","arguments":${args}}}`
const cancelOf = (id: string) =>
  `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"${id}"}}`

test.each<[Step, 'cancelled' | 'DELETE']>([
  ['find', 'cancelled'],
  ['find', 'DELETE'],
  ['create', 'cancelled'],
  ['create', 'DELETE'],
  ['executed', 'cancelled'],
  ['executed', 'DELETE'],
  ['intended', 'cancelled'],
  ['intended', 'DELETE'],
])('a call that is taken back at the step `%s` of its hold by %s never runs', async (step, how) => {
  const opened = await worldWithDoor(step)
  const asking = opened.client.send(callAs('x'))
  if (step === 'executed' || step === 'intended') {
    await held(opened)
    await opened.gate.approve()
  }
  await opened.door.asked
  const taken = how === 'DELETE' ? opened.client.send('', {}, how) : opened.client.send(cancelOf('x'))
  expect((await taken).status).toBe(how === 'DELETE' ? 200 : 202)
  opened.door.open()
  await asking
  expect(opened.fixture.calls()).toEqual([])
  expect(await statesOf(opened)).toEqual(step === 'find' ? [] : ['cancelled'])
  expect(opened.fixture.arrivals.filter(({ body }) => body.includes('cancelled'))).toEqual([])
  expect(await opened.gate.calls()).toMatchObject([
    { message: 'The client took the call back.', upstream: null, reservations: [] },
  ])
})

test('a call that comes while its session is being closed is not held beyond it', async () => {
  let goodbye: ServerResponse | undefined
  const opened = await worlds.open(
    { settings: { holdMs: 2_000, holdCommentMs: 20 } },
    {
      answer(_frame, response, request) {
        if (request.method !== 'DELETE') return false
        goodbye = response
        return true
      },
    },
  )
  const closing = opened.client.send('', {}, 'DELETE')
  await expect.poll(() => goodbye).toBeDefined()
  const asking = opened.client.send(callAs('x'))
  await held(opened)
  goodbye?.writeHead(200).end()
  await closing
  await asking
  expect(await statesOf(opened)).toEqual(['cancelled'])
})

/** A server that answers a call when it is told to. */
function slowServer() {
  let finish: (() => void) | undefined
  return {
    isAsked: () => finish !== undefined,
    finish: () => finish?.(),
    fixture: {
      answer(frame: { readonly [name: string]: unknown }, response: ServerResponse) {
        if (frame['method'] !== 'tools/call') return false
        finish = () => {
          response.writeHead(200, { 'content-type': 'application/json' })
          response.end(
            `{"jsonrpc":"2.0","id":${JSON.stringify(frame['id'])},"result":{"content":[{"type":"text","text":"paid"}]}}`,
          )
        }
        return true
      },
    },
  }
}

/** Sends what it is told to, and can leave before it is answered. */
function leaver({ gate, client }: ApprovalWorld, body: string, headers: Record<string, string> = {}) {
  const leaving = new AbortController()
  const init = { method: 'POST', headers: { ...client.headers, ...headers }, body, signal: leaving.signal }
  const asking = fetch(gate.url, init).then((answer) => answer.text())
  return async () => {
    leaving.abort()
    await asking.catch(() => undefined)
    // The gateway hears of the departure before it hears of the next request.
    await client.ask('ping')
  }
}

/** Resolves when a request is under way: no other may then have its id. */
async function underWay({ client }: ApprovalWorld, id: string): Promise<void> {
  const asking = `{"jsonrpc":"2.0","id":"${id}","method":"tools/call","params":{"name":"no such tool"}}`
  await expect.poll(async () => (await client.send(asking)).text).toContain('is running')
}

/** An approved call runs, and its client has left. */
async function left(opened: ApprovalWorld, server: ReturnType<typeof slowServer>): Promise<void> {
  const leave = leaver(opened, callAs('first'))
  await held(opened)
  await opened.gate.approve()
  await expect.poll(server.isAsked).toBe(true)
  await leave()
}

async function isPaidOnce(opened: ApprovalWorld): Promise<void> {
  const retry = await opened.client.send(callAs('third'))
  expect(textOf(retry.messages.at(-1))).toBe('paid')
  expect(opened.fixture.calls()).toHaveLength(1)
  expect(await statesOf(opened)).toEqual(['executed'])
}

const patient = { holdMs: 10_000, holdCommentMs: 20 }

test('an answer is kept on for the next retry when the first one leaves while it waits for it', async () => {
  const server = slowServer()
  const opened = await worlds.open({ settings: patient }, server.fixture)
  await left(opened, server)
  const leave = leaver(opened, callAs('second'))
  await underWay(opened, 'second')
  await leave()
  server.finish()
  await expect
    .poll(async () => (await opened.gate.calls()).some(({ upstream }) => upstream === 'ok'))
    .toBe(true)
  await isPaidOnce(opened)
})

test('nor does a retry get it that was taken back while it waited', async () => {
  const server = slowServer()
  const opened = await worlds.open({ settings: patient }, server.fixture)
  await left(opened, server)
  const second = opened.client.send(callAs('second'))
  await underWay(opened, 'second')
  expect((await opened.client.send(cancelOf('second'))).status).toBe(202)
  expect((await second).messages).toEqual([])
  expect(opened.fixture.arrivals.filter(({ body }) => body.includes('cancelled'))).toEqual([])
  server.finish()
  await isPaidOnce(opened)
})

test('an answer is kept on when its client leaves while it is fetched', async () => {
  const server = slowServer()
  const opened = await worldWithDoor('takeAnswer', server.fixture)
  await left(opened, server)
  server.finish()
  await expect.poll(async () => (await opened.gate.calls())[0]?.upstream).toBe('ok')
  const leave = leaver(opened, callAs('second'))
  await opened.door.asked
  await leave()
  opened.door.open()
  await isPaidOnce(opened)
})

test('an answer that waited in a batch for the others is kept on when the client of the batch leaves', async () => {
  const server = slowServer()
  const opened = await worlds.open({ settings: patient }, server.fixture)
  await left(opened, server)
  server.finish()
  await expect.poll(async () => (await opened.gate.calls())[0]?.upstream).toBe('ok')
  const batch = `[${callAs('second')},${callAs('other', '{"n":1}')}]`
  const leave = leaver(opened, batch, { accept: 'application/json' })
  await held(opened)
  await expect.poll(async () => (await opened.gate.calls()).length).toBe(2)
  await leave()
  const retry = await opened.client.send(callAs('third'))
  expect(textOf(retry.messages.at(-1))).toBe('paid')
})

test('so is one that a run gave to a batch whose client left', async () => {
  const server = slowServer()
  const opened = await worlds.open({ settings: patient }, server.fixture)
  const batch = `[${callAs('first')},${callAs('other', '{"n":1}')}]`
  const leave = leaver(opened, batch, { accept: 'application/json' })
  const isOpen = async (count: number) =>
    expect.poll(async () => (await opened.gate.storage.approvals.open()).length).toBe(count)
  await isOpen(2)
  await opened.gate.approve()
  await expect.poll(server.isAsked).toBe(true)
  server.finish()
  await expect.poll(async () => (await opened.gate.calls())[0]?.upstream).toBe('ok')
  await leave()
  const retry = await opened.client.send(callAs('third'))
  expect(textOf(retry.messages.at(-1))).toBe('paid')
})

test('nobody is asked more at once than a grant may ask, however fast it asks', async () => {
  const opened = await worldWithDoor('create', {}, { holdMs: 30, approvalsPerGrant: 2 })
  const before = opened.client.begun
  const asking = [1, 2, 3, 4, 5].map((n) => opened.client.send(callAs(`c${n}`, `{"n":${n}}`)))
  // Each is being asked about, or has its answer.
  await expect.poll(() => opened.door.waiting() + opened.client.begun - before).toBe(5)
  opened.door.open()
  const texts = (await Promise.all(asking)).map(({ messages }) => textOf(messages.at(-1)))
  expect(texts.filter((text) => text.includes('Too many calls of this grant'))).toHaveLength(3)
  expect(await statesOf(opened)).toEqual(['parked', 'parked'])
})

test.each([
  ['2025-11-25', 'parked', 'a client may come back for its call'],
  ['2026-07-28', 'cancelled', 'to leave is how a client takes its call back'],
])('when the client of %s leaves, its approval is %s: %s', async (version, state) => {
  const opened = await worlds.open({}, { isStateless: true })
  const { gate } = opened
  const leaving = new AbortController()
  const asking = fetch(gate.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${gate.token}`,
      'mcp-protocol-version': version,
    },
    body: callAs('x'),
    signal: leaving.signal,
  }).then((answer) => answer.text())
  await held(opened)
  leaving.abort()
  await expect(asking).rejects.toThrow()
  await expect.poll(() => statesOf(opened)).toEqual([state])
})

test('an approved call that is answered in a batch is asked for anew when it is made again', async () => {
  const opened = await worlds.open()
  const asking = opened.client.send(`[${callAs('x')}]`)
  await held(opened)
  await opened.gate.approve()
  expect((await asking).messages.map(textOf)).toEqual(['done'])
  await expect.poll(async () => (await opened.gate.calls())[0]?.upstream).toBe('ok')
  const again = opened.client.send(callAs('y'))
  await held(opened)
  await opened.client.send(cancelOf('y'))
  await again
  expect(opened.fixture.calls()).toHaveLength(1)
})

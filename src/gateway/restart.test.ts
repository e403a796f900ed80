import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '#platform/clock'
import { openJournal } from '#platform/journal'
import { silentLog } from '#platform/log'
import { createOriginGuard } from '#platform/origin'
import type { Storage } from '#storage'
import { openSqlite } from '#storage/sqlite'
import { openFixtureGate } from './conformance/fixture-gate.ts'
import { listening, memoryJournal, testSealer } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'
import { createGateway } from './gateway.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-journal-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const limited = {
  version: '1',
  default: 'deny',
  tools: { read_file: { limits: [{ counter: 'r', window: 'day', max: 3, scope: 'grant' }] } },
}
const sealer = testSealer()
const openStorage = () => openSqlite({ path: join(folder, 'db'), sealer })

/** Another process on the same data: a second gateway before the same storage. */
async function reopened(storage: Storage, url: string, token: string) {
  const gateway = createGateway({
    storage,
    clock: systemClock,
    log: silentLog,
    sealer,
    journal: openJournal(join(folder, 'journal')),
    originGuard: createOriginGuard({ host: '127.0.0.1', trustedProxies: [] }),
    settings: { allowPrivate: () => true },
  })
  await gateway.ready()
  const door = await listening((request, response) => gateway.handle(request, response))
  const client = await new RawClient({ url: url.replace(/http:\/\/[^/]+/, door.origin), token }).open()
  return {
    client,
    close: async () => {
      await door.close()
      await gateway.close()
    },
  }
}

test('counters know after a restart what was counted before it', async () => {
  const { gate, fixture } = await openFixtureGate(openStorage, { policy: limited, sealer })
  const client = await new RawClient(gate).open()
  await client.call('read_file')
  await client.call('read_file')
  await gate.close()
  const storage = await openStorage()
  const next = await reopened(storage, gate.url, gate.token)
  expect((await next.client.call('read_file')).result?.isError).toBeUndefined()
  expect((await next.client.call('read_file')).result?.content?.[0]?.text).toContain('[POLICY DENIED]')
  await next.close()
  await storage.close()
  await fixture.close()
})

test('so does a shadow, whose counters are its own', async () => {
  const { gate, fixture } = await openFixtureGate(openStorage, {
    policy: { ...limited, default: 'allow' },
    sealer,
  })
  const once = { counter: 'r', window: 'day', max: 1, scope: 'grant' }
  await gate.publish({ ...limited, tools: { read_file: { limits: [once] } } }, 'shadow')
  const client = await new RawClient(gate).open()
  await client.call('read_file')
  await gate.close()
  const storage = await openStorage()
  const next = await reopened(storage, gate.url, gate.token)
  expect((await next.client.call('read_file')).result?.isError).toBeUndefined()
  await next.close()
  const rows = await storage.activity.list(gate.workspaceId, { limit: 10 })
  expect(rows.map(({ outcome, shadow }) => [outcome, shadow?.outcome])).toEqual([
    ['allow', 'deny'],
    ['allow', 'allow'],
  ])
  await storage.close()
  await fixture.close()
})

test('a call in flight when the process died is on record, unknown, and counted once', async () => {
  const opened = await openFixtureGate(openStorage, {
    policy: limited,
    sealer,
    journal: openJournal(join(folder, 'journal')),
    // The process dies before the first group of rows is written.
    settings: { recordEveryMs: 3_600_000 },
    fixture: { answer: (frame) => frame['method'] === 'tools/call' },
  })
  const client = await new RawClient(opened.gate).open()
  const leaving = [client.call('read_file'), client.call('read_file')]
  await expect.poll(() => opened.fixture.calls().length).toBe(2)

  const storage = await openStorage()
  const next = await reopened(storage, opened.gate.url, opened.gate.token)
  const rows = await storage.activity.list(opened.gate.workspaceId, { limit: 10 })
  expect(rows.map(({ tool, upstream }) => [tool, upstream])).toEqual([
    ['read_file', 'unknown'],
    ['read_file', 'unknown'],
  ])
  void next.client.call('read_file').catch(() => undefined)
  await expect.poll(() => opened.fixture.calls().length).toBe(3)
  expect((await next.client.call('read_file')).result?.content?.[0]?.text).toContain('[POLICY DENIED]')
  await opened.fixture.close()
  await Promise.all(leaving)
  await next.close()
  await storage.close()
  await opened.gate.close()
})

test('while the activity cannot be written, calls are refused and not forwarded; then they go on', async () => {
  const real = await openSqlite({ path: ':memory:', sealer })
  let isBroken = false
  const storage: Storage = {
    ...real,
    activity: {
      ...real.activity,
      append: (calls) => (isBroken ? Promise.reject(new Error('disk full')) : real.activity.append(calls)),
    },
  }
  const { gate, fixture, close } = await openFixtureGate(openStorage, { storage, sealer })
  const client = await new RawClient(gate).open()
  isBroken = true
  await client.call('read_file')
  await expect.poll(async () => (await client.call('read_file')).result?.isError).toBe(true)
  const before = fixture.calls().length
  expect((await client.call('read_file')).result?.content?.[0]?.text).toMatch(/\[POLICY DENIED\].*incident/)
  expect(fixture.calls().length).toBe(before)
  isBroken = false
  await expect
    .poll(async () => (await client.call('read_file')).result?.isError, { timeout: 5_000 })
    .toBeUndefined()
  await close()
}, 10_000)

function diskFull(): never {
  throw new Error('disk full')
}

test.each([
  ['at once', diskFull],
  ['in its turn', async () => diskFull()],
])('what cannot be written down beforehand is refused, %s', async (_, writeSoon) => {
  const journal = { ...memoryJournal(), writeSoon }
  const { gate, fixture, close } = await openFixtureGate(openStorage, { sealer, journal, policy: limited })
  const client = await new RawClient(gate).open()
  for (let n = 0; n < 4; n += 1)
    expect((await client.call('read_file')).result?.content?.[0]?.text).toMatch(
      /\[POLICY DENIED\].*incident fault_/,
    )
  expect(fixture.calls()).toEqual([])
  await close()
})

const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}'

test('a grant that is revoked while its call is written down sends nothing, and its counters are as before', async () => {
  const written = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const journal = {
    ...memoryJournal(),
    writeSoon: () => {
      asked.resolve()
      return written.promise
    },
  }
  const { gate, fixture, close } = await openFixtureGate(openStorage, { sealer, journal, policy: limited })
  const client = await new RawClient(gate).open()
  const answer = client.call('read_file')
  await asked.promise
  await gate.storage.grants.revoke(gate.grantId, Date.now())
  const other = new RawClient(gate)
  await expect.poll(async () => (await other.send(ping)).status).toBe(401)
  written.resolve()
  expect((await answer).result?.content?.[0]?.text).toMatch(/^\[POLICY DENIED\]/)
  expect(fixture.calls()).toEqual([])
  expect(await gate.calls()).toMatchObject([{ outcome: 'deny', upstream: null, reservations: [] }])
  await close()
})

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { RecordedCall } from '#model/recorded-call'
import { createTestClock } from '#platform/clock'
import { openJournal } from '#platform/journal'
import { openSqlite } from '#storage/sqlite'
import { openFixtureGate } from './conformance/fixture-gate.ts'
import { type Gate, memoryJournal, testSealer } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const openStorage = (sealer: ReturnType<typeof testSealer>) => openSqlite({ path: ':memory:', sealer })

async function openedGate(options: Parameters<typeof openFixtureGate>[1] = {}) {
  const opened = await openFixtureGate(openStorage, options)
  closers.push(opened.close)
  return { ...opened, client: await new RawClient(opened.gate).open() }
}

async function recorded({ storage, serverId, calls }: Gate): Promise<RecordedCall[]> {
  // Waits for what is on its way to storage.
  await calls()
  return (await storage.activity.recorded(serverId, { limit: 100, keptSince: 0 })).calls
}

const guarded = {
  version: '1',
  default: 'deny',
  tools: {
    write_file: {
      deny_if: [
        {
          conditions: [
            { path: 'args.path', op: 'regex', value: '^/etc' },
            { path: 'args.size', op: 'gt', value: 10 },
          ],
        },
      ],
    },
    read_file: {},
  },
}

test('the calls of one session are told from those of another, and nobody can go on with it from the record', async () => {
  const { gate, client } = await openedGate({ policy: guarded })
  const other = await new RawClient(gate).open()
  await client.call('read_file')
  await other.call('read_file')
  await client.call('read_file')
  const [third, second, first] = await recorded(gate)
  expect(first?.session).toMatch(/^[0-9a-f]{12}$/)
  expect(third?.session).toBe(first?.session)
  expect(second?.session).not.toBe(first?.session)
  expect(client.headers['mcp-session-id']).not.toContain(first?.session)
})

test('what a session counts is recorded without the id of the session', async () => {
  const limits = [{ counter: 'r', window: 'hour', max: 9, scope: 'session' }]
  const policy = { version: '1', default: 'deny', tools: { read_file: { limits } } }
  const { gate, client } = await openedGate({ policy })
  await client.call('read_file')
  const [call] = await gate.calls()
  expect(call?.reservations).toMatchObject([{ key: expect.stringContaining(call?.session ?? 'none') }])
  expect(JSON.stringify(call)).not.toContain(client.headers['mcp-session-id'])
})

test('a call keeps its arguments, and what each condition saw on the way to the decision', async () => {
  const { gate, client } = await openedGate({ policy: guarded })
  await client.call('write_file', { path: '/etc/passwd', size: 11 })
  await client.call('write_file', { path: '/home', size: 11 })
  await client.call('write_file', {})
  await client.call('read_file', { a: [1, { b: null }] })
  const pointer = '/tools/write_file/deny_if/0'
  const [read, empty, home, etc] = await recorded(gate)
  expect(etc).toMatchObject({
    outcome: 'deny',
    forwarded: false,
    args: { path: '/etc/passwd', size: 11 },
    saw: [
      { pointer, path: 'args.path', value: '/etc/passwd', present: true },
      { pointer, path: 'args.size', value: 11, present: true },
    ],
  })
  // The second condition was not looked at: the first did not hold.
  expect(home?.saw).toEqual([{ pointer, path: 'args.path', value: '/home', present: true }])
  expect(empty?.saw).toEqual([{ pointer, path: 'args.path', value: null, present: false }])
  expect(read).toMatchObject({ forwarded: true, args: { a: [1, { b: null }] }, saw: [] })
})

test('values of hidden and unknown tools are kept too', async () => {
  const { gate, client } = await openedGate({ policy: { ...guarded, hide: ['secret_tool'] } })
  await client.call('secret_tool', { n: 1 })
  await client.call('no_tool', { n: 2 })
  expect((await recorded(gate)).map(({ tool, args }) => [tool, args])).toEqual([
    ['no_tool', { n: 2 }],
    ['secret_tool', { n: 1 }],
  ])
})

test('a long request keeps no values, and a long value is not kept as seen', async () => {
  const { gate, client } = await openedGate({ policy: guarded })
  await client.call('write_file', { path: 'x'.repeat(70_000) })
  await client.call('write_file', { path: 'x'.repeat(2_000) })
  const [short, long] = await recorded(gate)
  expect([long?.args, long?.saw]).toEqual([null, []])
  expect(short?.args).not.toBeNull()
  expect(short?.saw).toMatchObject([{ path: 'args.path', value: null, present: true }])
})

test('values are in neither the journal nor the activity, and in the file only sealed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-values-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  const sealer = testSealer()
  const storage = await openSqlite({ path: join(folder, 'db'), sealer })
  const journal = openJournal(join(folder, 'journal'))
  const { gate, client } = await openedGate({ policy: guarded, storage, sealer, journal })
  await client.call('write_file', { path: 'hunter2' })
  expect((await recorded(gate))[0]?.args).toEqual({ path: 'hunter2' })
  expect(JSON.stringify(await gate.calls())).not.toContain('hunter2')
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  for (const file of files.filter((one) => one.isFile()))
    expect((await readFile(join(file.parentPath, file.name))).includes('hunter2'), file.name).toBe(false)
})

test('with no days nothing is kept, and what was kept before is deleted at the start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-values-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  const sealer = testSealer()
  const open = () => openSqlite({ path: join(folder, 'db'), sealer })
  const before = await openedGate({ policy: guarded, storage: await open(), sealer })
  await before.client.call('read_file', { n: 1 })
  expect((await recorded(before.gate))[0]?.args).toEqual({ n: 1 })
  await before.gate.close()
  closers.pop()
  closers.push(before.fixture.close)
  const settings = { argumentsDays: 0 }
  const after = await openedGate({ policy: guarded, storage: await open(), sealer, settings })
  await after.client.call('read_file', { n: 2 })
  expect((await recorded(after.gate)).map(({ args }) => args)).toEqual([null])
  const { calls } = await after.gate.storage.activity.recorded(before.gate.serverId, {
    limit: 9,
    keptSince: 0,
  })
  expect(calls.map(({ args }) => args)).toEqual([null])
})

test('values older than they are to be kept are deleted at the next start, the younger are not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-values-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  const sealer = testSealer()
  const clock = createTestClock()
  const open = () => openSqlite({ path: join(folder, 'db'), sealer })
  const before = await openedGate({ policy: guarded, storage: await open(), sealer, clock })
  await before.client.call('read_file', { n: 1 })
  await recorded(before.gate)
  clock.advance(6 * 86_400_000)
  await before.client.call('read_file', { n: 2 })
  await recorded(before.gate)
  clock.advance(86_400_001)
  await before.gate.close()
  closers.pop()
  closers.push(before.fixture.close)
  const after = await openedGate({ policy: guarded, storage: await open(), sealer, clock })
  await recorded(after.gate)
  const { calls } = await after.gate.storage.activity.recorded(before.gate.serverId, {
    limit: 9,
    keptSince: 0,
  })
  expect(calls.map(({ args }) => args)).toEqual([{ n: 2 }, null])
})

test('a journal line of an older version, without a shadow or a session, is still recovered', async () => {
  const { gate, client } = await openedGate({ policy: guarded })
  await client.call('read_file')
  const [call] = await gate.calls()
  const { shadow: _shadow, session: _session, ...old } = call ?? {}
  const line = JSON.parse(JSON.stringify({ ...old, id: 'call_old' }))
  const journal = memoryJournal([{ id: 'call_old', line }])
  const next = await openedGate({ policy: guarded, journal })
  const [recovered] = await next.gate.storage.activity.list(gate.workspaceId, { limit: 9 })
  expect(recovered).toMatchObject({ id: 'call_old', shadow: null, session: null })
})

import { expect, test, vi } from 'vitest'
import { systemClock } from '#platform/clock'
import { silentLog } from '#platform/log'
import { createOriginGuard } from '#platform/origin'
import { openSqlite } from '#storage/sqlite'
import { diskOfEachTest } from './conformance/disk.ts'
import { openFixture } from './conformance/fixture-server.ts'
import { listening, memoryJournal, openGate } from './conformance/gate.ts'
import { RawClient } from './conformance/raw-client.ts'
import { createGateway } from './gateway.ts'

// Two processes on one disk, on a machine that may be busy.
vi.setConfig({ testTimeout: 20_000 })

const disk = diskOfEachTest(openSqlite)
const { sealer, closers, openStorage } = disk

const openBook = () => disk.openBook('tasks')

/** Another process on the same data; the one before was not asked to end, as when it is killed. */
async function nextProcess(): Promise<string> {
  const storage = await openStorage()
  const gateway = createGateway({
    storage,
    clock: systemClock,
    log: silentLog,
    sealer,
    journal: memoryJournal(),
    taskJournal: openBook(),
    originGuard: createOriginGuard({ host: '127.0.0.1', trustedProxies: [] }),
    settings: { allowPrivate: () => true },
  })
  await gateway.ready()
  const door = await listening((request, response) => gateway.handle(request, response))
  closers.push(storage.close, gateway.close, door.close)
  return door.origin
}

test('after a restart the owner still has its task, and to another grant it is one that does not exist', async () => {
  const fixture = await openFixture({
    isStateless: true,
    result({ method, params }) {
      if (method === 'tools/call') return '{"task":{"taskId":"t1","status":"working"}}'
      if (method === 'tasks/list') return '{"tasks":[{"taskId":"t1"}]}'
      const taskId = JSON.stringify(params).match(/"taskId":("[^"]*")/)?.[1]
      return method === 'tasks/get' ? `{"taskId":${taskId},"known":${taskId === '"t1"'}}` : undefined
    },
  })
  const transport = { kind: 'http' as const, url: fixture.url, headers: {} }
  const gate = await openGate({ storage: await openStorage(), sealer, transport, taskJournal: openBook() })
  closers.push(fixture.close, gate.close)
  const stranger = await gate.mint()
  const create = { name: 'read_file', arguments: {}, task: { ttl: 1000 } }
  await new RawClient(gate).ask('tools/call', create)

  const url = gate.url.replace(/http:\/\/[^/]+/, await nextProcess())
  const seenBy = async (token: string, taskId: string) => {
    const client = new RawClient({ url, token })
    const { messages } = await client.ask('tasks/get', { taskId })
    return messages[0]?.result
  }
  expect(await seenBy(gate.token, 't1')).toEqual({ taskId: 't1', known: true })
  expect(await seenBy(stranger.token, 't1')).toEqual({ taskId: 't1', known: false })
  expect(await seenBy(stranger.token, 'none')).toEqual({ taskId: 'none', known: false })
  const lists = [gate, stranger].map(({ token }) => new RawClient({ url, token }).ask('tasks/list'))
  const listed = (await Promise.all(lists)).map(({ messages }) => messages[0]?.result)
  expect(listed).toEqual([{ tasks: [{ taskId: 't1' }] }, { tasks: [] }])
})

test('where nothing was written down a task of the process before is nobody’s', async () => {
  const fixture = await openFixture({
    isStateless: true,
    result: ({ method }) =>
      method === 'tools/call' ? '{"task":{"taskId":"t1","status":"working"}}' : undefined,
  })
  const transport = { kind: 'http' as const, url: fixture.url, headers: {} }
  const gate = await openGate({ storage: await openStorage(), sealer, transport })
  closers.push(fixture.close, gate.close)
  await new RawClient(gate).ask('tools/call', { name: 'read_file', arguments: {}, task: { ttl: 1000 } })
  const url = gate.url.replace(/http:\/\/[^/]+/, await nextProcess())
  fixture.arrivals.length = 0
  await new RawClient({ url, token: gate.token }).ask('tasks/get', { taskId: 't1' })
  expect(fixture.arrivals.map(({ body }) => body).join()).not.toContain('t1')
})

import { afterEach, expect, test } from 'vitest'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from './conformance/fixture-gate.ts'
import type { FixtureOptions } from './conformance/fixture-server.ts'
import { RawClient } from './conformance/raw-client.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface World extends FixtureGate {
  readonly client: RawClient
  readonly stranger: RawClient
}

/** Two grants to a server that keeps no sessions. */
async function world(fixture: FixtureOptions): Promise<World> {
  const opened = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), {
    fixture: { isStateless: true, ...fixture },
  })
  closers.push(opened.close)
  const { gate } = opened
  const { token } = await gate.mint()
  const stranger = new RawClient({ url: gate.url, token })
  await expect.poll(async () => (await stranger.ask('ping')).status).toBe(200)
  return { ...opened, client: new RawClient(gate), stranger }
}

const withTasks: FixtureOptions = {
  result({ method, params }) {
    if (method === 'tools/call' && JSON.stringify(params).includes('"task"'))
      return '{"task":{"taskId":"t1","status":"working"}}'
    if (method === 'tasks/list') return '{"tasks":[{"taskId":"t1"},{"taskId":"t2"}]}'
    return undefined
  },
}

const create = { name: 'read_file', arguments: {}, task: { ttl: 1000 } }

test('a task is the grant’s whose call made it', async () => {
  const { client, stranger, fixture } = await world(withTasks)
  expect((await client.ask('tools/call', create)).messages[0]?.result).toMatchObject({
    task: { taskId: 't1' },
  })
  for (const method of ['tasks/get', 'tasks/result', 'tasks/cancel', 'tasks/update']) {
    expect((await client.ask(method, { taskId: 't1' })).messages[0]?.result).toEqual({ echo: true })
    const before = fixture.arrivals.length
    const refused = (await stranger.ask(method, { taskId: 't1' })).messages[0]
    expect(refused?.error).toMatchObject({ code: -32602, message: 'Task not found: t1' })
    expect(fixture.arrivals.length).toBe(before)
  }
})

test('a list of tasks has one’s own', async () => {
  const { client, stranger } = await world(withTasks)
  await client.ask('tools/call', create)
  expect((await client.ask('tasks/list')).messages[0]?.result).toEqual({ tasks: [{ taskId: 't1' }] })
  expect((await stranger.ask('tasks/list')).messages[0]?.result).toEqual({ tasks: [] })
})

test('news of a task are for the grant that has it', async () => {
  const { client, stranger } = await world(withTasks)
  await client.ask('tools/call', create)
  const wanted = { notifications: { taskIds: ['t1'] } }
  expect((await stranger.ask('subscriptions/listen', wanted)).messages[0]?.error?.code).toBe(-32602)
  expect((await client.ask('subscriptions/listen', wanted)).messages[0]?.result).toEqual({ echo: true })
})

test('what the server asked one grant no other answers, and nobody twice', async () => {
  const { client, stranger, fixture } = await world({
    answer(frame, response) {
      if (frame['method'] !== 'tools/call') return false
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: {"jsonrpc":"2.0","id":"q1","method":"sampling/createMessage","params":{}}\n\n')
      response.end(`data: {"jsonrpc":"2.0","id":${String(frame['id'])},"result":{"content":[]}}\n\n`)
      return true
    },
  })
  await client.call('read_file')
  const answer = '{"jsonrpc":"2.0","id":"q1","result":{"role":"assistant"}}'
  const arrived = () => fixture.arrivals.filter(({ body }) => body === answer).length
  expect([(await stranger.send(answer)).status, arrived()]).toEqual([400, 0])
  expect([(await client.send(answer)).status, arrived()]).toEqual([202, 1])
  expect([(await client.send(answer)).status, arrived()]).toEqual([400, 1])
})

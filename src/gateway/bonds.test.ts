import { afterEach, expect, test } from 'vitest'
import { isJsonObject } from '#std/json'
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
    fixture.arrivals.length = 0
    await stranger.ask(method, { taskId: 't1', more: 1.0 })
    expect(fixture.arrivals.map(({ body }) => body).join()).not.toContain('t1')
  }
})

test('a task that a grant does not have is refused by the server, in its own words about the one named', async () => {
  const bodies: string[] = []
  const { stranger } = await world({
    answer(frame, response, request) {
      if (frame['method'] !== 'tasks/get') return false
      bodies.push(JSON.stringify(frame), String(request.headers['mcp-name']))
      const params = frame['params']
      const task = isJsonObject(params) ? params['taskId'] : undefined
      const error = { code: -32021, message: `no ${String(task)}` }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ jsonrpc: '2.0', id: frame['id'], error }))
      return true
    },
  })
  const answer = await stranger.send(
    '{"jsonrpc":"2.0","id":5,"method":"tasks/get","params":{"more":[1],"taskId":"a \\"task\\""}}',
    { 'mcp-method': 'tasks/get', 'mcp-name': 'a "task"' },
  )
  expect(answer.messages[0]?.error).toEqual({ code: -32021, message: 'no a "task"' })
  expect(bodies.join()).not.toContain('task\\"')
  expect(bodies[0]).toContain(`"more":[1],"taskId":"${bodies[1]}"`)
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

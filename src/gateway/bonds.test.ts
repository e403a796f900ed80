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

/** A server that numbers its events and replays a stream to whoever names a place in it. */
const withEvents: FixtureOptions = {
  answer(frame, response) {
    if (frame['method'] !== 'tools/call') return false
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('id: s1-0\ndata: \n\n')
    response.end(`id: s1-1\ndata: {"jsonrpc":"2.0","id":${String(frame['id'])},"result":{"content":[]}}\n\n`)
    return true
  },
}

test('a stream is resumed by the grant whose it was; any other hears only what is said from then on', async () => {
  const { client, stranger, fixture } = await world(withEvents)
  await client.call('read_file')
  const resumedAt = async (who: RawClient, place: string) => {
    fixture.arrivals.length = 0
    const stream = await who.listen({ 'last-event-id': place })
    stream.close()
    return [stream.status, ...fixture.arrivals.map(({ headers }) => headers['last-event-id'])]
  }
  for (const place of ['s1-0', 's1-1']) {
    expect(await resumedAt(stranger, place)).toEqual([200, undefined])
    expect(await resumedAt(client, place)).toEqual([200, place])
  }
  expect(await resumedAt(client, 'unknown')).toEqual([200, undefined])
  await client.send('{"jsonrpc":"2.0","id":3,"method":"ping"}', { 'last-event-id': 's1-0' })
  expect(fixture.arrivals.at(-1)?.headers['last-event-id']).toBeUndefined()
})

test('events of the listening stream are places to resume from too', async () => {
  const { client, stranger, fixture } = await world({})
  const version = { 'mcp-protocol-version': '2025-11-25' }
  const stream = await client.listen(version)
  await expect.poll(() => fixture.listeners.size).toBe(1)
  fixture.say('id: g-7\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\n')
  expect(await stream.next()).toContain('g-7')
  stream.close()
  const resumed = { ...version, 'last-event-id': 'g-7' }
  for (const [who, place] of [[client, 'g-7'] as const, [stranger, undefined] as const]) {
    const again = await who.listen(resumed)
    expect(fixture.arrivals.at(-1)?.headers['last-event-id']).toBe(place)
    again.close()
  }
})

import { afterEach, expect, test, vi } from 'vitest'
import { openProgram, type Program, type Said, type Session } from './program.ts'

afterEach(() => vi.useRealTimers())

const call = (id: unknown) => ({ id, method: 'tools/call', params: { name: 'read' } })

async function joined(program: Program, version = '2025-11-25'): Promise<Session> {
  const session = program.session()
  session.send({
    id: 1,
    method: 'initialize',
    params: { protocolVersion: version, capabilities: { roots: {} } },
  })
  await Promise.resolve()
  session.send({ method: 'notifications/initialized' })
  return session
}

async function two(): Promise<{
  program: Program
  ada: Session
  bob: Session
  news: (who: Session) => Said[]
}> {
  const program = openProgram()
  const ada = await joined(program)
  const bob = await joined(program)
  return { program, ada, bob, news: (who) => who.heard.slice(1) }
}

const heardOf = ({ heard }: { heard: Said[] }, method: string) =>
  heard.filter((message) => message['method'] === method)

test('several sessions have one program, which is introduced once and to which nothing is promised', async () => {
  const { program, ada, bob } = await two()
  expect(program.starts).toBe(1)
  expect(program.heard).toEqual([
    expect.objectContaining({
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: expect.anything() },
    }),
    { jsonrpc: '2.0', method: 'notifications/initialized' },
  ])
  expect(ada.heard).toEqual(bob.heard)
  expect(ada.heard).toEqual([
    { jsonrpc: '2.0', id: 1, result: expect.objectContaining({ serverInfo: { name: 'one' } }) },
  ])
})

test('each client is answered in the version it asked for, and in none that is newer than the program’s', async () => {
  const program = openProgram()
  const versions = await Promise.all(
    ['2024-11-05', '2026-07-28', 'x'].map((version) => joined(program, version)),
  )
  expect(versions.map(({ heard }) => heard[0]?.['result'])).toEqual([
    expect.objectContaining({ protocolVersion: '2024-11-05' }),
    expect.objectContaining({ protocolVersion: '2025-11-25' }),
    expect.objectContaining({ protocolVersion: '2025-11-25' }),
  ])
})

test('who comes while the program starts waits for the same introduction, and hears of the same refusal', async () => {
  const program = openProgram({ greets: false })
  const sessions = [await joined(program), await joined(program)]
  expect(sessions.flatMap(({ heard }) => heard)).toEqual([])
  const asked = heardOf(program, 'initialize')
  expect(asked).toHaveLength(1)
  program.say({ id: asked[0]?.['id'], error: { code: -32603, message: 'not today' } })
  for (const { heard } of sessions)
    expect(heard).toEqual([{ jsonrpc: '2.0', id: 1, error: { code: -32603, message: 'not today' } }])
})

test('a question reaches the only session that waits for an answer, and its reply the program', async () => {
  const { program, ada, bob, news } = await two()
  ada.send(call(7))
  program.say({ id: 'q', method: 'elicitation/create', params: {} })
  expect([news(ada), news(bob)]).toEqual([[expect.objectContaining({ id: 'q' })], []])
  bob.send({ id: 'q', result: { by: 'bob' } })
  ada.send({ id: 'q', result: { by: 'ada' } })
  ada.send({ id: 'q', result: { by: 'ada again' } })
  expect(program.heard.filter(({ id }) => id === 'q')).toEqual([
    { jsonrpc: '2.0', id: 'q', result: { by: 'ada' } },
  ])
})

test('an id or a token of the line that comes back as a string is that one, and each client reads its own', async () => {
  const program = openProgram({ greets: false })
  const ada = await joined(program)
  program.say({ id: String(program.heard[0]?.['id']), result: { protocolVersion: '2025-11-25' } })
  const bob = await joined(program)
  const params = { name: 'read', _meta: { progressToken: '7' } }
  ada.send({ id: '7', method: 'tools/call', params })
  const { id } = program.heard.at(-1) ?? {}
  bob.send({ id: 7, method: 'tools/call', params: { name: 'read', _meta: { progressToken: 7 } } })
  for (const progressToken of [`0${id}`, `+${id}`, `${id}.0`, String(id)])
    program.say({ method: 'notifications/progress', params: { progressToken } })
  program.say({ id: `0${id}`, result: {} })
  program.say({ id: String(id), result: { of: 'ada' } })
  program.say({ id: String(id), result: { of: 'nobody' } })
  expect(ada.heard.slice(1)).toEqual([
    { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: '7' } },
    { jsonrpc: '2.0', id: '7', result: { of: 'ada' } },
  ])
  expect(bob.heard).toHaveLength(1)
})

test('a question is refused while nobody or more than one waits', async () => {
  const { program, ada, bob, news } = await two()
  program.say({ id: 'q1', method: 'sampling/createMessage', params: {} })
  ada.send(call(7))
  bob.send(call(7))
  program.say({ id: 'q2', method: 'sampling/createMessage', params: {} })
  const message =
    'Method not found: this program serves several agents, and which of them is meant is not certain'
  expect(program.heard.filter(({ error }) => error)).toEqual([
    { jsonrpc: '2.0', id: 'q1', error: { code: -32601, message } },
    { jsonrpc: '2.0', id: 'q2', error: { code: -32601, message } },
  ])
  expect([news(ada), news(bob)]).toEqual([[], []])
})

test('the folders of one agent are never those of all', async () => {
  const { program, ada, news } = await two()
  ada.send(call(7))
  program.say({ id: 'q', method: 'roots/list' })
  ada.send({ method: 'notifications/roots/list_changed' })
  expect(news(ada)).toEqual([])
  expect(program.heard.at(-1)).toMatchObject({ id: 'q', error: { code: -32601 } })
})

test('of two questions under one id none is answered by a session', async () => {
  const { program, ada } = await two()
  ada.send(call(7))
  program.say({ id: 'q', method: 'elicitation/create' })
  program.say({ id: 'q', method: 'elicitation/create' })
  ada.send({ id: 'q', result: {} })
  expect(program.heard.filter(({ id }) => id === 'q')).toEqual([
    expect.objectContaining({ error: expect.anything() }),
  ])
})

test('a ping is answered for all', async () => {
  const { program, ada, news } = await two()
  program.say({ id: 'p', method: 'ping' })
  expect(program.heard.at(-1)).toEqual({ jsonrpc: '2.0', id: 'p', result: {} })
  expect(news(ada)).toEqual([])
})

test('that a list has changed is told to all, without whatever else was said', async () => {
  const { program, ada, bob, news } = await two()
  program.say({ method: 'notifications/tools/list_changed', params: { _meta: { for: 'ada' } } })
  const bare = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' }
  expect([news(ada), news(bob)]).toEqual([[bare], [bare]])
  expect(program.unasked).toHaveLength(1)
})

test('news of a resource go to those who watch it, and stop for one without stopping for the others', async () => {
  const { program, ada, bob, news } = await two()
  ada.send({ id: 2, method: 'resources/subscribe', params: { uri: 'note:///a' } })
  bob.send({ id: 2, method: 'resources/subscribe', params: { uri: 'note:///' } })
  const updated = (uri: string) => program.say({ method: 'notifications/resources/updated', params: { uri } })
  updated('note:///a')
  updated('note:///ab')
  updated('note:///a#1')
  expect([news(ada).length, news(bob).length]).toEqual([2, 3])
  bob.send({ id: 3, method: 'resources/subscribe', params: { uri: 'note:///a' } })
  ada.send({ id: 3, method: 'resources/unsubscribe', params: { uri: 'note:///a' } })
  await Promise.resolve()
  expect(news(ada).at(-1)).toEqual({ jsonrpc: '2.0', id: 3, result: {} })
  expect(heardOf(program, 'resources/unsubscribe')).toEqual([])
  await bob.pipe.close()
  expect(heardOf(program, 'resources/unsubscribe').map(({ params }) => params)).toEqual([
    { uri: 'note:///' },
    { uri: 'note:///a' },
  ])
})

test('a refused subscription is none', async () => {
  const { program, ada, news } = await two()
  ada.send({ id: 2, method: 'resources/subscribe', params: { uri: 'note:///a' } })
  program.say({ id: program.heard.at(-1)?.['id'], error: { code: -32602, message: 'no' } })
  program.say({ method: 'notifications/resources/updated', params: { uri: 'note:///a' } })
  expect(news(ada)).toHaveLength(1)
})

test('the program logs for the session that wants most, and each hears what it wants', async () => {
  const { program, ada, bob, news } = await two()
  ada.send({ id: 2, method: 'logging/setLevel', params: { level: 'debug' } })
  bob.send({ id: 2, method: 'logging/setLevel', params: { level: 'error' } })
  expect(heardOf(program, 'logging/setLevel').map(({ params }) => params)).toEqual([
    { level: 'debug' },
    { level: 'debug' },
  ])
  program.answer('logging/setLevel', {})
  program.say({ id: heardOf(program, 'logging/setLevel')[0]?.['id'], result: {} })
  const log = (level: string) => program.say({ method: 'notifications/message', params: { level } })
  bob.send(call(3))
  log('info')
  log('error')
  expect(heardOf(bob, 'notifications/message').map(({ params }) => params)).toEqual([{ level: 'error' }])
  expect(heardOf(ada, 'notifications/message')).toEqual([])
  expect(news(ada)).toHaveLength(1)
})

test('news of a task go to the session whose call made it, also when others wait', async () => {
  const { program, ada, bob } = await two()
  ada.send({ id: 2, method: 'tools/call', params: { task: {}, _meta: { progressToken: 'mine' } } })
  const { id } = program.heard.at(-1) ?? {}
  program.answer('tools/call', { task: { taskId: 't' } })
  bob.send(call(3))
  program.say({ method: 'notifications/tasks/status', params: { taskId: 't', status: 'working' } })
  program.say({ method: 'notifications/progress', params: { progressToken: id, progress: 1 } })
  const params = { _meta: { 'io.modelcontextprotocol/related-task': { taskId: 't' } } }
  program.say({ id: 'q', method: 'elicitation/create', params })
  expect(ada.heard.slice(2).map(({ method }) => method)).toEqual([
    'notifications/tasks/status',
    'notifications/progress',
    'elicitation/create',
  ])
  expect(ada.heard[3]?.['params']).toEqual({ progressToken: 'mine', progress: 1 })
  expect(bob.heard).toHaveLength(1)
})

test('a session that ends takes back its calls and answers its questions, and the others are heard again', async () => {
  const { program, ada, bob } = await two()
  ada.send(call(7))
  const { id } = program.heard.at(-1) ?? {}
  program.say({ id: 'q', method: 'elicitation/create' })
  bob.send(call(7))
  await ada.pipe.close()
  expect(program.heard.slice(-2)).toEqual([
    expect.objectContaining({
      method: 'notifications/cancelled',
      params: expect.objectContaining({ requestId: id }),
    }),
    expect.objectContaining({ id: 'q', error: expect.anything() }),
  ])
  program.say({ method: 'notifications/message', params: { level: 'info' } })
  program.say({ id, result: {} })
  expect(heardOf(bob, 'notifications/message')).toHaveLength(1)
  expect(ada.heard.filter((message) => message['id'] === 7)).toEqual([])
})

test('the death of the program ends every session in its words, and the next one starts another', async () => {
  const { program, ada, bob } = await two()
  program.die('It ended with exit code 3.')
  expect([ada.ends, bob.ends]).toEqual([['It ended with exit code 3.'], ['It ended with exit code 3.']])
  await joined(program)
  expect(program.starts).toBe(2)
})

test('the program waits a while for the next session, and ends when none comes', async () => {
  vi.useFakeTimers()
  const program = openProgram({ lingerMs: 1_000 })
  const ada = await joined(program)
  await ada.pipe.close()
  vi.advanceTimersByTime(900)
  const bob = await joined(program)
  vi.advanceTimersByTime(10_000)
  expect([program.starts, program.closes]).toEqual([1, 0])
  await bob.pipe.close()
  vi.advanceTimersByTime(1_000)
  expect(program.closes).toBe(1)
})

test('a program that hangs is found out by a ping, and ended for all who wait', async () => {
  vi.useFakeTimers()
  const program = openProgram({ silentMs: 10_000 })
  const ada = await joined(program)
  const bob = await joined(program)
  vi.advanceTimersByTime(60_000)
  expect(heardOf(program, 'ping')).toEqual([])
  ada.send(call(7))
  ada.send({ method: 'notifications/cancelled', params: { requestId: 7 } })
  vi.advanceTimersByTime(10_000)
  program.answer('ping', {})
  vi.advanceTimersByTime(60_000)
  expect(heardOf(program, 'ping')).toHaveLength(1)
  ada.send(call(8))
  vi.advanceTimersByTime(9_999)
  program.say({ method: 'notifications/message', params: {} })
  vi.advanceTimersByTime(9_999)
  expect(heardOf(program, 'ping')).toHaveLength(1)
  vi.advanceTimersByTime(1)
  expect([heardOf(program, 'ping').length, program.closes]).toEqual([2, 0])
  vi.advanceTimersByTime(1_000)
  expect(program.closes).toBe(1)
  const words = "The server's process said nothing for 11 s, not even to a ping, and was ended."
  expect([ada.ends, bob.ends]).toEqual([[words], [words]])
})

test('a program that never introduced itself ends with those who waited for it', async () => {
  const program = openProgram({ greets: false })
  const ada = await joined(program)
  const bob = await joined(program)
  await ada.pipe.close()
  expect(program.closes).toBe(0)
  await bob.pipe.close()
  expect(program.closes).toBe(1)
})

test('a session that reads slowly holds up nobody, hears all in order, and is ended when too much waits', async () => {
  const { program, ada, bob, news } = await two()
  ada.pipe.pause()
  for (const id of [2, 3]) {
    ada.send(call(id))
    program.answer('tools/call', { of: id })
  }
  bob.send(call(2))
  program.answer('tools/call', {})
  expect([news(ada).length, news(bob).length]).toEqual([0, 1])
  ada.pipe.resume()
  expect(news(ada).map(({ id }) => id)).toEqual([2, 3])
  ada.pipe.pause()
  const much = 'x'.repeat(16 * 1024 * 1024)
  for (const id of [4, 5, 6, 7]) {
    ada.send(call(id))
    program.answer('tools/call', { much })
  }
  expect(ada.ends).toEqual([expect.stringContaining('reads too slowly')])
  expect(bob.ends).toEqual([])
})

test('messages that the program says in a batch are each heard by whom they are for', async () => {
  const { program, ada, bob, news } = await two()
  ada.send(call(7))
  bob.send(call('7'))
  const ids = heardOf(program, 'tools/call').map(({ id }) => id)
  program.write(`[${ids.map((id) => `{"jsonrpc":"2.0","id":${id},"result":{"of":${id}}}`).join(',')}]`)
  expect(news(ada)).toEqual([{ jsonrpc: '2.0', id: 7, result: { of: ids[0] } }])
  expect(news(bob)).toEqual([{ jsonrpc: '2.0', id: '7', result: { of: ids[1] } }])
  program.write('[INFO] ready')
  expect(program.noise).toEqual(['[INFO] ready'])
})

test('what is no message is skipped, and what is asked before the introduction refused', async () => {
  const program = openProgram({ greets: false })
  await joined(program)
  program.say({ id: 'early', method: 'elicitation/create' })
  expect(program.heard.at(-1)).toMatchObject({ id: 'early', error: { code: -32601 } })
  program.say({})
  expect(program.noise).toHaveLength(1)
})

test('no session outlives the line', async () => {
  const { program, ada, bob } = await two()
  await program.close()
  expect([ada.ends.length, bob.ends.length, program.closes]).toEqual([1, 1, 1])
})

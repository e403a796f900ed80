import { expect, test, vi } from 'vitest'
import { dataOf } from '#mcp/event-stream'
import { bridgeUpstream } from './bridge.ts'
import type { PipeEvents } from './pipe.ts'
import type { Upstream, UpstreamAnswer, UpstreamFault } from './upstream.ts'

const silent: UpstreamAnswer = {
  start: () => undefined,
  data: () => undefined,
  end: () => undefined,
  fail: () => undefined,
}

/** A bridge over a line whose other end is held here. */
function bridge() {
  let begun = 0
  const sent: string[] = []
  const taps: string[] = []
  let events: PipeEvents | undefined
  const upstream = bridgeUpstream({
    mostSessions: 1,
    startTimeoutMs: 60_000,
    stallTimeoutMs: 60_000,
    open(hears) {
      begun += 1
      events = hears
      return {
        send: (line, sending) => {
          sent.push(line)
          sending?.done()
        },
        pause: () => taps.push('pause'),
        resume: () => taps.push('resume'),
        close: async () => undefined,
      }
    },
  })
  return { upstream, sent, taps, begun: () => begun, says: (text: string) => events?.message(text) }
}

async function opened() {
  const made = bridge()
  let session = ''
  const answer: UpstreamAnswer = {
    ...silent,
    start: (_status, headers) => {
      session = String(headers['mcp-session-id'])
    },
  }
  ask(made.upstream, undefined, '{"jsonrpc":"2.0","id":"i","method":"initialize","params":{}}', answer)
  made.says(`{"jsonrpc":"2.0","id":1,"result":{}}`)
  return { ...made, session }
}

function ask(upstream: Upstream, session: string | undefined, text: string, answer = silent) {
  const headers = ['accept', 'text/event-stream']
  return upstream.request({ method: 'POST', headers, session, body: Buffer.from(text) }, answer)
}

test('the line stands still while one of its clients does not read, and goes on when the last one does', async () => {
  const { upstream, session, taps } = await opened()
  const one = ask(upstream, session, '{"jsonrpc":"2.0","id":1,"method":"a"}')
  const other = ask(upstream, session, '{"jsonrpc":"2.0","id":2,"method":"b"}')
  one.pause()
  other.pause()
  other.resume()
  expect(taps).toEqual(['pause'])
  one.abort()
  expect(taps).toEqual(['pause', 'resume'])
  await upstream.close()
})

test('one session too many is refused for want of room, and there is room again when one has ended', async () => {
  const { upstream, session } = await opened()
  const faults: UpstreamFault[] = []
  const begin = () =>
    ask(upstream, undefined, '{"jsonrpc":"2.0","id":"i","method":"initialize","params":{}}', {
      ...silent,
      fail: (fault) => faults.push(fault),
    })
  begin()
  expect(faults).toMatchObject([{ code: 'no_room', wasReached: false }])
  upstream.request({ method: 'DELETE', headers: [], session }, silent)
  begin()
  expect(faults).toHaveLength(1)
  await upstream.close()
})

test('a server that was let go is not begun again', async () => {
  const { upstream, session, begun } = await opened()
  await upstream.close()
  const faults: UpstreamFault[] = []
  const answer = { ...silent, fail: (fault: UpstreamFault) => faults.push(fault) }
  ask(upstream, undefined, '{"jsonrpc":"2.0","id":"i","method":"initialize","params":{}}', answer)
  ask(upstream, session, '{"jsonrpc":"2.0","id":1,"method":"tools/list"}', answer)
  upstream.request({ method: 'GET', headers: [], session }, answer)
  expect(faults.map(({ code, wasReached }) => ({ code, wasReached }))).toEqual(
    Array.from({ length: 3 }, () => ({ code: 'unreachable', wasReached: false })),
  )
  expect(begun()).toBe(1)
})

test('a late answer is nobody’s, though its id is used again', async () => {
  const { upstream, session, sent, says } = await opened()
  ask(upstream, session, '{"jsonrpc":"2.0","id":6,"method":"tools/list"}')
  ask(upstream, session, '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":6}}')
  ask(upstream, session, '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}')
  const answers: string[] = []
  const answer = { ...silent, data: (chunk: Buffer) => answers.push(chunk.toString()) }
  ask(upstream, session, '{"jsonrpc":"2.0","id": 6 ,"method":"tools/call"}', answer)
  expect(sent.slice(1)).toEqual([
    '{"jsonrpc":"2.0","id":2,"method":"tools/list"}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}',
    '{"jsonrpc":"2.0","id": 3 ,"method":"tools/call"}',
  ])
  says('{"jsonrpc":"2.0","id":2,"result":{"tools":[]}}')
  says('{"jsonrpc":"2.0","id": 3 ,"result":{"x":1.0}}')
  expect(answers).toEqual(['{"jsonrpc":"2.0","id": 6 ,"result":{"x":1.0}}'])
  await upstream.close()
})

test('a call that takes too long is taken back from the server', async () => {
  vi.useFakeTimers()
  const { upstream, session, sent } = await opened()
  const faults: string[] = []
  const answer = { ...silent, fail: ({ message }: UpstreamFault) => void faults.push(message) }
  ask(upstream, session, '{"jsonrpc":"2.0","id":6,"method":"tools/call"}', answer)
  vi.advanceTimersByTime(60_000)
  expect(faults).toEqual(['The server did not answer in time.'])
  expect(sent.at(-1)).toBe(
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2,"reason":"timeout"}}',
  )
  vi.useRealTimers()
  await upstream.close()
})

test('what a server says while nobody listens is kept up to a size', async () => {
  const { upstream, session, says } = await opened()
  for (let n = 0; n < 40; n += 1)
    says(`{"jsonrpc":"2.0","method":"notifications/x","params":{"n":${n},"x":"${'x'.repeat(1024 * 1024)}"}}`)
  const heard: string[] = []
  const answer = { ...silent, data: (chunk: Buffer) => heard.push(chunk.subarray(0, 120).toString()) }
  upstream.request({ method: 'GET', headers: [], session }, answer)
  expect(heard.length).toBeLessThan(17)
  expect(heard.at(-1)).toContain('"n":39,')
  await upstream.close()
})

test('an id of ours that comes back as a string is that id, and no other spelling is', async () => {
  const { upstream, says } = bridge()
  const answers: string[] = []
  let session = ''
  const answer: UpstreamAnswer = {
    ...silent,
    start: (_status, headers) => {
      session = String(headers['mcp-session-id'])
    },
    data: (chunk) => void answers.push(chunk.toString()),
  }
  ask(upstream, undefined, '{"jsonrpc":"2.0","id":"i","method":"initialize","params":{}}', answer)
  says('{"jsonrpc":"2.0","id":"1","result":{}}')
  // The client's ids are its own: what it calls `"2"` is not what it calls `2`.
  ask(upstream, session, '{"jsonrpc":"2.0","id":"2","method":"tools/call"}', answer)
  ask(upstream, session, '{"jsonrpc":"2.0","id":2,"method":"tools/call"}', answer)
  for (const id of ['03', '+3', '3.0', ' 3', '0x3', '3e0', '', '-3'])
    says(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":{"id":"not ours"}}`)
  says('{"jsonrpc":"2.0","id":"3","result":{"of":3}}')
  says('{"jsonrpc":"2.0","id":"2","error":{"code":1,"message":"of 2"}}')
  expect(answers).toEqual([
    '{"jsonrpc":"2.0","id":"i","result":{}}',
    '{"jsonrpc":"2.0","id":2,"result":{"of":3}}',
    '{"jsonrpc":"2.0","id":"2","error":{"code":1,"message":"of 2"}}',
  ])
  await upstream.close()
})

test('progress finds its request also under the other type of its token, unless both types wait', async () => {
  const { upstream, session, says } = await opened()
  const heard: string[] = []
  const call = (token: string) =>
    ask(
      upstream,
      session,
      `{"jsonrpc":"2.0","id":${heard.length},"method":"tools/call","params":{"_meta":{"progressToken":${token}}}}`,
      {
        ...silent,
        data: (chunk) => void heard.push(`${token}: ${/"progressToken":(.*?)}/.exec(chunk.toString())?.[1]}`),
      },
    )
  const say = (token: string) =>
    says(`{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":${token}}}`)
  call('7')
  call('"8"')
  call('"x"')
  say('"7"')
  say('8')
  const other = call('"7"')
  call('"y"')
  say('7')
  say('"7"')
  other.abort()
  say('"7"')
  say('"07"')
  expect(heard).toEqual(['7: "7"', '"8": 8', '7: 7', '"7": "7"', '7: "7"', '"y": "07"'])
  await upstream.close()
})

test('what nobody asked for, or has heard already, reaches nobody; a question under the id of a call is a question', async () => {
  const { upstream, session, says, sent } = await opened()
  const heard: string[] = []
  const answer = {
    ...silent,
    data: (chunk: Buffer) => void heard.push(dataOf(chunk.toString()) ?? chunk.toString()),
  }
  ask(upstream, session, '{"jsonrpc":"2.0","id":5,"method":"tools/call"}', answer)
  says('{"jsonrpc":"2.0","id":9,"result":{}}')
  says('{"jsonrpc":"2.0","id":5,"result":{}}')
  says('{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}}')
  says('{"jsonrpc":"2.0","id":2,"method":"roots/list"}')
  says('{"jsonrpc":"2.0","id":2,"method":"roots/list","result":{}}')
  says('{"jsonrpc":"2.0",\n"id":2,\n"result":{}}')
  says('{"jsonrpc":"2.0","id":2,"result":{"n":2}}')
  expect(heard).toEqual([
    '{"jsonrpc":"2.0","id":2,"method":"roots/list"}',
    '{"jsonrpc":"2.0","id":2,"method":"roots/list","result":{}}',
    '{"jsonrpc":"2.0",\n"id":5,\n"result":{}}',
  ])
  expect(sent).toHaveLength(2)
  await upstream.close()
})

test('messages that a server says in a batch are each heard', async () => {
  const { upstream, session, says } = await opened()
  const heard: string[] = []
  const answer = {
    ...silent,
    data: (chunk: Buffer) => void heard.push(dataOf(chunk.toString()) ?? chunk.toString()),
  }
  ask(upstream, session, '{"jsonrpc":"2.0","id":5,"method":"tools/call"}', answer)
  const news = '{"jsonrpc":"2.0","method":"notifications/x","params":{"n":1.10}}'
  says(` [ ${news}, 7, [${news}], {"jsonrpc":"2.0","id":"2","result":{}} ]`)
  expect(heard).toEqual([news, '{"jsonrpc":"2.0","id":5,"result":{}}'])
  await upstream.close()
})

test('of what is asked before the introduction not everything is answered', async () => {
  const { upstream, says, sent } = bridge()
  ask(upstream, undefined, '{"jsonrpc":"2.0","id":"i","method":"initialize","params":{}}')
  for (let id = 0; id < 10_000; id += 1) says(`{"jsonrpc":"2.0","id":${id},"method":"ping"}`)
  expect(sent.length).toBeLessThan(100)
  await upstream.close()
})

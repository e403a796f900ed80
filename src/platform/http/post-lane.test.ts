import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Listening, listen } from '../listen.ts'
import type { HttpRequest, HttpResponse } from './exchange.ts'
import { PostRequest } from './post-request.ts'

type Handle = (request: HttpRequest, response: HttpResponse) => void

const open: Listening[] = []

/** With a lane, unless it is told to leave everything to Node. */
async function serve(handle: Handle, below = '/mcp/'): Promise<Listening> {
  const listening = await listen({ host: '127.0.0.1', port: 0, onRequest: handle, posts: { below, handle } })
  open.push(listening)
  return listening
}

afterEach(async () => {
  vi.useRealTimers()
  for (const listening of open.splice(0)) await listening.close()
})

async function bodyOf(request: HttpRequest): Promise<Buffer> {
  return request instanceof PostRequest ? request.body : Buffer.from(await textOf(request))
}

/** Says what it was asked, in the manner that was asked for. */
const echo: Handle = async (request, response) => {
  const { method, url = '', rawHeaders } = request
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-length')
  const said = rawHeaders.filter((_, index) => at < 0 || (index !== at && index !== at + 1))
  const text = JSON.stringify([method, url, said, String(await bodyOf(request))])
  const headers = { 'x-list': ['a', 'b'], 'content-type': 'text/plain' }
  if (url.endsWith('/stream')) {
    response.writeHead(200, headers).flushHeaders()
    for (const piece of ['one', '', text]) response.write(piece)
    response.end('ü')
  } else if (url.endsWith('/empty')) response.writeHead(204).end()
  else if (url.endsWith('/latin')) {
    response.writeHead(201, { ...headers, 'content-length': text.length + 1 }).end(`${text}ÿ`, 'latin1')
  } else if (url.endsWith('/last')) {
    response.writeHead(200, { 'content-length': 2, connection: 'close' }).end(Buffer.from('ok'))
  } else {
    response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(text) })
    response.write(text)
    response.end()
  }
}

function post(path: string, body: string, ...lines: string[]): string {
  const head = [`POST ${path} HTTP/1.1`, 'Host: here', ...lines, `Content-Length: ${Buffer.byteLength(body)}`]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

/** All that is answered to these pieces, one after another, but for the time of day. */
async function answers({ port }: Listening, pieces: readonly Buffer[]): Promise<string> {
  const socket = connect(port, '127.0.0.1').setNoDelay()
  const answered: Buffer[] = []
  socket.on('data', (bytes) => answered.push(bytes))
  socket.on('error', () => undefined)
  for (const piece of pieces) {
    socket.write(piece)
    // Its own packet: the other side has read it before the next is there.
    await new Promise((resolve) => setImmediate(resolve))
  }
  await once(socket, 'close')
  return Buffer.concat(answered)
    .toString('latin1')
    .replaceAll(/Date: [^\r]*\r\n/g, '')
}

describe('a client cannot tell', () => {
  const request = fc.constantFrom(
    post('/mcp/a', ''),
    post('/mcp/a', 'body'),
    post('/mcp/a', 'body, and more of it'),
    post('/mcp/b', 'ü€', 'Accept: text/plain'),
    post('/mcp/stream', 'streamed'),
    post('/mcp/empty', 'nothing'),
    post('/mcp/latin', 'x'),
    post('/other', 'elsewhere'),
    post('/mcp/a', 'x'.repeat(70_000)),
    post('/mcp/a', 'twice', 'Accept: a', 'Accept: b'),
    'GET /mcp/a HTTP/1.1\r\nHost: here\r\n\r\n',
    'POST /mcp/a HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  )
  const sent = fc.record({
    requests: fc.array(request, { minLength: 1, maxLength: 6 }),
    cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
    last: fc.constantFrom(post('/mcp/last', 'bye'), post('/mcp/a', 'bye', 'Connection: close')),
  })

  test('who read its requests, however many come at once and wherever they are cut', async () => {
    const lane = await serve(echo)
    const node = await serve(echo, '/nothing/')
    await fc.assert(
      fc.asyncProperty(sent, async ({ requests, cuts, last }) => {
        const bytes = Buffer.from(requests.join('') + last)
        const at = cuts.map((cut) => Math.floor(cut * bytes.length)).toSorted((a, b) => a - b)
        const pieces = [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length))
        const [own, other] = await Promise.all([answers(lane, pieces), answers(node, pieces)])
        expect(own).toBe(other)
      }),
      { numRuns: 100 },
    )
  }, 60_000)

  test('who saw that a body was not whole', async () => {
    const handle: Handle = (request, response) =>
      void bodyOf(request).then(
        () => response.end(),
        () => undefined,
      )
    const lane = await serve(handle)
    const node = await serve(handle, '/nothing/')
    const [own, other] = await Promise.all(
      [lane, node].map(async ({ port }) => {
        const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
        socket.end(post('/mcp/a', 'half').slice(0, -2))
        const answer = await textOf(socket)
        socket.destroy()
        return answer
      }),
    )
    expect(other).toMatch(/^HTTP\/1\.1 400 /)
    expect(own).toBe(other)
  })

  test.each([
    [
      'a length beside chunks',
      'POST /mcp/a HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'two lengths',
      'POST /mcp/a HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
    ],
    ['a space before a colon', 'POST /mcp/a HTTP/1.1\r\nHost : here\r\nContent-Length: 1\r\n\r\na'],
    ['line feeds alone', 'POST /mcp/a HTTP/1.1\nHost: here\nContent-Length: 1\n\na'],
    ['what is not HTTP', 'nonsense\r\n\r\n'],
    ['a head that is too long', `POST /mcp/a HTTP/1.1\r\nHost: here\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`],
  ])('who refuses %s', async (_, malformed) => {
    const lane = await serve(echo)
    const node = await serve(echo, '/nothing/')
    const alone = [Buffer.from(malformed)]
    expect(await answers(lane, alone)).toBe(await answers(node, alone))
    // Node refuses at once what comes after a request that is not answered yet; here each has its turn.
    const after = [Buffer.from(post('/mcp/a', 'first') + malformed)]
    expect(await answers(lane, after)).toMatch(/^HTTP\/1\.1 200 .*"first"\]HTTP\/1\.1 4\d\d /s)
  })
})

test('a plain POST is read here, and what is not plain by Node, on one connection', async () => {
  const readers: string[] = []
  const lane = await serve((request, response) => {
    readers.push(request instanceof PostRequest ? 'lane' : 'node')
    void bodyOf(request).then(() => response.end('ok'))
  })
  const chunked = 'POST /mcp/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
  const all = [post('/mcp/a', 'a'), post('/mcp/a', 'bb'), chunked, post('/mcp/a', 'c', 'Connection: close')]
  await answers(
    lane,
    all.map((one) => Buffer.from(one)),
  )
  expect(readers).toEqual(['lane', 'lane', 'node', 'node'])
})

test('what is remembered of one request is not taken for another', async () => {
  const heads: unknown[] = []
  const lane = await serve((request, response) => {
    heads.push(request instanceof PostRequest ? request.head : undefined)
    response.end()
  })
  const all = [
    post('/mcp/a', 'a', 'Authorization: Bearer one'),
    post('/mcp/a', 'and more', 'Authorization: Bearer one'),
    post('/mcp/a', 'a', 'Authorization: Bearer two'),
    post('/mcp/b', 'a', 'Authorization: Bearer two', 'Connection: close'),
  ]
  await answers(
    lane,
    all.map((one) => Buffer.from(one)),
  )
  expect(heads[1]).toBe(heads[0])
  expect(heads[2]).toMatchObject({ headers: { authorization: 'Bearer two' } })
  expect(heads[3]).toBeUndefined()
})

describe('who answers', () => {
  /** A connection on which something was asked, and the response that is to be given. */
  async function asked(): Promise<{ socket: Socket; response: HttpResponse; listening: Listening }> {
    const { promise, resolve } = Promise.withResolvers<HttpResponse>()
    const listening = await serve((_, response) => resolve(response))
    const socket = connect(listening.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(post('/mcp/a', 'asked'))
    return { socket, response: await promise, listening }
  }

  test('hears when the client has gone', async () => {
    const { socket, response } = await asked()
    const gone = new Promise<void>((resolve) => response.once('close', resolve))
    socket.destroy()
    await gone
    expect(response.closed && !response.writableFinished).toBe(true)
    expect(response.write('late')).toBe(true)
    response.end('later')
  })

  test.each(['breaks off', 'ends'])(
    'hears that a client %s which has sent much ahead of its turn',
    async (how) => {
      const { socket, response } = await asked()
      const gone = new Promise<void>((resolve) => response.once('close', resolve))
      for (let at = 0; at < 5; at += 1) {
        await new Promise((resolve) => socket.write(post('/mcp/a', 'x'.repeat(20_000)), resolve))
        await new Promise((resolve) => setImmediate(resolve))
      }
      if (how === 'ends') socket.destroy()
      else socket.resetAndDestroy()
      await gone
      expect(response.writableFinished).toBe(false)
    },
  )

  test('hears when the client takes more', async () => {
    const { socket, response } = await asked()
    const piece = Buffer.alloc(1 << 20)
    while (response.write(piece)) await new Promise((resolve) => setImmediate(resolve))
    const drained = new Promise<void>((resolve) => response.once('drain', resolve))
    socket.resume()
    await drained
    response.end()
  })

  test('is asked no more by a client that reads nothing', async () => {
    const answer = Buffer.alloc(1 << 20, 'x')
    const most = 60
    let heard = 0
    const listening = await serve((_, response) => {
      heard += 1
      response.end(answer)
    })
    const socket = connect(listening.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.pause()
    for (let at = 0; at < most; at += 1) socket.write(post('/mcp/a', ''))
    for (let turn = 0; turn < 2_000; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(heard).toBeLessThan(most / 2)
    let size = 0
    const all = Promise.withResolvers<void>()
    socket.on('data', (bytes) => {
      size += bytes.length
      if (size > most * answer.length) all.resolve()
    })
    socket.resume()
    await all.promise
    expect(heard).toBe(most)
    socket.destroy()
  })

  test.each([
    ['a line end in a value', { 'x-a': 'b\r\nset-cookie: c' }],
    ['a letter no header may hold', { 'x-a': '\u0100' }],
    ['a name that is none', { 'x a': 'b' }],
  ])('cannot write %s, and may answer otherwise', async (_, headers: Record<string, string>) => {
    const { socket, response } = await asked()
    expect(() => response.writeHead(200, headers)).toThrow('cannot be written')
    expect(response.headersSent).toBe(false)
    response.writeHead(500, { connection: 'close' }).end()
    expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 500 Internal Server Error\r\n/)
  })

  test('may write before there is a head, and has no say after the end', async () => {
    const lane = await serve((request, response) => {
      if (request instanceof PostRequest) response.write('first')
      response.end('last')
      if (request instanceof PostRequest) response.destroy()
    })
    const [head = '', chunks, next] = (
      await answers(lane, [Buffer.from(post('/mcp/a', '') + post('/mcp/a', '', 'Connection: close'))])
    ).split('\r\n\r\n', 3)
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Transfer-Encoding: chunked$/s)
    expect(chunks).toBe('5\r\nfirst\r\n4\r\nlast\r\n0')
    expect(next).toMatch(/^HTTP\/1\.1 200 OK\r\nConnection: close/)
  })

  test('holds up closing, and what is idle does not', async () => {
    const { socket, response, listening } = await asked()
    const closed = listening.close(60_000)
    response.end('last')
    const answer = await textOf(socket)
    expect(answer).toContain('Connection: close')
    expect(answer).toMatch(/last$/)
    await closed
    const idle = await serve((_, answered) => answered.end('ok'))
    const other = connect(idle.port, '127.0.0.1')
    other.write(post('/mcp/a', ''))
    await once(other, 'data')
    await Promise.all([once(other, 'close'), idle.close(60_000)])
  })
})

describe('a client that lets us wait', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  })

  async function sent(bytes: string): Promise<Socket> {
    const listening = await serve((_, response) => response.end('ok'))
    const accepted = Promise.withResolvers<void>()
    const socket = connect(listening.port, '127.0.0.1', () => accepted.resolve())
    await accepted.promise
    socket.write(bytes)
    // What was sent has been read when what was sent after it is answered.
    const probe = connect(listening.port, '127.0.0.1')
    probe.write(post('/mcp/a', '', 'Connection: close'))
    await textOf(probe)
    return socket
  }

  test('for its first request is told so after 15 seconds', async () => {
    const socket = await sent('')
    await vi.advanceTimersByTimeAsync(17_000)
    expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('for the rest of a body is told so after two minutes', async () => {
    const socket = await sent(post('/mcp/a', 'half').slice(0, -2))
    await vi.advanceTimersByTimeAsync(122_000)
    expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 408 /)
  })

  test('between two requests is hung up on after 65 seconds', async () => {
    const socket = await sent(post('/mcp/a', ''))
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/ok$/)
    const closed = once(socket, 'close')
    await vi.advanceTimersByTimeAsync(67_000)
    await closed
  })
})

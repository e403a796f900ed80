import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { invariant } from '#std/invariant'
import { readPostHead } from './post-head.ts'

function head(...lines: string[]): string {
  return ['POST /mcp/demo HTTP/1.1', 'Host: here', ...lines].join('\r\n')
}

test('a plain head is read: names in lower case, values without the spaces around them', () => {
  expect(readPostHead(head('Content-Length: 12', 'X-Tool:  a b\t', 'accept:'))).toEqual({
    head: {
      url: '/mcp/demo',
      headers: { host: 'here', 'x-tool': 'a b', accept: '' },
      rawHeaders: ['Host', 'here', 'X-Tool', 'a b', 'accept', ''],
    },
    length: '12',
  })
})

describe('left to Node is', () => {
  test.each([
    ['a body without a length', head()],
    ['two lengths', head('Content-Length: 1', 'content-length: 1')],
    ['a list of lengths', head('Content-Length: 1, 1')],
    ['a length with a sign', head('Content-Length: +1')],
    ['a length with a zero before it', head('Content-Length: 01')],
    ['a length longer than any body', head('Content-Length: 1234567890')],
    ['a body in chunks', head('Transfer-Encoding: chunked')],
    ['a length beside chunks', head('Content-Length: 1', 'Transfer-Encoding: chunked')],
    ['a body that waits to be asked for', head('Content-Length: 1', 'Expect: 100-continue')],
    ['another protocol', head('Content-Length: 1', 'Upgrade: h2c')],
    ['trailers', head('Content-Length: 1', 'Trailer: x')],
    ['a connection that closes', head('Content-Length: 1', 'Connection: close')],
    ['a connection with options', head('Content-Length: 1', 'Connection: keep-alive, x')],
    ['a connection that closes by its older name', head('Content-Length: 1', 'Proxy-Connection: close')],
    ['a header that is always a list', head('Content-Length: 1', 'Set-Cookie: a=b')],
    [
      'more lines than any client sends',
      head('Content-Length: 1', ...Array.from({ length: 1_050 }, (_, at) => `x${at}:`)),
    ],
    ['a header that stands twice', head('Content-Length: 1', 'Accept: a', 'accept: b')],
    ['a header in two lines', head('Content-Length: 1', 'Accept: a', ' b')],
    ['a space before the colon', head('Content-Length : 1')],
    ['a name that is no token', head('Content-Length: 1', 'a(b: c')],
    ['a line without a colon', head('Content-Length: 1', 'accept')],
    ['a tab inside a value', head('Content-Length: 1', 'accept: a\tb')],
    ['a letter beyond ASCII', head('Content-Length: 1', 'accept: ä')],
    ['a control character', head('Content-Length: 1', 'accept: a\0b')],
    ['a line feed alone', head('Content-Length: 1', 'accept: a\nx: b')],
    ['a carriage return alone', head('Content-Length: 1', 'accept: a\rx: b')],
    ['a name that objects are born with', head('Content-Length: 1', '__proto__: a')],
    ['no host', 'POST /mcp/demo HTTP/1.1\r\nContent-Length: 1'],
    ['another method', head('Content-Length: 1').replace('POST', 'GET')],
    ['an older version', head('Content-Length: 1').replace('1.1', '1.0')],
    ['an absolute address', head('Content-Length: 1').replace('/mcp', 'http://here/mcp')],
    ['a fragment', head('Content-Length: 1').replace('demo', 'demo#x')],
    ['a space in the address', head('Content-Length: 1').replace('demo', 'de mo')],
    ['an empty line before it', `\r\n${head('Content-Length: 1')}`],
    ['nothing', ''],
  ])('%s', (_, written) => {
    expect(readPostHead(written)).toBeUndefined()
  })
})

test('spaces without end cost no more than their length', () => {
  // Tried two ways each, so many would take longer than a test may.
  expect(readPostHead(head('Content-Length: 1', `accept:${' '.repeat(50_000)}\0`))).toBeUndefined()
})

describe('whatever is read', () => {
  const heard: { request: IncomingMessage; stays: boolean; body: string }[] = []
  const server = createServer(async (request, response) => {
    heard.push({ request, stays: response.shouldKeepAlive, body: await text(request) })
    response.end()
  })
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterAll(() => {
    server.close()
  })

  async function readByNode(bytes: Buffer): Promise<(typeof heard)[number] | undefined> {
    heard.length = 0
    const address = server.address()
    invariant(typeof address === 'object' && address !== null, 'a listening server has an address')
    const socket = connect(address.port, '127.0.0.1')
    const answer = text(socket)
    socket.end(bytes)
    await answer
    return heard[0]
  }

  const odd = fc.constantFrom(
    ' ',
    '\t',
    ':',
    ',',
    '\r',
    '\n',
    '\r\n',
    '\0',
    '\x7f',
    'ä',
    '"',
    '(',
    '#',
    '%',
    '?',
    '0',
  )
  const word = fc.oneof(
    fc.constantFrom('a', 'keep-alive', 'close', 'chunked', 'application/json', '7', '07', 'Mcp-Name'),
    fc.string({ maxLength: 4 }),
    odd,
  )
  const value = fc.array(word, { maxLength: 4 }).map((words) => words.join(''))
  const name = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'Accept',
        'X-A',
        'Connection',
        'Host',
        'constructor',
        'Cookie',
        'TE',
        'Content-Length',
        'Proxy-Connection',
        'Set-Cookie',
      ),
    },
    { weight: 1, arbitrary: value },
  )
  const line = fc.tuple(name, fc.constantFrom(':', ': ', ' :', ':\t'), value).map((parts) => parts.join(''))
  const path = fc.oneof(
    fc.constantFrom('/mcp/demo', '/mcp/a?b=c', '/', '*'),
    value.map((end) => `/mcp/${end}`),
  )
  const written = fc
    .record({ path, lines: fc.array(line, { maxLength: 4 }), length: fc.constantFrom('0', '1', '5', '05') })
    .map(({ path, lines, length }) =>
      [`POST ${path} HTTP/1.1`, 'Host: here', `Content-Length: ${length}`, ...lines].join('\r\n'),
    )

  test('Node reads alike', async () => {
    let read = 0
    await fc.assert(
      fc.asyncProperty(written, async (text) => {
        const own = readPostHead(text)
        if (own === undefined) return
        read += 1
        const body = 'x'.repeat(Number(own.length))
        const node = await readByNode(Buffer.from(`${text}\r\n\r\n${body}`, 'latin1'))
        const { 'content-length': length, ...headers } = node?.request.headers ?? {}
        expect(node?.stays).toBe(true)
        const raw = node?.request.rawHeaders ?? []
        const at = raw.findIndex((one, index) => index % 2 === 0 && one.toLowerCase() === 'content-length')
        expect({
          url: node?.request.url,
          headers,
          rawHeaders: raw.toSpliced(at, 2),
          length,
          body: node?.body,
        }).toEqual({
          ...own.head,
          length: own.length,
          body,
        })
      }),
      { numRuns: 2_000 },
    )
    expect(read).toBeGreaterThan(100)
  }, 60_000)
})

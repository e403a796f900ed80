import { createServer, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { createOriginGuard } from '#platform/origin'
import { type Heading, Headings } from './heading.ts'

/** What is read of each of some requests that come on one connection. */
async function headings(...requests: string[]): Promise<{ heading: Heading; request: IncomingMessage }[]> {
  const read = new Headings(createOriginGuard({ host: '127.0.0.1', trustedProxies: [] }))
  const found: { heading: Heading; request: IncomingMessage }[] = []
  const { promise, resolve } = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    found.push({ heading: read.of(request), request })
    request.resume()
    response.end()
    if (found.length === requests.length) resolve()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const socket = connect(port, '127.0.0.1')
  socket.write(requests.join(''))
  await promise
  socket.destroy()
  server.close()
  return found
}

const post = (headers: string[], length = 0, url = '/mcp/files') =>
  `POST ${url} HTTP/1.1\r\nHost: localhost\r\n${headers.map((line) => `${line}\r\n`).join('')}Content-Length: ${length}\r\n\r\n${'x'.repeat(length)}`

test('what a client says again on its connection is read once, but for the length of the body', async () => {
  const headers = ['Authorization: Bearer one', 'Accept: application/json', 'Mcp-Session-Id: s']
  const [first, second, third] = await headings(post(headers), post(headers, 7), post(headers, 12))
  expect(second?.heading).toBe(first?.heading)
  expect(third?.heading).toBe(first?.heading)
  expect(first?.heading.headers['content-length']).toBeUndefined()
  const lengths = [first, second, third].map((one) => one?.request.rawHeaders[one.heading.lengthAt])
  expect(lengths).toEqual(['0', '7', '12'])
})

test.each([
  ['another token', post(['Authorization: Bearer two'])],
  ['another session', post(['Authorization: Bearer one', 'Mcp-Session-Id: s'])],
  ['a header less', post([])],
  ['a header twice', post(['Authorization: Bearer one', 'Authorization: Bearer one'])],
  ['another address', post(['Authorization: Bearer one'], 0, '/mcp/other')],
  ['a name in another case', post(['authorization: Bearer one'])],
])('%s is read anew', async (_what, other) => {
  const [first, second] = await headings(post(['Authorization: Bearer one']), other)
  const [fresh] = await headings(other)
  expect(second?.heading).not.toBe(first?.heading)
  expect(second?.heading).toEqual(fresh?.heading)
})

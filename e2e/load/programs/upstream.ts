import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { answerTo } from './echo.ts'
import { ready } from './ready.ts'
import { type Asked, RequestReader } from './requests.ts'

/** As a server on Node says it of itself. */
const connection = `Date: ${new Date().toUTCString()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=600\r\n`

function said(status: string, body = '', more = ''): string {
  return `HTTP/1.1 ${status}\r\n${more}content-length: ${body.length}\r\n${connection}\r\n${body}`
}

function answer({ method, body }: Asked): string {
  if (method !== 'POST') return said(method === 'DELETE' ? '200 OK' : '405 Method Not Allowed')
  const text = answerTo(body)
  if (text === undefined) return said('202 Accepted')
  const session = body.includes('"method":"initialize"') ? `mcp-session-id: ${randomUUID()}\r\n` : ''
  return said('200 OK', text, `content-type: application/json\r\n${session}`)
}

/**
 * An MCP server that does nothing but answer: what it costs is the same for every proxy before it. It reads HTTP by itself,
 * as the load client does: with `node:http` the two filled their core about when the proxy filled its own, and the bench
 * measured them instead.
 */
const server = createServer({ noDelay: true }, (socket) => {
  const reader = new RequestReader()
  socket.on('data', (chunk: Buffer) => {
    const asked = reader.push(chunk)
    if (asked !== undefined) socket.write(answer(asked), 'latin1')
  })
  // A proxy that is stopped breaks its connections off.
  socket.on('error', () => socket.destroy())
})

ready(server)

import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { invariant } from '#std/invariant'
import { PostLane, type PostsOptions } from './http/post-lane.ts'
import { keepAliveSeconds } from './http/post-response.ts'
import { Refusal } from './refusal.ts'

export interface ListenOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly onRequest: RequestListener
  /** The plain POSTs among the requests, and whose they are; without it they are like all others. */
  readonly posts?: PostsOptions
}

export interface Listening {
  /** `http://<host>:<port>`, with the port that was taken. */
  readonly origin: string
  readonly port: number
  /** Takes no new connection, and resolves when the last answer has ended or `graceMs` have passed; then cuts the rest. */
  close(graceMs?: number): Promise<void>
}

const limits = {
  maxHeaderSize: 16 * 1024,
  /** A client that sends its headers a byte at a time holds a connection no longer than this. */
  headersTimeout: 15_000,
  /** For the whole request, not for the answer: 4 MB pass even on a poor line, and event streams last as they like. */
  requestTimeout: 120_000,
  keepAliveTimeout: keepAliveSeconds * 1000,
  connectionsCheckingInterval: 5_000,
  keepAlive: true,
}

const refusals: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** What never became a request still gets an answer that says why. */
function refuse(error: Error, socket: Socket): void {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = refusals[code] ?? '400 Bad Request'
  socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
  socket.destroySoon()
}

function refusalOf(error: Error, { host, port }: ListenOptions): Error {
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new Refusal(
      'port_taken',
      `port ${port} on ${host} is in use; stop what uses it, or set PORT to another`,
    )
  if (code === 'EACCES')
    return new Refusal('port_forbidden', `port ${port} is not for this user; set PORT to one above 1023`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new Refusal('host_unknown', `this machine has no address \`${host}\`; set HOST to one that it has`)
  return error
}

function bind(server: Server, options: ListenOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => reject(refusalOf(error, options)))
    server.listen(options.port, options.host, () => {
      const address = server.address()
      invariant(address !== null && typeof address === 'object', 'a TCP server has an address')
      resolve(address)
    })
  })
}

function closing(server: Server, lane: PostLane | undefined, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      server.closeAllConnections()
      lane?.closeAll()
    }, graceMs)
    lane?.closeIdle()
    // A connection that answers its last request now stays open, idle, for another: Node looks for these only once.
    const sweep = setInterval(() => {
      server.closeIdleConnections()
      lane?.closeIdle()
    }, 20)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(sweep)
      lane?.closeAll()
      resolve()
    })
  })
}

/** Serves HTTP/1.1 within limits that a slow or hostile client cannot stretch. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const server = createServer(limits, options.onRequest)
  server.on('clientError', refuse)
  const lane = options.posts && new PostLane(server, options.posts, limits)
  const { port } = await bind(server, options)
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return { origin: `http://${host}:${port}`, port, close: (graceMs = 0) => closing(server, lane, graceMs) }
}

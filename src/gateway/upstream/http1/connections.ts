import { isIP, type LookupFunction, type Socket, connect as tcpConnect } from 'node:net'
import { TLSSocket, connect as tlsConnect } from 'node:tls'
import { HeadReader } from './answer-head.ts'
import {
  type AnswerEvents,
  Connection,
  type ConnectionOwner,
  WireError,
  type WireRequest,
} from './connection.ts'

export interface ConnectionsOptions {
  readonly url: URL
  /** The name that a certificate must be for. */
  readonly name: string
  /** Resolves and judges the address; the connection goes to just what it answers. */
  readonly lookup: LookupFunction
  readonly connectTimeoutMs: number
  /** How long an answer may be silent, before its head and between its pieces. */
  readonly stallTimeoutMs: number
}

/** All sockets read into it, one after another: what is read is copied before the next has its turn. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024)

/** It was us who hung up, and nobody should look for it in the server. */
function letGo(): WireError {
  return new WireError('LET_GO', 'the connections to the server were closed')
}

/** Connections to one origin, kept open between requests. There are as many as there are requests at once. */
export class Connections implements ConnectionOwner {
  readonly #options: ConnectionsOptions
  readonly #tickMs: number
  readonly #all = new Set<Connection>()
  /** The last used is used next, so that those too many grow old and go. */
  readonly #idle: Connection[] = []
  #timer: NodeJS.Timeout | undefined
  #isClosed = false
  #tlsSession: Buffer | undefined
  readonly heads = new HeadReader()
  tick = 0

  constructor(options: ConnectionsOptions) {
    this.#options = options
    // A timer for each request would cost more than reading its answer; nobody minds a time-out a little late.
    this.#tickMs = Math.max(10, Math.min(1000, options.stallTimeoutMs / 4))
  }

  /** The connection on which the answer will come; undefined when all are closed for good, which `events` hears. */
  send(request: WireRequest, events: AnswerEvents): Connection | undefined {
    if (this.#isClosed) {
      queueMicrotask(() => events.fail(letGo(), false))
      return undefined
    }
    const connection = this.#fresh() ?? this.#open()
    connection.send(request, events)
    return connection
  }

  released(connection: Connection, seconds: number): void {
    connection.usableUntil = this.tick + Math.floor((seconds * 1000) / this.#tickMs)
    this.#idle.push(connection)
  }

  closed(connection: Connection): void {
    this.#all.delete(connection)
    const at = this.#idle.indexOf(connection)
    if (at >= 0) this.#idle.splice(at, 1)
    if (this.#all.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  close(): void {
    this.#isClosed = true
    for (const connection of [...this.#all]) connection.destroy(letGo())
  }

  #fresh(): Connection | undefined {
    for (;;) {
      const connection = this.#idle.pop()
      if (connection === undefined || connection.usableUntil > this.tick) return connection
      connection.destroy(new WireError('CLOSED', 'the connection was closed'))
    }
  }

  #open(): Connection {
    const connection = new Connection(this, (read) => this.#connect(read, () => connection.connected()))
    this.#all.add(connection)
    this.#timer ??= setInterval(() => this.#onTick(), this.#tickMs).unref()
    return connection
  }

  #onTick(): void {
    this.tick += 1
    const most = Math.ceil(this.#options.stallTimeoutMs / this.#tickMs)
    for (const connection of [...this.#all]) {
      if (connection.silence(this.tick) > most)
        connection.destroy(new WireError('TIMEOUT', 'the server did not answer in time'))
      else if (connection.isIdle && connection.usableUntil <= this.tick)
        connection.destroy(new WireError('CLOSED', 'the connection was closed'))
    }
  }

  #connect(read: (bytes: Buffer) => void, connected: () => void): Socket {
    const { url, name, lookup, connectTimeoutMs } = this.#options
    const isSecure = url.protocol === 'https:'
    const common = {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || (isSecure ? 443 : 80)),
      lookup,
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
      onread: {
        buffer: readBuffer,
        callback: (length: number) => {
          read(readBuffer.subarray(0, length))
          return true
        },
      },
    }
    const socket = isSecure
      ? tlsConnect({
          ...common,
          ALPNProtocols: ['http/1.1'],
          ...(isIP(name) === 0 && { servername: name }),
          ...(this.#tlsSession && { session: this.#tlsSession }),
        })
      : tcpConnect(common)
    // Whoever comes next need not shake hands at such length. INVARIANT: only of a server whose certificate was good:
    // on a session that is taken up again the name of the server is not checked any more.
    if (socket instanceof TLSSocket)
      socket.on('session', (session: Buffer) => {
        if (socket.authorized) this.#tlsSession = session
      })
    const timer = setTimeout(
      () => socket.destroy(new WireError('CONNECT_TIMEOUT', 'the server did not answer')),
      connectTimeoutMs,
    )
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      connected()
    })
    socket.once('close', () => clearTimeout(timer))
    return socket
  }
}

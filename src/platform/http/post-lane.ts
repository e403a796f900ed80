import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { invariant } from '#std/invariant'
import { PostConnection, type PostHandler, type PostOwner } from './post-connection.ts'

/** Which POSTs go another way than the rest, and where. */
export interface PostsOptions {
  /** A path with its last slash: all below it. */
  readonly below: string
  readonly handle: PostHandler
}

/** Milliseconds, as the server's own. */
export interface PostTimeouts {
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly keepAliveTimeout: number
}

const tickMs = 1_000
/** Longer ones go the common way, where a stranger is refused before the body is taken in. */
const longestBody = 64 * 1024

/**
 * Reads the plain POSTs of a server by itself, for what Node does for each request costs more than all that is done with
 * it. A connection that brings anything else is Node's from there on: what is not plain is never read here.
 */
export class PostLane implements PostOwner {
  readonly #options: PostsOptions
  readonly #timeouts: PostTimeouts
  readonly #connections = new Set<PostConnection>()
  readonly #handOver: (socket: Socket) => void
  readonly #timer: NodeJS.Timeout
  readonly handle: PostHandler
  mayStay = true
  tick = 0
  #dateLine = ''
  #dateAt = -1

  constructor(server: Server, options: PostsOptions, timeouts: PostTimeouts) {
    this.#options = options
    this.#timeouts = timeouts
    this.handle = options.handle
    const [own, ...others] = server.listeners('connection')
    invariant(own !== undefined && others.length === 0, 'a server has one reader of its connections')
    this.#handOver = (socket) => Reflect.apply(own, server, [socket])
    server.removeAllListeners('connection')
    server.on('connection', (socket: Socket) => this.#connections.add(new PostConnection(this, socket)))
    this.#timer = setInterval(() => this.#onTick(), tickMs).unref()
  }

  /** The second, as every answer says it ([RFC 9110, section 6.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1)). */
  get dateLine(): string {
    const now = Date.now()
    const second = now - (now % 1000)
    if (second !== this.#dateAt) {
      this.#dateAt = second
      this.#dateLine = `Date: ${new Date(second).toUTCString()}\r\n`
    }
    return this.#dateLine
  }

  takes(url: string, length: number): boolean {
    return url.startsWith(this.#options.below) && length <= longestBody
  }

  handOver(socket: Socket, bytes: Buffer): void {
    socket.pause()
    socket.unshift(bytes)
    this.#handOver(socket)
    socket.resume()
  }

  closed(connection: PostConnection): void {
    this.#connections.delete(connection)
  }

  closeIdle(): void {
    this.mayStay = false
    for (const connection of [...this.#connections]) if (connection.isIdle) connection.destroy()
  }

  closeAll(): void {
    clearInterval(this.#timer)
    for (const connection of [...this.#connections]) connection.destroy()
  }

  #onTick(): void {
    this.tick += 1
    const { headersTimeout, requestTimeout, keepAliveTimeout } = this.#timeouts
    for (const connection of [...this.#connections]) {
      const { state, ticks } = connection.waiting
      const ms = ticks * tickMs
      if (state === 'new' && ms > headersTimeout) connection.timeOut()
      else if (state === 'body' && ms > requestTimeout) connection.timeOut()
      else if (connection.isIdle && ms > keepAliveTimeout) connection.destroy()
    }
  }
}

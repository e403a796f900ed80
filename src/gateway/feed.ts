import type { IncomingHttpHeaders } from 'node:http'
import { StringDecoder } from 'node:string_decoder'
import { blockSplitter, idOf, retryOf } from '#mcp/event-stream'
import { blockForStream, type ClientStream } from './downstream/client-stream.ts'
import { mediaType } from './downstream/headers.ts'
import { gathered } from './relay.ts'
import type { Session } from './sessions.ts'
import type { Flow, Upstream, UpstreamAnswer } from './upstream/upstream.ts'

interface Needs {
  readonly stream: ClientStream
  readonly session: Session
  /** The server as it is reached now; undefined when it is gone. */
  readonly upstream: () => Upstream | undefined
  /** What goes on of a block. */
  readonly seen: (block: string) => string
}

const firstRetryMs = 1_000
const longestRetryMs = 30_000

/**
 * Listens to a server in the place of a client that cannot: one that speaks HTTP+SSE knows of no stream but its own. It
 * listens again for as long as the client is there, where it left off, and ever more rarely while nothing comes of it.
 */
export class Feed {
  readonly #needs: Needs
  #flow: Flow | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #retryMs = firstRetryMs
  #lastId: string | undefined
  /** The session in which `#lastId` means something. */
  #heardIn: string | undefined
  #isOver = false

  constructor(needs: Needs) {
    this.#needs = needs
  }

  open(): void {
    const upstream = this.#needs.upstream()
    if (this.#isOver || upstream === undefined) return
    const session = this.#needs.session.upstreamId
    if (session !== this.#heardIn) this.#lastId = undefined
    this.#heardIn = session
    const { version } = this.#needs.session
    const headers = [
      'accept',
      'text/event-stream',
      ...(version === undefined ? [] : ['mcp-protocol-version', version]),
      ...(this.#lastId === undefined ? [] : ['last-event-id', this.#lastId]),
    ]
    this.#flow = upstream.request({ method: 'GET', headers, session }, this.#ear())
  }

  close(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#flow?.abort()
  }

  #ear(): UpstreamAnswer {
    const splitter = blockSplitter()
    const decoder = new StringDecoder('utf8')
    let isEvents = false
    const again = () => this.#again()
    return {
      start: (status: number, headers: IncomingHttpHeaders) => {
        isEvents = status === 200 && mediaType(headers) === 'text/event-stream'
        if (isEvents) return
        this.#flow?.abort()
        // 405 is how a server says that it never speaks unasked (MCP 2025-11-25, Transports, "Listening for messages").
        if (status >= 500 || status === 404) again()
      },
      data: (chunk) => {
        if (!isEvents || this.#isOver) return
        for (const block of splitter.push(decoder.write(chunk))) this.#hear(block)
        if (splitter.held <= gathered) return
        this.#flow?.abort()
        again()
      },
      end: () => {
        if (isEvents) again()
      },
      fail: again,
    }
  }

  #hear(block: string): void {
    this.#failures = 0
    this.#lastId = idOf(block) ?? this.#lastId
    this.#retryMs = Math.min(retryOf(block) ?? this.#retryMs, longestRetryMs)
    const { stream, seen } = this.#needs
    const text = blockForStream(seen(block))
    if (text === undefined || stream.write(text)) return
    this.#flow?.pause()
    stream.onDrain(() => this.#flow?.resume())
  }

  #again(): void {
    if (this.#isOver) return
    const delay = Math.min(this.#retryMs * 2 ** this.#failures, longestRetryMs)
    this.#failures = Math.min(this.#failures + 1, 10)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.open(), delay)
    this.#timer.unref()
  }
}

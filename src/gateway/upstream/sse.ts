import type { IncomingHttpHeaders } from 'node:http'
import { StringDecoder } from 'node:string_decoder'
import { blockSplitter, dataOf, eventNameOf } from '#mcp/event-stream'
import { mediaType } from '../downstream/headers.ts'
import type { GatewaySettings } from '../settings.ts'
import { bridgeUpstream } from './bridge.ts'
import type { Ears, Pipe, PipeEnd, PipeEvents, Sending } from './pipe.ts'
import type { Flow, Upstream, UpstreamAnswer, UpstreamFault } from './upstream.ts'
import { exchangeWhole } from './whole.ts'

/**
 * A server that speaks HTTP+SSE, the transport before streamable HTTP: one event stream for each session, on which it
 * says where messages are to be posted, and then all that it says
 * ([MCP 2024-11-05, Transports](https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse)).
 * `http` reaches any path of the origin of `url`.
 */
export function sseUpstream(
  url: URL,
  http: Upstream,
  settings: Pick<
    GatewaySettings,
    'streamsPerServer' | 'connectTimeoutMs' | 'startTimeoutMs' | 'stallTimeoutMs'
  >,
  ears: Ears = {},
): Upstream {
  const bridge = bridgeUpstream({
    open: (events, headers) =>
      new StreamPipe({ url, http, timeoutMs: settings.connectTimeoutMs }, events, headers),
    ears,
    mostSessions: settings.streamsPerServer,
    startTimeoutMs: settings.startTimeoutMs,
    stallTimeoutMs: settings.stallTimeoutMs,
  })
  return {
    request: (request, answer) => bridge.request(request, answer),
    async close() {
      await bridge.close()
      await http.close()
    },
  }
}

interface Line {
  readonly url: URL
  readonly http: Upstream
  /** How long the server may take to say where messages are posted. */
  readonly timeoutMs: number
}

/** Longer events are not waited for: somebody may be sending one without an end. */
const longestEvent = 64 * 1024 * 1024
/** What waits for the address; a client says one thing before it is answered, so more is nonsense. */
const mostWaiting = 16

class StreamPipe implements Pipe, UpstreamAnswer {
  readonly #url: URL
  readonly #http: Upstream
  readonly #events: PipeEvents
  readonly #splitter = blockSplitter()
  readonly #decoder = new StringDecoder('utf8')
  readonly #timer: NodeJS.Timeout
  readonly #flow: Flow
  /** Where the server has said that messages are posted, and where they are. */
  #announced: string | undefined
  #endpoint: string | undefined
  #waiting: (readonly [string, Sending | undefined])[] = []
  #isStream = false
  #isOver = false

  constructor({ url, http, timeoutMs }: Line, events: PipeEvents, headers: readonly string[]) {
    this.#url = url
    this.#http = http
    this.#events = events
    this.#timer = setTimeout(() => this.#break({ message: noEndpoint, code: 'timeout' }), timeoutMs)
    this.#flow = http.request(
      { method: 'GET', headers: [...ofClient(headers), 'accept', 'text/event-stream'], session: undefined },
      this,
    )
  }

  send(line: string, sending?: Sending): void {
    if (this.#isOver)
      sending?.done({ code: 'unreachable', message: 'The server’s stream has ended.', wasReached: false })
    else if (this.#endpoint !== undefined) void this.#post(this.#endpoint, line, sending)
    else if (this.#waiting.length < mostWaiting) this.#waiting.push([line, sending])
    else sending?.done({ code: 'unreachable', message: noEndpoint, wasReached: false })
  }

  pause(): void {
    this.#flow.pause()
  }

  resume(): void {
    this.#flow.resume()
  }

  /** There is no word for goodbye: the server sees its stream end. */
  async close(): Promise<void> {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#flow.abort()
  }

  async #post(path: string, line: string, sending: Sending | undefined): Promise<void> {
    const sent = await exchangeWhole(this.#http, {
      method: 'POST',
      path,
      headers: [...ofClient(sending?.headers ?? []), 'content-type', 'application/json', 'accept', '*/*'],
      session: undefined,
      body: Buffer.from(line),
    })
    if (!sent.ok) {
      const next = this.#isOver || sending?.waiter?.isOver === true ? undefined : this.#next(path, sent.fault)
      if (next === undefined) sending?.done(sent.fault)
      else void this.#post(next, line, sending)
      return
    }
    const { status, body } = sent.value
    if (status < 300) {
      sending?.done()
      return
    }
    const fault = refusedPost(status, body)
    sending?.done(fault)
    if (fault.code === 'session_lost') this.#break({ message: fault.message })
  }

  /**
   * Where a message goes that was redirected. What a person registers is registered anew when it moves; this address the
   * server names by itself (and some frameworks then add a slash to it), so it may move once, within its origin. What
   * follows goes there at once, even after a 307: the address is good for this stream only.
   */
  #next(path: string, { movedTo }: UpstreamFault): string | undefined {
    if (movedTo === undefined || movedTo === path || path !== this.#announced) return undefined
    // Of those that were on their way together the first one tells.
    if (this.#endpoint === path) this.#endpoint = movedTo
    return movedTo === this.#endpoint ? movedTo : undefined
  }

  start(status: number, headers: Readonly<IncomingHttpHeaders>): void {
    this.#isStream = status === 200 && mediaType(headers) === 'text/event-stream'
    if (!this.#isStream) this.#break({ message: noStream(status, headers), code: 'unreadable' })
  }

  data(chunk: Buffer): void {
    if (this.#isOver || !this.#isStream) return
    for (const block of this.#splitter.push(this.#decoder.write(chunk))) {
      if (this.#isOver) return
      this.#hear(block)
    }
    if (this.#splitter.held > longestEvent)
      this.#break({ message: 'The server sent an event longer than can be read.', code: 'unreadable' })
  }

  end(): void {
    this.#end({ message: 'The server ended its event stream.' })
  }

  fail({ code, message, detail }: UpstreamFault): void {
    this.#end({ message, code, ...(detail !== undefined && { detail }) })
  }

  /** What has another name is nothing that we know of, and no client would look at it either. */
  #hear(block: string): void {
    const data = dataOf(block)
    if (data === undefined) return
    const name = eventNameOf(block)
    if (name === 'endpoint') this.#settle(data)
    else if (name === 'message') this.#events.message(data)
  }

  /**
   * INVARIANT: messages, and the credentials with them, go to the origin that a person has registered and to no other
   * ([MCP 2025-06-18, Security](https://modelcontextprotocol.io/specification/2025-06-18/basic/transports#security-warning)).
   */
  #settle(data: string): void {
    if (this.#endpoint !== undefined) return
    const endpoint = URL.parse(data, this.#url.href)
    if (endpoint === null || endpoint.origin !== this.#url.origin) {
      const where = endpoint === null ? 'an address that cannot be read' : `\`${endpoint.origin}\``
      const message = `The server asks for its messages at ${where}, and they go to \`${this.#url.origin}\` only.`
      this.#break({ message, code: 'address_refused' })
      return
    }
    const path = `${endpoint.pathname}${endpoint.search}`
    this.#announced = path
    this.#endpoint = path
    clearTimeout(this.#timer)
    for (const [line, sending] of this.#waiting.splice(0)) void this.#post(path, line, sending)
  }

  #break(why: PipeEnd): void {
    this.#flow.abort()
    this.#end(why)
  }

  #end(why: PipeEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#waiting = []
    this.#events.end(why)
  }
}

const noEndpoint = 'The server did not say where it takes messages.'

/** What belongs to the one exchange with us, and not to the one with the server. */
const ours = new Set(['accept', 'content-type', 'last-event-id', 'mcp-method', 'mcp-name'])

function ofClient(headers: readonly string[]): string[] {
  return headers.filter((_, at) => !ours.has(headers[at - (at % 2)] ?? ''))
}

function noStream(status: number, headers: IncomingHttpHeaders): string {
  const type = mediaType(headers)
  const what = status === 200 && type !== '' ? `\`${type}\`` : `HTTP ${status}`
  return `The server answers with ${what} where its event stream should begin.`
}

/** 404 is how servers say that a session is no more; some say 400 and speak of it. */
function refusedPost(status: number, body: Buffer): UpstreamFault {
  const isLost =
    status === 404 || status === 410 || (status === 400 && /session/i.test(body.toString('utf8')))
  return isLost
    ? { code: 'session_lost', message: 'The server has lost its session.', wasReached: true }
    : {
        code: 'unreadable',
        message: `The server refused the message with HTTP ${status}.`,
        wasReached: true,
      }
}

import { commentText, dataOf, eventText } from '#mcp/event-stream'
import { notificationText } from '#mcp/frame'
import type { GrantId, ServerId } from '#model/id'
import type { HttpResponse } from '#platform/http/exchange'
import type { ListenStream } from '../streams.ts'
import { eventHeaders, type Outlet } from './outlet.ts'

interface Needs {
  readonly response: HttpResponse
  readonly grantId: GrantId
  readonly serverId: ServerId
  readonly tokenHash: string
  /** Proxies cut a line on which nothing is said. */
  readonly commentMs: number
  /** The client takes events and nothing else for its stream: no comment, and no `retry:`. */
  readonly takesEventsAlone: boolean
  readonly onClose: () => void
}

/** After how long a client that lost its stream should ask for it again: a gateway that is updated is back in a second or two. */
const retryMs = 1_000
/** Whoever asks on and reads nothing would have all the answers kept for it; one may be as long as it likes. */
const mostUnread = 16 * 1024 * 1024
/**
 * Says as little as a comment. The Java SDK gives its stream up for a comment (java-sdk #685, until it was mended) and for
 * `retry:` (#1047), and asks for no other; a line that begins an event may come as often as one likes before its data.
 */
const eventBegun = 'event: message\n'
const listChanged = eventText(notificationText('notifications/tools/list_changed'))

/**
 * The event stream of a client that speaks HTTP+SSE: all that it is told is told here, the answers to what it posts too
 * ([MCP 2024-11-05, Transports](https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse)).
 */
export class ClientStream implements ListenStream {
  readonly grantId: GrantId
  readonly serverId: ServerId
  readonly tokenHash: string
  readonly #response: HttpResponse
  readonly #takesEventsAlone: boolean
  readonly #onClose: () => void
  readonly #ticks: NodeJS.Timeout
  readonly #outlets = new Map<Outlet, StreamOutlet>()
  /** Before it is introduced a client has no list that could change. */
  isIntroduced = false
  #isOver = false
  /** How many letters were said since the client last had read all. */
  #unread = 0

  constructor({ response, grantId, serverId, tokenHash, commentMs, takesEventsAlone, onClose }: Needs) {
    this.#response = response
    this.#takesEventsAlone = takesEventsAlone
    this.#onClose = onClose
    this.grantId = grantId
    this.serverId = serverId
    this.tokenHash = tokenHash
    // Each answer that is under way may wait for the line to drain.
    response.setMaxListeners(0)
    const tick = takesEventsAlone ? eventBegun : commentText('still here')
    this.#ticks = setInterval(() => this.write(tick), commentMs)
    this.#ticks.unref()
  }

  /** `endpoint` is where the client posts its messages. */
  open(endpoint: string): void {
    this.#response.writeHead(200, eventHeaders)
    const retry = this.#takesEventsAlone ? '' : `retry: ${retryMs}\n`
    this.#response.write(`${retry}event: endpoint\ndata: ${endpoint}\n\n`)
    this.#response.once('close', () => this.#closed())
    if (this.#response.destroyed) this.#closed()
  }

  /** Where the answers to what was posted go; `response` is that of the post. To be given back when they are all there. */
  outlet(response: HttpResponse): Outlet {
    const outlet = new StreamOutlet(this, response)
    this.#outlets.set(outlet, outlet)
    return outlet
  }

  release(outlet: Outlet): void {
    const own = this.#outlets.get(outlet)
    this.#outlets.delete(outlet)
    // Whatever still runs for it has nobody to tell.
    own?.gone()
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** False: wait for `onDrain`. */
  write(text: string): boolean {
    if (this.#isOver) return true
    if (this.#unread > mostUnread) {
      // What it missed it cannot be told later; it comes back and is told so.
      this.#response.destroy()
      return true
    }
    const isTaken = this.#response.write(text)
    if (!isTaken) this.#wait(text.length)
    return isTaken
  }

  #wait(letters: number): void {
    if (this.#unread === 0)
      this.onDrain(() => {
        this.#unread = 0
      })
    this.#unread += letters
  }

  /** What goes on of a block of an upstream's stream; false: wait for `onDrain`. */
  block(block: string): boolean {
    const text = blockForStream(block)
    return text === undefined || (text.startsWith(':') && this.#takesEventsAlone) || this.write(text)
  }

  comment(text: string): void {
    if (!this.#takesEventsAlone) this.write(commentText(text))
  }

  onDrain(listener: () => void): void {
    this.#response.once('drain', listener)
  }

  tellListChanged(): void {
    if (this.isIntroduced) this.write(listChanged)
  }

  end(): void {
    if (this.#isOver) return
    this.#response.end()
    this.#closed()
  }

  #closed(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearInterval(this.#ticks)
    for (const outlet of this.#outlets.values()) outlet.gone()
    this.#outlets.clear()
    this.#onClose()
  }
}

/** The answers to one message on the stream of its client. They are never the only thing there, so nothing ends or breaks it. */
export class StreamOutlet implements Outlet {
  readonly isFresh = false
  readonly takesEvents = true
  readonly #stream: ClientStream
  readonly #response: HttpResponse
  #onGone: (() => void)[] = []

  constructor(stream: ClientStream, response: HttpResponse) {
    this.#stream = stream
    this.#response = response
  }

  taken(): void {
    if (!this.#response.headersSent)
      this.#response.writeHead(202, { 'content-type': 'text/plain' }).end('Accepted')
  }

  pass(): void {}

  chunk(): boolean {
    return true
  }

  only(): void {}

  end(): void {}

  cut(): void {}

  openEvents(): void {}

  comment(text: string): void {
    this.#stream.comment(text)
  }

  block(block: string): boolean {
    return this.#stream.block(block)
  }

  answer(text: string): void {
    this.#stream.write(eventText(text))
  }

  onDrain(listener: () => void): void {
    this.#stream.onDrain(listener)
  }

  onOver(): void {}

  onGone(listener: () => void): void {
    if (this.#stream.isOver) listener()
    else this.#onGone.push(listener)
  }

  onUnsent(listener: () => void): void {
    if (this.#stream.isOver) listener()
  }

  gone(): void {
    for (const listener of this.#onGone.splice(0)) listener()
  }
}

/**
 * A block of an upstream's own stream on that of a client. Its id and its `retry:` are about the other stream, which the
 * client cannot resume, and an event without data is no message.
 */
function blockForStream(block: string): string | undefined {
  const data = dataOf(block)
  if (data === undefined) return block.startsWith(':') && !/^(?:id|retry)/m.test(block) ? block : undefined
  return data === '' ? undefined : eventText(data)
}

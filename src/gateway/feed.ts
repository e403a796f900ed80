import type { IncomingHttpHeaders } from 'node:http'
import { StringDecoder } from 'node:string_decoder'
import { blockSplitter, dataOf, idOf, retryOf } from '#mcp/event-stream'
import type { RequestId } from '#mcp/frame'
import { readServerMessage } from '#mcp/message'
import { isSessionLoss, longestRefusal } from './answer-outcome.ts'
import type { ClientStream } from './downstream/client-stream.ts'
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
 * Listens to a server in the place of a client that cannot: one that speaks HTTP+SSE knows of no stream but its own, so
 * what the server says unasked, and answers that it left off, come here.
 */
export class Feed {
  readonly #needs: Needs
  readonly #lines = new Set<Line>()
  #isOver = false

  constructor(needs: Needs) {
    this.#needs = needs
  }

  open(): void {
    this.#listen({})
  }

  /**
   * Goes on with an answer that the server left off, as it may where it has said by what id to come again
   * ([MCP 2025-11-25, Resumability](https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#resumability-and-redelivery)).
   */
  resume(lastId: string, id: RequestId, retryMs = firstRetryMs): void {
    this.#listen({ lastId, until: id, retryMs })
  }

  /** The session is open again: what waits to ask anew need not wait. */
  goOn(): void {
    for (const line of this.#lines) line.goOn()
  }

  close(): void {
    this.#isOver = true
    for (const line of this.#lines) line.close()
    this.#lines.clear()
  }

  #listen(from: From): void {
    if (this.#isOver) return
    const line = new Line(this.#needs, from, () => this.#lines.delete(line))
    this.#lines.add(line)
    line.start()
  }
}

interface From {
  readonly lastId?: string
  /** The request whose answer is all that is waited for. */
  readonly until?: RequestId
  readonly retryMs?: number
}

/** One stream of the server, opened again for as long as the client is there: where it left off, and ever more rarely while nothing comes of it. */
class Line {
  readonly #needs: Needs
  readonly #until: RequestId | undefined
  readonly #onDone: () => void
  #flow: Flow | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #retryMs: number
  #lastId: string | undefined
  /** The session in which `#lastId` means something. */
  #heardIn: string | undefined
  #isOver = false

  constructor(needs: Needs, { lastId, until, retryMs = firstRetryMs }: From, onDone: () => void) {
    this.#needs = needs
    this.#lastId = lastId
    this.#until = until
    this.#retryMs = Math.min(retryMs, longestRetryMs)
    this.#heardIn = needs.session.upstreamId
    this.#onDone = onDone
  }

  /** What was left off is to be come back for when the server has said, and not before. */
  start(): void {
    if (this.#until === undefined) this.#open()
    else this.#again()
  }

  close(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
    this.#flow?.abort()
  }

  goOn(): void {
    if (this.#timer === undefined || this.#isOver) return
    clearTimeout(this.#timer)
    this.#failures = 0
    this.#open()
  }

  #done(): void {
    this.close()
    this.#onDone()
  }

  #open(): void {
    this.#timer = undefined
    const upstream = this.#needs.upstream()
    if (this.#isOver || upstream === undefined) return
    const { upstreamId: session, version } = this.#needs.session
    if (session !== this.#heardIn) {
      // What the lost session was about to answer, the new one knows nothing of.
      if (this.#until !== undefined) {
        this.#done()
        return
      }
      this.#lastId = undefined
    }
    this.#heardIn = session
    const headers = [
      'accept',
      'text/event-stream',
      ...(version === undefined ? [] : ['mcp-protocol-version', version]),
      ...(this.#lastId === undefined ? [] : ['last-event-id', this.#lastId]),
    ]
    this.#flow = upstream.request({ method: 'GET', headers, session }, this.#ear())
  }

  #ear(): UpstreamAnswer {
    const splitter = blockSplitter()
    const decoder = new StringDecoder('utf8')
    let isEvents = false
    let refusal: string | undefined
    const again = () => this.#again()
    return {
      start: (status: number, headers: IncomingHttpHeaders) => {
        isEvents = status === 200 && mediaType(headers) === 'text/event-stream'
        if (isEvents) return
        if (status === 400 && this.#heardIn !== undefined) {
          refusal = ''
          return
        }
        this.#flow?.abort()
        // 405 is how a server says that it never speaks unasked (MCP 2025-11-25, Transports, "Listening for messages").
        if (status >= 500 || status === 404) again()
        else this.#done()
      },
      data: (chunk) => {
        if (refusal !== undefined && refusal.length < longestRefusal) refusal += decoder.write(chunk)
        if (!isEvents || this.#isOver) return
        for (const block of splitter.push(decoder.write(chunk))) this.#hear(block)
        if (splitter.held <= gathered) return
        this.#flow?.abort()
        again()
      },
      end: () => {
        // What is lost is opened anew when its client asks for something.
        if (isEvents || (refusal !== undefined && isSessionLoss(400, refusal))) again()
        else if (refusal !== undefined) this.#done()
      },
      fail: again,
    }
  }

  #hear(block: string): void {
    if (this.#isOver) return
    this.#failures = 0
    this.#lastId = idOf(block) ?? this.#lastId
    this.#retryMs = Math.min(retryOf(block) ?? this.#retryMs, longestRetryMs)
    const { stream, seen } = this.#needs
    const isTaken = stream.block(seen(block))
    if (this.#until !== undefined && isAnswer(block, this.#until)) this.#done()
    else if (!isTaken) {
      this.#flow?.pause()
      stream.onDrain(() => this.#flow?.resume())
    }
  }

  #again(): void {
    if (this.#isOver) return
    const delay = Math.min(this.#retryMs * 2 ** this.#failures, longestRetryMs)
    this.#failures = Math.min(this.#failures + 1, 10)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#open(), delay)
    this.#timer.unref()
  }
}

function isAnswer(block: string, id: RequestId): boolean {
  const data = dataOf(block)
  const message = data === undefined ? undefined : readServerMessage(data)
  return message?.kind === 'answer' && message.id === id
}

import { eventText } from '#mcp/event-stream'
import { errorText, type Frame, type RequestFrame, type RequestId, resultText, rpcCodes } from '#mcp/frame'
import { readServerMessage, type ServerMessage } from '#mcp/message'
import { isJsonObject, type JsonObject } from '#std/json'
import type { OpenPipe, Pipe } from './pipe.ts'
import type { Flow, UpstreamAnswer, UpstreamRequest } from './upstream.ts'

export interface BridgeTimeouts {
  readonly startTimeoutMs: number
  readonly stallTimeoutMs: number
}

interface Needs extends BridgeTimeouts {
  readonly id: string
  readonly open: OpenPipe
  readonly onEnd: () => void
}

/** What a server says while nobody listens is kept up to here; then the oldest is forgotten. */
const backlogSize = 256
const eventHeaders = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' }
const noFlow: Flow = { abort: () => undefined, pause: () => undefined, resume: () => undefined }

/** One pipe and the HTTP exchanges that run over it. */
export class BridgeSession {
  readonly #needs: Needs
  readonly #pipe: Pipe
  readonly #pending = new Map<RequestId, Pending>()
  readonly #backlog: string[] = []
  #listener: UpstreamAnswer | undefined
  #isInitialized = false
  #isOver = false

  constructor(needs: Needs) {
    this.#needs = needs
    this.#pipe = needs.open({
      message: (text) => this.#hear(text),
      end: (reason, lastWords) => this.#end(reason, lastWords),
    })
  }

  post(request: UpstreamRequest, frame: Frame, answer: UpstreamAnswer): Flow {
    if (frame.kind !== 'request') {
      this.#send(frame)
      answer.start(202, {})
      answer.end()
      return noFlow
    }
    const timeoutMs = frame.method === 'initialize' ? this.#needs.startTimeoutMs : this.#needs.stallTimeoutMs
    const pending = new Pending({
      frame,
      answer,
      sessionId: this.#needs.id,
      timeoutMs,
      headers: request.headers,
    })
    this.#pending.set(frame.id, pending)
    pending.onTimeout = () => this.#pending.delete(frame.id)
    this.#send(frame)
    return {
      abort: () => {
        pending.drop()
        if (this.#pending.get(frame.id) === pending) this.#pending.delete(frame.id)
        if (!this.#isInitialized && frame.method === 'initialize') void this.close()
      },
      pause: () => undefined,
      resume: () => undefined,
    }
  }

  listen(answer: UpstreamAnswer): Flow {
    if (this.#listener !== undefined) {
      answer.start(409, { 'content-type': 'application/json' })
      answer.data(
        Buffer.from(
          errorText('null', {
            code: -32000,
            message: 'Conflict: Only one SSE stream is allowed per session',
          }),
        ),
      )
      answer.end()
      return noFlow
    }
    this.#listener = answer
    answer.start(200, eventHeaders)
    for (const message of this.#backlog.splice(0)) answer.data(Buffer.from(eventText(message)))
    return {
      abort: () => {
        if (this.#listener === answer) this.#listener = undefined
      },
      pause: () => undefined,
      resume: () => undefined,
    }
  }

  async close(): Promise<void> {
    this.#end('The session was closed.')
    await this.#pipe.close()
  }

  /** One line a message: line breaks in JSON stand between its tokens only, so a space says the same. */
  #send(frame: Frame): void {
    if (frame.kind === 'notification' && frame.method === 'notifications/cancelled')
      this.#cancelled(frame.params)
    this.#pipe.send(frame.text.replaceAll(/[\r\n]+/g, ' '))
  }

  /** A cancelled request gets no answer from a good server, so its exchange ends here. */
  #cancelled(params: JsonObject | undefined): void {
    const id = params?.['requestId']
    if (typeof id !== 'string' && typeof id !== 'number') return
    this.#pending.get(id)?.endEmpty()
    this.#pending.delete(id)
  }

  #hear(text: string): void {
    const message = readServerMessage(text)
    if (message.kind === 'answer') this.#answered(message, text)
    else if (message.kind === 'request' && !this.#isInitialized) this.#refuseEarly(message)
    else if (message.kind !== 'other') this.#route(message, text)
  }

  #answered({ id, result }: ServerMessage & { kind: 'answer' }, text: string): void {
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    this.#pending.delete(id)
    if (pending.isInitialize && result !== undefined) this.#isInitialized = true
    pending.answer(text)
    if (pending.isInitialize && result === undefined) void this.close()
  }

  /** Some servers ask before they are introduced; all that may be asked then is a ping (MCP, Lifecycle, "Initialization"). */
  #refuseEarly({ id, method }: ServerMessage & { kind: 'request' }): void {
    const idText = JSON.stringify(id)
    this.#pipe.send(
      method === 'ping'
        ? resultText(idText, '{}')
        : errorText(idText, {
            code: rpcCodes.methodNotFound,
            message: 'Method not found: the session is not initialized',
          }),
    )
  }

  /**
   * A pipe does not say which request a message belongs to. Progress names it; anything else goes to the newest request
   * that can take it, so that it arrives before that one's answer, or else to the listener.
   */
  #route(message: ServerMessage, text: string): void {
    const pending = this.#pendingFor(message)
    if (pending !== undefined) pending.message(text)
    else if (this.#listener !== undefined) this.#listener.data(Buffer.from(eventText(text)))
    else {
      this.#backlog.push(text)
      if (this.#backlog.length > backlogSize) this.#backlog.shift()
    }
  }

  #pendingFor(message: ServerMessage): Pending | undefined {
    const open = [...this.#pending.values()].filter((pending) => pending.takesEvents)
    if (message.kind === 'notification' && message.method === 'notifications/progress') {
      const token = message.params?.['progressToken']
      const own = open.find((pending) => pending.progressToken === token)
      if (own !== undefined) return own
    }
    // What concerns the whole session belongs to its listener, where one is there.
    const isGeneral = message.kind === 'notification' && message.method.endsWith('list_changed')
    return isGeneral && this.#listener !== undefined ? undefined : open.at(-1)
  }

  #end(reason: string, lastWords = ''): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#needs.onEnd()
    for (const pending of this.#pending.values()) pending.fail(reason, lastWords, this.#isInitialized)
    this.#pending.clear()
    this.#listener?.end()
    this.#listener = undefined
  }
}

/** A request that waits for its answer: JSON if the answer comes first, an event stream if something comes before it. */
class Pending {
  readonly isInitialize: boolean
  readonly takesEvents: boolean
  readonly progressToken: unknown
  onTimeout: () => void = () => undefined
  readonly #answer: UpstreamAnswer
  readonly #headers: Record<string, string>
  readonly #timer: NodeJS.Timeout
  #isStreaming = false

  constructor(needs: {
    frame: RequestFrame
    answer: UpstreamAnswer
    sessionId: string
    timeoutMs: number
    headers: readonly string[]
  }) {
    this.#answer = needs.answer
    this.#headers = { 'mcp-session-id': needs.sessionId }
    this.isInitialize = needs.frame.method === 'initialize'
    const accept = needs.headers.indexOf('accept')
    this.takesEvents = accept >= 0 && /text\/event-stream|\*\/\*/.test(needs.headers[accept + 1] ?? '')
    const meta = needs.frame.params?.['_meta']
    this.progressToken = isJsonObject(meta) ? meta['progressToken'] : undefined
    this.#timer = setTimeout(() => {
      this.onTimeout()
      needs.answer.fail({ code: 'timeout', message: 'The server did not answer in time.', wasReached: true })
    }, needs.timeoutMs)
  }

  message(text: string): void {
    this.#timer.refresh()
    this.#open()
    this.#answer.data(Buffer.from(eventText(text)))
  }

  answer(text: string): void {
    this.drop()
    if (this.#isStreaming) this.#answer.data(Buffer.from(eventText(text)))
    else {
      const body = Buffer.from(text)
      this.#answer.start(200, {
        ...this.#headers,
        'content-type': 'application/json',
        'content-length': String(body.length),
      })
      this.#answer.data(body)
    }
    this.#answer.end()
  }

  endEmpty(): void {
    this.drop()
    this.#open()
    this.#answer.end()
  }

  fail(message: string, detail: string, wasReached: boolean): void {
    this.drop()
    const code = wasReached ? 'broken_off' : 'unreachable'
    this.#answer.fail({ code, message, wasReached, ...(detail !== '' && { detail }) })
  }

  drop(): void {
    clearTimeout(this.#timer)
  }

  #open(): void {
    if (this.#isStreaming) return
    this.#isStreaming = true
    this.#answer.start(200, { ...eventHeaders, ...this.#headers })
  }
}

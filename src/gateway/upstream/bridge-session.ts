import { eventText } from '#mcp/event-stream'
import {
  errorText,
  type Frame,
  type NotificationFrame,
  notificationText,
  type RequestFrame,
  type RequestId,
  resultText,
  rpcCodes,
} from '#mcp/frame'
import { batchIn, readServerMessage, type ServerMessage } from '#mcp/message'
import { ownNumber } from '#mcp/own-number'
import { spanAt } from '#mcp/span-at'
import { withMember, withSpan } from '#mcp/strict-json'
import { forgetOldest } from '#std/forget-oldest'
import { isJsonObject } from '#std/json'
import type { Ears, Pipe, PipeEnd, PipeEvents } from './pipe.ts'
import type { Flow, UpstreamAnswer, UpstreamFault, UpstreamRequest } from './upstream.ts'

export interface BridgeTimeouts {
  readonly startTimeoutMs: number
  readonly stallTimeoutMs: number
}

interface Needs extends BridgeTimeouts {
  readonly id: string
  readonly open: (events: PipeEvents) => Pipe
  readonly onEnd: () => void
  readonly ears?: Ears
}

/** What a server says while nobody listens is kept up to here; then the oldest is forgotten. */
const backlogSize = 256
const eventHeaders = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform' }
const backlogBytes = 16 * 1024 * 1024
/** Requests whose ids are remembered, so that a cancel that comes after its client has left still reaches the server. */
const mostRemembered = 1_024
/** Questions before the introduction that are answered: beyond, somebody asks only to have us answer. */
const mostEarly = 64
const noFlow: Flow = { abort: () => undefined, pause: () => undefined, resume: () => undefined }

/** One pipe and the HTTP exchanges that run over it. */
export class BridgeSession {
  readonly #needs: Needs
  readonly #pipe: Pipe
  /** By our own id. INVARIANT: ids on the pipe are ours and never used twice, or a late answer could pass for another. */
  readonly #pending = new Map<number, Pending>()
  /** Our id of the last request under an id of the client's. */
  readonly #ownIds = new Map<RequestId, number>()
  #lastId = 0
  readonly #paused = new Set<object>()
  readonly #backlog: string[] = []
  #backlogSize = 0
  #listener: UpstreamAnswer | undefined
  #isInitialized = false
  #early = 0
  #isOver = false

  constructor(needs: Needs) {
    this.#needs = needs
    this.#pipe = needs.open({
      message: (text, message) => this.#hear(text, message),
      end: (why) => this.#end(why),
    })
  }

  post(request: UpstreamRequest, frame: Frame, answer: UpstreamAnswer): Flow {
    if (frame.kind !== 'request') {
      this.#tell(request, frame, answer)
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
    this.#lastId += 1
    const own = this.#lastId
    this.#pending.set(own, pending)
    this.#remember(frame.id, own)
    const giveUp = () => {
      this.#forget(own, pending)
      // Nobody knows of a session that was never introduced, so nobody else would end it.
      if (!this.#isInitialized && pending.isInitialize) void this.close()
    }
    pending.onTimeout = () => {
      giveUp()
      // What nobody waits for any more is taken back (MCP 2025-11-25, Lifecycle, "Timeouts"), an introduction never.
      if (!pending.isInitialize)
        this.#pipe.send(notificationText('notifications/cancelled', { requestId: own, reason: 'timeout' }))
    }
    const idText = String(own)
    const text = inOneLine(withMember(frame.text, 'id', idText))
    this.#pipe.send(text, {
      headers: request.headers,
      waiter: pending,
      frame: { ...frame, id: own, idText, text },
      done: (fault) => {
        if (fault === undefined || this.#pending.get(own) !== pending) return
        giveUp()
        pending.fail(fault)
      },
    })
    return { abort: giveUp, ...this.#tap(pending) }
  }

  #remember(id: RequestId, own: number): void {
    this.#ownIds.delete(id)
    this.#ownIds.set(id, own)
    forgetOldest(this.#ownIds, mostRemembered)
  }

  #forget(own: number, pending: Pending): void {
    pending.drop()
    this.#pending.delete(own)
    this.#goOn(pending)
  }

  /** One pipe carries all that the session's clients are told, so it waits for the slowest of them. */
  #tap(who: object): Pick<Flow, 'pause' | 'resume'> {
    return {
      pause: () => {
        if (this.#paused.size === 0) this.#pipe.pause()
        this.#paused.add(who)
      },
      resume: () => this.#goOn(who),
    }
  }

  #goOn(who: object): void {
    if (this.#paused.delete(who) && this.#paused.size === 0) this.#pipe.resume()
  }

  listen(answer: UpstreamAnswer): Flow {
    if (this.#listener !== undefined)
      return refuse(answer, 409, 'Conflict: Only one SSE stream is allowed per session')
    this.#listener = answer
    answer.start(200, eventHeaders)
    this.#backlogSize = 0
    for (const message of this.#backlog.splice(0)) answer.data(Buffer.from(eventText(message)))
    return {
      abort: () => {
        if (this.#listener === answer) this.#listener = undefined
        this.#goOn(answer)
      },
      ...this.#tap(answer),
    }
  }

  async close(): Promise<void> {
    this.#end({ message: 'The session was closed.' })
    await this.#pipe.close()
  }

  /** A message without an answer: told as taken only when it is, so that what the client says next comes after it. */
  #tell({ headers }: UpstreamRequest, frame: Frame, answer: UpstreamAnswer): void {
    const isCancel = frame.kind === 'notification' && frame.method === 'notifications/cancelled'
    const text = isCancel ? this.#cancelled(frame) : frame.text
    const done = (fault?: UpstreamFault) => {
      if (fault?.code === 'session_lost') {
        refuse(answer, 404, 'Session not found')
        return
      }
      if (fault !== undefined) {
        answer.fail(fault)
        return
      }
      answer.start(202, {})
      answer.end()
    }
    if (text === undefined) done()
    else this.#pipe.send(inOneLine(text), { headers, done })
  }

  /**
   * A cancelled request gets no answer from a good server, so its exchange ends here. What was never asked is not told:
   * its id could be ours for another.
   */
  #cancelled({ params, text }: NotificationFrame): string | undefined {
    const id = params?.['requestId']
    const own = typeof id === 'string' || typeof id === 'number' ? this.#ownIds.get(id) : undefined
    if (own === undefined) return undefined
    const pending = this.#pending.get(own)
    pending?.endEmpty()
    if (pending !== undefined) this.#forget(own, pending)
    return withSpan(text, spanAt(text, 'params', 'requestId'), String(own))
  }

  #hear(text: string, message = readServerMessage(text)): void {
    if (message.kind === 'answer') this.#answered(message, text)
    else if (message.kind === 'request' && !this.#isInitialized) this.#refuseEarly(message)
    else if (message.kind !== 'other') this.#route(message, text)
    else this.#hearOther(text)
  }

  #hearOther(text: string): void {
    const batch = batchIn(text)
    for (const one of batch) this.#hear(one)
    // Banners and log lines: what they would have said cannot be known, so they are skipped.
    if (batch.length === 0) this.#needs.ears?.noise?.(text)
  }

  #answered({ id, result }: ServerMessage & { kind: 'answer' }, text: string): void {
    const own = ownNumber(id)
    const pending = own === undefined ? undefined : this.#pending.get(own)
    if (own === undefined || pending === undefined) return
    this.#pending.delete(own)
    if (pending.isInitialize && result !== undefined) this.#isInitialized = true
    pending.answer(withMember(text, 'id', pending.idText))
    this.#goOn(pending)
    if (pending.isInitialize && result === undefined) void this.close()
  }

  /** Some servers ask before they are introduced; all that may be asked then is a ping (MCP, Lifecycle, "Initialization"). */
  #refuseEarly({ id, method }: ServerMessage & { kind: 'request' }): void {
    this.#early += 1
    if (this.#early > mostEarly) return
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
    this.#needs.ears?.unasked?.(text)
    const pending = this.#pendingFor(message)
    if (pending !== undefined) pending.message(text)
    else if (this.#listener !== undefined) this.#listener.data(Buffer.from(eventText(text)))
    else {
      this.#backlog.push(text)
      this.#backlogSize += text.length
      while (this.#backlog.length > backlogSize || this.#backlogSize > backlogBytes)
        this.#backlogSize -= this.#backlog.shift()?.length ?? 0
    }
  }

  #pendingFor(message: ServerMessage): Pending | undefined {
    const open = [...this.#pending.values()].filter((pending) => pending.takesEvents)
    if (message.kind === 'notification' && message.method === 'notifications/progress') {
      const token = message.params?.['progressToken']
      const own =
        open.find((pending) => pending.progressToken === token) ??
        open.find((pending) => isSpelledLike(token, pending.progressToken))
      if (own !== undefined) return own
    }
    // What concerns the whole session belongs to its listener, where one is there.
    const isGeneral = message.kind === 'notification' && message.method.endsWith('list_changed')
    return isGeneral && this.#listener !== undefined ? undefined : open.at(-1)
  }

  #end({ message, code, detail }: PipeEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#needs.onEnd()
    const wasReached = this.#isInitialized
    const fault = {
      code: code ?? (wasReached ? 'broken_off' : 'unreachable'),
      message,
      wasReached,
      ...(detail !== undefined && { detail }),
    }
    for (const pending of this.#pending.values()) pending.fail(fault)
    this.#pending.clear()
    this.#listener?.end()
    this.#listener = undefined
  }
}

/** Whether one is a number and the other its digits. Tokens are the client's own, so the very same one comes first. */
function isSpelledLike(said: unknown, token: unknown): boolean {
  const number = ownNumber(said)
  return number !== undefined && number === ownNumber(token)
}

/** One line a message: line breaks in JSON stand between its tokens only, so a space says the same. */
function inOneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ')
}

export function refuse(answer: UpstreamAnswer, status: 400 | 404 | 409, message: string): Flow {
  answer.start(status, { 'content-type': 'application/json' })
  answer.data(Buffer.from(errorText('null', { code: status === 404 ? -32001 : -32000, message })))
  answer.end()
  return noFlow
}

/** A request that waits for its answer: JSON if the answer comes first, an event stream if something comes before it. */
class Pending {
  readonly isInitialize: boolean
  readonly idText: string
  readonly takesEvents: boolean
  readonly progressToken: unknown
  onTimeout: () => void = () => undefined
  isOver = false
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
    this.idText = needs.frame.idText
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
      this.#answer.start(200, { ...this.#headers, 'content-type': 'application/json' }, body.length)
      this.#answer.data(body)
    }
    this.#answer.end()
  }

  endEmpty(): void {
    this.drop()
    this.#open()
    this.#answer.end()
  }

  fail(fault: UpstreamFault): void {
    this.drop()
    this.#answer.fail(fault)
  }

  drop(): void {
    this.isOver = true
    clearTimeout(this.#timer)
  }

  #open(): void {
    if (this.#isStreaming) return
    this.#isStreaming = true
    this.#answer.start(200, { ...eventHeaders, ...this.#headers })
  }
}

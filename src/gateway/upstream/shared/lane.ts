import { type Frame, type NotificationFrame, parseBody, type RequestFrame, type RequestId } from '#mcp/frame'
import { type LogLevel, logLevelOf } from '#mcp/log-level'
import type { ServerMessage } from '#mcp/message'
import { ownNumber } from '#mcp/own-number'
import { spanAt } from '#mcp/span-at'
import { withMember, withSpan } from '#mcp/strict-json'
import { createdTask } from '#mcp/task-list'
import { forgetOldest } from '#std/forget-oldest'
import { isJsonObject, type JsonObject } from '#std/json'
import type { Pipe, PipeEnd, PipeEvents, Sending } from '../pipe.ts'
import type { SharedLine } from './line.ts'

/** What one session is remembered by, at most. */
const mostTokens = 1_024
const mostTasks = 10_000
/** What waits for a session that reads slowly: as much as four of the longest lines. */
const mostWaiting = 64 * 1024 * 1024

/**
 * One session's end of a line that others speak on too. INVARIANT: ids and progress tokens on the line are the line's
 * own and never used twice, so what names one belongs to just one session, and there it is as the client wrote it.
 */
export class Lane implements Pipe {
  readonly #line: SharedLine
  readonly #events: PipeEvents
  /** The line's ids of the requests that run, by the session's own. */
  readonly #running = new Map<RequestId, number>()
  /** Progress tokens as the client wrote them, by the line's. They outlive the answer: a task reports on. */
  readonly #tokens = new Map<number, string>()
  readonly #tasks = new Set<string>()
  /** What the server asked this session, by ids as they are written, with the token under which it wants to hear of it. */
  readonly #asked = new Map<string, unknown>()
  /** Resources whose changes it is told of. */
  readonly watched = new Set<string>()
  level: LogLevel | undefined
  #isPaused = false
  #isOver = false
  #waiting: string[] = []
  #waitingSize = 0

  constructor(line: SharedLine, events: PipeEvents) {
    this.#line = line
    this.#events = events
  }

  send(text: string, sending?: Sending): void {
    const frame = sending?.frame ?? frameIn(text)
    if (frame !== undefined && !this.#isOver) this.#say(frame)
    sending?.done()
  }

  /** The others read on: what comes for this session waits here. */
  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    while (!this.#isPaused && !this.#isOver) {
      const text = this.#waiting.shift()
      if (text === undefined) return
      this.#waitingSize -= text.length
      this.#events.message(text)
    }
  }

  async close(): Promise<void> {
    if (this.#isOver) return
    this.#isOver = true
    this.#waiting = []
    await this.#line.leave(this, { running: this.#running.values(), asked: this.#asked.keys() })
  }

  hear(text: string, message?: ServerMessage): void {
    if (this.#isOver) return
    if (!this.#isPaused && this.#waiting.length === 0) {
      this.#events.message(text, message)
      return
    }
    this.#waiting.push(text)
    this.#waitingSize += text.length
    // Nobody else waits for it, and what it missed it cannot be told later.
    if (this.#waitingSize > mostWaiting) this.#cutOff()
  }

  #cutOff(): void {
    void this.close()
    const message = 'The session was ended: its client reads too slowly for a program that others share.'
    this.#events.end({ message })
  }

  /** The line is dead. */
  end(why: PipeEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#events.end(why)
  }

  /** The server asks this session, and nobody else can answer. */
  hearAsked({ id, params }: { id: RequestId; params: JsonObject | undefined }, text: string): void {
    this.#asked.set(JSON.stringify(id), tokenIn(params))
    this.hear(text)
  }

  isAsked(id: unknown): boolean {
    return this.#asked.has(JSON.stringify(id))
  }

  forgetAsked(id: RequestId): boolean {
    return this.#asked.delete(JSON.stringify(id))
  }

  ownsTask(taskId: unknown): boolean {
    return typeof taskId === 'string' && this.#tasks.has(taskId)
  }

  tokenOf(token: unknown): string | undefined {
    const own = ownNumber(token)
    return own === undefined ? undefined : this.#tokens.get(own)
  }

  #say(frame: Frame): void {
    if (frame.kind === 'request') this.#request(frame)
    else if (frame.kind === 'notification') {
      const text = this.#passing(frame)
      if (text !== undefined) this.#line.tell(text)
    } else if (this.forgetAsked(frame.id)) this.#line.tell(frame.text)
  }

  #request(frame: RequestFrame): void {
    const { method, params, text } = frame
    const uri = params?.['uri']
    if (method === 'initialize') this.#line.introduce(this, frame)
    else if (method === 'logging/setLevel') this.#forward(frame, this.#levelled(frame))
    else if (method === 'resources/unsubscribe' && typeof uri === 'string') {
      this.watched.delete(uri)
      // To the server all sessions are one client: it would stop telling the others too.
      if (this.#line.isWatched(uri)) this.#line.answerSoon(this, frame.idText, '{}')
      else this.#forward(frame, text)
    } else {
      if (method === 'resources/subscribe' && typeof uri === 'string') this.watched.add(uri)
      this.#forward(frame, text)
    }
  }

  /** The server knows of one level only: that which leaves out nothing for any session. */
  #levelled({ params, text }: RequestFrame): string {
    this.level = logLevelOf(params?.['level']) ?? this.level
    const { level } = this.#line
    return level === undefined ? text : withSpan(text, spanAt(text, 'params', 'level'), JSON.stringify(level))
  }

  #forward(frame: RequestFrame, text: string): void {
    const { id, idText, method, params } = frame
    const own = this.#line.nextId()
    const token = tokenIn(params)
    const isTracked = typeof token === 'string' || typeof token === 'number'
    const span = isTracked ? spanAt(text, 'params', '_meta', 'progressToken') : undefined
    if (span !== undefined) {
      this.#tokens.set(own, text.slice(span.start, span.end))
      forgetOldest(this.#tokens, mostTokens)
    }
    this.#running.set(id, own)
    this.#line.ask(own, withMember(withSpan(text, span, String(own)), 'id', String(own)), {
      lane: this,
      take: (answer, answered) => {
        const { result } = answer
        if (this.#running.get(id) === own) this.#running.delete(id)
        const task = result && createdTask(result)
        if (task !== undefined) forgetOldest(this.#tasks.add(task), mostTasks)
        if (method === 'resources/subscribe' && result === undefined)
          this.watched.delete(String(params?.['uri']))
        this.hear(withMember(answered, 'id', idText), { ...answer, id })
      },
    })
  }

  /** A notification as the server may hear it; undefined when it is no business of a server that has other clients too. */
  #passing({ method, params, text }: NotificationFrame): string | undefined {
    switch (method) {
      case 'notifications/initialized':
      case 'notifications/roots/list_changed':
        return undefined
      case 'notifications/progress':
        return [...this.#asked.values()].includes(params?.['progressToken'] ?? null) ? text : undefined
      case 'notifications/cancelled':
        return this.#cancelled(params?.['requestId'], text)
      default:
        return text
    }
  }

  #cancelled(id: unknown, text: string): string | undefined {
    if (typeof id !== 'string' && typeof id !== 'number') return undefined
    const own = this.#running.get(id)
    if (own === undefined) return undefined
    this.#running.delete(id)
    this.#line.forget(own)
    return withSpan(text, spanAt(text, 'params', 'requestId'), String(own))
  }
}

function frameIn(text: string): Frame | undefined {
  const parsed = parseBody(text)
  const first = parsed.ok ? parsed.value.frames[0] : undefined
  return first?.ok === true ? first.value : undefined
}

function tokenIn(params: JsonObject | undefined): unknown {
  const meta = params?.['_meta']
  return isJsonObject(meta) ? meta['progressToken'] : undefined
}

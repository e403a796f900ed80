import type { IncomingHttpHeaders } from 'node:http'
import { commentText, eventText } from '#mcp/event-stream'
import type { HttpResponse } from '#platform/http/exchange'
import { headersToPass } from './headers.ts'

/** Where the answers to one request go. */
export interface Outlet {
  /** An answer may still go through as it comes, status and headers and all. */
  readonly isFresh: boolean
  /** Whether the client takes an event stream. */
  readonly takesEvents: boolean
  /** The message can be read and is under way; where its answers go another way than the response, that is done with. */
  taken(): void
  /** Fresh only: the upstream's own status and headers; `chunk` and `end` follow. */
  pass(
    status: number,
    headers: Readonly<IncomingHttpHeaders>,
    session: string | undefined,
    length?: number | undefined,
  ): void
  /** False: wait for `onDrain`. */
  chunk(chunk: Buffer | string): boolean
  /** The only chunk, and short; its bytes as characters (latin1). */
  only(text: string): void
  end(): void
  /** The exchange broke off: the client must not take what it has for the whole. */
  cut(): void
  /** Opens an event stream of our own. */
  openEvents(): void
  comment(text: string): void
  /** A message before the answer, as a block of an event stream. */
  block(block: string): boolean
  /** The one answer, as JSON text; ends the exchange. */
  answer(text: string): void
  onDrain(listener: () => void): void
  onGone(listener: () => void): void
  /** All is answered with which this was asked, so nobody hears what a server has left to say. */
  onOver(listener: () => void): void
  /** For an answer that is given now: it was never sent, since its client left before. */
  onUnsent(listener: () => void): void
}

export const eventHeaders = {
  'content-type': 'text/event-stream',
  // A proxy that gathers a stream before it passes it on would hold a held call's comments too.
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

/** Of a call that was taken back there is nothing to say; an empty stream says that better than an empty document. */
export function endUnanswered(outlet: Outlet): void {
  if (outlet.takesEvents) outlet.openEvents()
  outlet.end()
}

/** An answer that is here whole goes on as it is. */
export function passWhole(
  response: HttpResponse,
  { status, headers, body }: { status: number; headers: IncomingHttpHeaders; body: Buffer },
): void {
  // Where there can be no body, nothing is said of its length (RFC 9110, section 8.6).
  if (status !== 204 && status !== 304) response.setHeader('content-length', body.length)
  response.writeHead(status, headersToPass(headers)).end(body)
}

/** The response to a POST that carried one message. */
export class ResponseOutlet implements Outlet {
  readonly #response: HttpResponse
  readonly #accepts: { readonly events: boolean; readonly json: boolean }
  readonly #session: string | undefined
  #isStreaming = false

  constructor(
    response: HttpResponse,
    accepts: { readonly events: boolean; readonly json: boolean },
    session: string | undefined,
  ) {
    this.#response = response
    this.#accepts = accepts
    this.#session = session
  }

  get isFresh(): boolean {
    return !this.#response.headersSent
  }

  get takesEvents(): boolean {
    return this.#accepts.events
  }

  taken(): void {}

  pass(
    status: number,
    headers: Readonly<IncomingHttpHeaders>,
    session: string | undefined,
    length?: number,
  ): void {
    const response = this.#response
    const id = session ?? this.#session
    if (length !== undefined) response.setHeader('content-length', length)
    if (id !== undefined) response.setHeader('mcp-session-id', id)
    response.writeHead(status, headersToPass(headers))
    if (length === undefined) response.flushHeaders()
  }

  chunk(chunk: Buffer | string): boolean {
    return this.#response.write(chunk)
  }

  only(text: string): void {
    this.#response.end(text, 'latin1')
  }

  end(): void {
    if (!this.#response.writableEnded) this.#response.end()
  }

  cut(): void {
    this.#response.destroy()
  }

  openEvents(): void {
    if (this.#isStreaming) return
    this.#isStreaming = true
    this.#response.writeHead(200, { ...eventHeaders, ...this.#sessionHeader() })
    this.#response.flushHeaders()
  }

  comment(text: string): void {
    if (this.#isStreaming) this.#response.write(commentText(text))
  }

  block(block: string): boolean {
    this.openEvents()
    return this.#response.write(block)
  }

  answer(text: string): void {
    if (this.#isStreaming || (!this.#accepts.json && this.#accepts.events)) {
      this.openEvents()
      this.#response.end(eventText(text))
      return
    }
    this.#response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      ...this.#sessionHeader(),
    })
    this.#response.end(text)
  }

  onDrain(listener: () => void): void {
    this.#response.once('drain', listener)
  }

  onGone(listener: () => void): void {
    const response = this.#response
    // Whoever left while their call waited is gone already, and closes no more.
    if (response.closed && !response.writableFinished) listener()
    else
      response.once('close', () => {
        if (!response.writableFinished) listener()
      })
  }

  /** A server may say more for as long as its client stays. */
  onOver(): void {}

  /** What is handed to the connection is sent. */
  onUnsent(listener: () => void): void {
    if (this.#response.closed) listener()
  }

  #sessionHeader(): Record<string, string> {
    return this.#session === undefined ? {} : { 'mcp-session-id': this.#session }
  }
}

/** Gathers the answers to a batch: a list when all are there, an event stream as soon as something else must come first. */
export class BatchResponse {
  readonly #response: Outlet
  readonly #answers: string[] = []
  #open: number
  #onOver: (() => void)[] = []

  constructor(response: Outlet, requests: number) {
    this.#response = response
    this.#open = requests
  }

  part(): Outlet {
    return new BatchPart(this, this.#response)
  }

  /** Every element is answered. INVARIANT: nothing is written from then on. */
  get isOver(): boolean {
    return this.#open <= 0
  }

  onOver(listener: () => void): void {
    this.#onOver.push(listener)
  }

  openEvents(): void {
    if (this.isOver) return
    this.#response.openEvents()
    for (const text of this.#answers.splice(0)) this.#response.block(eventText(text))
  }

  /** Once for each element. Undefined = this element has none. */
  answer(text: string | undefined): void {
    this.#open -= 1
    this.#pass(text)
    if (!this.isOver) return
    const listeners = this.#onOver
    this.#onOver = []
    // The last to answer is still at it.
    queueMicrotask(() => {
      for (const listener of listeners) listener()
    })
  }

  #pass(text: string | undefined): void {
    if (text !== undefined) {
      if (this.#response.isFresh) this.#answers.push(text)
      else this.#response.block(eventText(text))
    }
    if (this.#open > 0) return
    if (this.#response.isFresh && this.#answers.length > 0)
      this.#response.answer(`[${this.#answers.join(',')}]`)
    else this.#response.end()
  }
}

class BatchPart implements Outlet {
  readonly isFresh = false
  readonly #batch: BatchResponse
  readonly #response: Outlet
  #isAnswered = false

  constructor(batch: BatchResponse, response: Outlet) {
    this.#batch = batch
    this.#response = response
  }

  get takesEvents(): boolean {
    return this.#response.takesEvents
  }

  taken(): void {}

  pass(): void {}

  chunk(): boolean {
    return true
  }

  only(): void {}

  end(): void {
    this.#answer(undefined)
  }

  cut(): void {
    this.#response.cut()
  }

  openEvents(): void {
    this.#batch.openEvents()
  }

  comment(text: string): void {
    if (!this.#batch.isOver) this.#response.comment(text)
  }

  block(block: string): boolean {
    if (this.#batch.isOver) return true
    this.#batch.openEvents()
    return this.#response.block(block)
  }

  answer(text: string): void {
    this.#answer(text)
  }

  /** A server may answer more than once: an element of a batch has one answer, or it would be taken for another's. */
  #answer(text: string | undefined): void {
    if (this.#isAnswered) return
    this.#isAnswered = true
    this.#batch.answer(text)
  }

  onDrain(listener: () => void): void {
    this.#response.onDrain(listener)
  }

  onGone(listener: () => void): void {
    this.#response.onGone(listener)
  }

  onOver(listener: () => void): void {
    this.#batch.onOver(listener)
  }

  /** What is gathered goes when all is there. */
  onUnsent(listener: () => void): void {
    this.#response.onGone(() => {
      if (this.#response.isFresh) listener()
    })
  }
}

import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import type { AnswerHead, HeadReader } from './answer-head.ts'
import { ChunkedBody } from './chunked-body.ts'

/** Hears one answer: `head`, any number of `data`, then `end`; or `fail` at any point. Nothing after. */
export interface AnswerEvents {
  /** `length`: of the body, where it is told. */
  head(status: number, headers: Readonly<IncomingHttpHeaders>, length: number | undefined): void
  /** The bytes belong to the hearer. */
  data(bytes: Buffer): void
  end(): void
  /** `wasSent`: the server may have seen the request. */
  fail(error: Error, wasSent: boolean): void
}

export interface WireRequest {
  /** Request line and headers with their last line end. */
  readonly head: string
  readonly body: Buffer | undefined
  /** An answer may be silent for as long as it likes. */
  readonly isPatient: boolean
}

/** What a connection tells the pool that it belongs to. */
export interface ConnectionOwner {
  /** Counts up steadily: the clock of time-outs. */
  readonly tick: number
  /** Reads the heads of all its connections. */
  readonly heads: HeadReader
  /** The answer has ended, and the connection may be used for `seconds` more. */
  released(connection: Connection, seconds: number): void
  closed(connection: Connection): void
}

/** An error on the wire, with a code as those of the system have. */
export class WireError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

const longestHead = 16 * 1024
/** Up to here a body is copied into one text with its head: one write costs less than a gathering of two. */
const writtenAtOnce = 16 * 1024
const headEnd = Buffer.from('\r\n\r\n')

type State = 'idle' | 'head' | 'body' | 'closed'

/** One connection to a server, for one request at a time. */
export class Connection {
  readonly #owner: ConnectionOwner
  readonly #socket: Socket
  #state: State = 'idle'
  #events: AnswerEvents | undefined
  #isPatient = false
  #isPaused = false
  #isConnected = false
  /** Bytes of a head that is not whole yet. */
  #held: Buffer | undefined
  #keepSeconds = 0
  #left: number | 'until_close' = 0
  #chunked: ChunkedBody | undefined
  /** When anything last happened, in ticks. */
  lastTick = 0
  /** Idle: until when it may be used again, in ticks. */
  usableUntil = 0

  constructor(owner: ConnectionOwner, open: (read: (bytes: Buffer) => void) => Socket) {
    this.#owner = owner
    const socket = open((bytes) => this.#read(bytes))
    this.#socket = socket
    socket.setNoDelay(true)
    socket.once('error', (error) => this.#close(error))
    socket.once('end', () => this.#ended())
    socket.once('close', () => this.#close(new WireError('CLOSED', 'the connection was closed')))
  }

  get isIdle(): boolean {
    return this.#state === 'idle'
  }

  /** How long it has been silent while somebody waits for it, in ticks. */
  silence(tick: number): number {
    const isWaiting = this.#state === 'head' || this.#state === 'body'
    return !isWaiting || this.#isPatient || this.#isPaused ? 0 : tick - this.lastTick
  }

  connected(): void {
    this.#isConnected = true
    this.lastTick = this.#owner.tick
  }

  send({ head, body, isPatient }: WireRequest, events: AnswerEvents): void {
    this.#state = 'head'
    this.#events = events
    this.#isPatient = isPatient
    this.lastTick = this.#owner.tick
    const socket = this.#socket
    if (body === undefined) socket.write(`${head}\r\n`, 'latin1')
    else if (body.length <= writtenAtOnce) socket.write(`${head}\r\n${body.toString('latin1')}`, 'latin1')
    else {
      socket.cork()
      socket.write(`${head}\r\n`, 'latin1')
      socket.write(body)
      socket.uncork()
    }
  }

  /** Nobody hears this answer any more. What is left of it would be the beginning of the next, so the connection goes. */
  drop(events: AnswerEvents): void {
    if (this.#events !== events) return
    this.#events = undefined
    this.destroy(new WireError('ABORTED', 'the request was taken back'))
  }

  pause(events: AnswerEvents): void {
    if (this.#events !== events || this.#isPaused) return
    this.#isPaused = true
    this.#socket.pause()
  }

  resume(events: AnswerEvents): void {
    if (this.#events !== events || !this.#isPaused) return
    this.#isPaused = false
    this.lastTick = this.#owner.tick
    this.#socket.resume()
  }

  destroy(error: Error): void {
    this.#close(error)
  }

  /** `bytes` are lent: whatever is kept of them is copied. */
  #read(bytes: Buffer): void {
    this.lastTick = this.#owner.tick
    if (this.isIdle) {
      // What nobody asked for must not be taken for the answer to the next request.
      this.#close(new WireError('UNASKED', 'the server spoke without being asked'))
      return
    }
    let at = 0
    while (this.#state === 'head' && at < bytes.length) at = this.#readHead(bytes, at)
    if (this.#state === 'body') this.#readBody(bytes, at)
  }

  /** Where the rest begins. */
  #readHead(bytes: Buffer, from: number): number {
    const held = this.#held
    const found = held === undefined ? this.#owner.heads.find(bytes, from) : undefined
    if (found !== undefined) {
      this.#begin(found.head, found.length)
      return found.end
    }
    const all = held === undefined ? bytes.subarray(from) : Buffer.concat([held, bytes.subarray(from)])
    const end = all.indexOf(headEnd)
    if ((end < 0 ? all.length : end) > longestHead)
      this.#close(new WireError('HEAD_TOO_LONG', 'the headers of the answer are too long'))
    if (end < 0) {
      this.#held = held === undefined ? Buffer.from(all) : all
      return bytes.length
    }
    this.#held = undefined
    const head = this.#owner.heads.read(all.toString('latin1', 0, end))
    if (!head.ok) this.#close(new WireError('MALFORMED', head.fault.message))
    else this.#begin(head.value, head.value.length)
    return from + end + headEnd.length - (held?.length ?? 0)
  }

  #begin({ status, headers, body, keepSeconds }: Omit<AnswerHead, 'length'>, length: number): void {
    if (status === 101) {
      this.#close(new WireError('MALFORMED', 'the server changed to another protocol unasked'))
      return
    }
    // What comes before the answer is for us (RFC 9110, section 15.2).
    if (status < 200) return
    this.#state = 'body'
    this.#keepSeconds = keepSeconds
    this.#chunked = body === 'chunked' ? new ChunkedBody() : undefined
    this.#left = body === 'length' ? length : body === 'until_close' ? body : 0
    this.#events?.head(status, headers, body === 'length' ? length : undefined)
  }

  #readBody(bytes: Buffer, from: number): void {
    const chunked = this.#chunked
    let end = bytes.length
    if (chunked !== undefined)
      end = chunked.push(bytes, from, (data) => this.#events?.data(Buffer.from(data)))
    else {
      if (this.#left !== 'until_close') end = Math.min(end, from + this.#left)
      if (end > from) this.#events?.data(Buffer.from(bytes.subarray(from, end)))
      if (this.#left !== 'until_close') this.#left -= end - from
    }
    // The hearer may have had enough.
    if (this.#state !== 'body') return
    if (chunked?.isBroken === true)
      this.#close(new WireError('MALFORMED', 'the chunks of the answer cannot be read'))
    else if (chunked === undefined ? this.#left === 0 : chunked.isOver) {
      if (end < bytes.length) this.#keepSeconds = 0
      this.#finish()
    }
  }

  /** INVARIANT: free for the next request before the hearer is told, who may have one. */
  #finish(): void {
    const events = this.#events
    this.#events = undefined
    this.#state = 'idle'
    this.#chunked = undefined
    // Whoever paused it hears no more of it, and the next would wait for ever on what nobody reads.
    if (this.#isPaused) this.#socket.resume()
    this.#isPaused = false
    // A server may answer before it has heard all; the rest of that request must not be taken for the next.
    if (this.#keepSeconds > 0 && this.#socket.writableLength === 0)
      this.#owner.released(this, this.#keepSeconds)
    else this.#close(new WireError('CLOSED', 'the connection was closed'))
    events?.end()
  }

  #ended(): void {
    if (this.#state === 'body' && this.#left === 'until_close' && this.#chunked === undefined) this.#finish()
    else this.#close(new WireError('CLOSED', 'the connection was closed'))
  }

  #close(error: Error): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    const events = this.#events
    this.#events = undefined
    this.#held = undefined
    this.#socket.destroy()
    this.#owner.closed(this)
    events?.fail(error, this.#isConnected)
  }
}

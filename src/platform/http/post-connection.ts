import type { Socket } from 'node:net'
import type { HttpResponse } from './exchange.ts'
import { type KnownHead, knownHead, matchHead } from './known-head.ts'
import { LentReads } from './lent-reads.ts'
import { type PostHead, readPostHead } from './post-head.ts'
import { PostRequest } from './post-request.ts'
import { PostResponse, type ResponseOwner } from './post-response.ts'
import { copyOf } from './small-copies.ts'

export type PostHandler = (request: PostRequest, response: HttpResponse) => void

/** What all connections of one server share. */
export interface PostOwner {
  /** Counts up steadily: the clock of time-outs. */
  readonly tick: number
  readonly dateLine: string
  readonly mayStay: boolean
  readonly handle: PostHandler
  takes(url: string, length: number): boolean
  /** To be read by Node from here on, these bytes first. */
  handOver(socket: Socket, bytes: Buffer): void
  closed(connection: PostConnection): void
}

const nothing = Buffer.alloc(0)
const headEnd = Buffer.from('\r\n\r\n')
const longestHead = 8 * 1024
/** So much of requests sent before their turn is kept; then the client must wait, and that it leaves is not heard. */
const keptAhead = 128 * 1024

/** `new`: nothing was asked yet. `full`: answered, but not taken in. `left`: closed, or Node's. */
type State = 'new' | 'idle' | 'body' | 'answering' | 'full' | 'left'

/** A connection as long as it brings plain POSTs, one after another. */
export class PostConnection implements ResponseOwner {
  readonly #owner: PostOwner
  readonly #reads: LentReads
  readonly #socket: Socket
  #state: State = 'new'
  #known: KnownHead | undefined
  #head: PostHead | undefined
  /** A body that is not whole yet, and how much of it is still to come. */
  #body: Buffer = nothing
  #left = 0
  /** What was sent before its turn. */
  #ahead: Buffer | undefined
  #response: PostResponse | undefined
  #sinceTick: number

  constructor(owner: PostOwner, accepted: Socket) {
    this.#owner = owner
    this.#reads = new LentReads(accepted, (bytes) => this.#read(bytes))
    const { socket } = this.#reads
    this.#socket = socket
    this.#sinceTick = owner.tick
    socket.on('drain', this.#onDrain)
    socket.on('end', this.#onEnd)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
  }

  get dateLine(): string {
    return this.#owner.dateLine
  }

  get mayStay(): boolean {
    return this.#owner.mayStay
  }

  get isIdle(): boolean {
    return (this.#state === 'idle' || this.#state === 'new') && this.#socket.writableLength === 0
  }

  /** For how many ticks the client has been owing something, by what it owes. */
  get waiting(): { readonly state: State; readonly ticks: number } {
    return { state: this.#state, ticks: this.#owner.tick - this.#sinceTick }
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** The client has let its request hang. */
  timeOut(): void {
    this.#refuse('408 Request Timeout')
  }

  answered(isLast: boolean): void {
    this.#response = undefined
    this.#sinceTick = this.#owner.tick
    if (isLast) {
      this.#state = 'left'
      this.#socket.destroySoon()
    } else if (this.#socket.writableNeedDrain) this.#state = 'full'
    else if (this.#ahead === undefined) this.#state = 'idle'
    // Not at once: whoever sends many requests in one go must not have them answered on one stack.
    else process.nextTick(() => this.#goOn())
  }

  /** `bytes` are lent: whatever is kept of them is copied. */
  #read(bytes: Buffer): void {
    if (this.#state === 'answering' || this.#state === 'full') this.#keep(bytes)
    else if (this.#state === 'body') this.#gather(bytes)
    else if (this.#state !== 'left') this.#begin(bytes)
  }

  readonly #onDrain = (): void => {
    // INVARIANT: nothing more is answered to who does not read, or the answers would pile up here.
    if (this.#state === 'full') this.#goOn()
    else this.#response?.drained()
  }

  /** Whoever will say no more will hear no more, as with Node; but that a body is not whole is said. */
  readonly #onEnd = (): void => {
    if (this.#state === 'body') this.#refuse('400 Bad Request')
    else this.#socket.end()
  }

  readonly #onError = (): void => {
    this.#socket.destroy()
  }

  readonly #onClose = (): void => {
    this.#state = 'left'
    this.#owner.closed(this)
    const response = this.#response
    this.#response = undefined
    response?.gone()
  }

  #begin(bytes: Buffer): void {
    const found = this.#known && matchHead(this.#known, bytes, 0)
    const head = this.#head
    if (found !== undefined && head !== undefined) {
      this.#start(head, { bytes, from: found.end, length: found.length })
      return
    }
    const end = bytes.indexOf(headEnd)
    const text = end < 0 || end > longestHead ? undefined : bytes.toString('latin1', 0, end)
    const read = text === undefined ? undefined : readPostHead(text)
    if (text === undefined || read === undefined) {
      this.#handOver(bytes)
      return
    }
    this.#head = read.head
    this.#known = knownHead(text, read.length)
    this.#start(read.head, { bytes, from: end + headEnd.length, length: Number(read.length) })
  }

  #start(
    head: PostHead,
    body: { readonly bytes: Buffer; readonly from: number; readonly length: number },
  ): void {
    const { bytes, from, length } = body
    if (!this.#owner.takes(head.url, length)) {
      this.#handOver(bytes)
      return
    }
    const end = from + length
    if (bytes.length < end) {
      this.#state = 'body'
      this.#sinceTick = this.#owner.tick
      this.#body = Buffer.allocUnsafeSlow(length)
      bytes.copy(this.#body, 0, from)
      this.#left = end - bytes.length
      return
    }
    if (bytes.length > end) this.#keep(bytes.subarray(end))
    this.#run(head, copyOf(bytes, from, end))
  }

  #gather(bytes: Buffer): void {
    const body = this.#body
    const copied = bytes.copy(body, body.length - this.#left)
    this.#left -= copied
    const head = this.#head
    if (this.#left > 0 || head === undefined) return
    this.#body = nothing
    if (copied < bytes.length) this.#keep(bytes.subarray(copied))
    this.#run(head, body)
  }

  #run(head: PostHead, body: Buffer): void {
    this.#state = 'answering'
    const response = new PostResponse(this, this.#socket)
    this.#response = response
    this.#owner.handle(new PostRequest(head, body, this.#socket), response)
  }

  #refuse(status: string): void {
    this.#state = 'left'
    this.#socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    this.#socket.destroySoon()
  }

  #keep(bytes: Buffer): void {
    this.#ahead = this.#ahead === undefined ? Buffer.from(bytes) : Buffer.concat([this.#ahead, bytes])
    if (this.#ahead.length > keptAhead) this.#socket.pause()
  }

  #goOn(): void {
    if (this.#state === 'left') return
    this.#state = 'idle'
    this.#sinceTick = this.#owner.tick
    const ahead = this.#ahead
    if (ahead === undefined) return
    this.#ahead = undefined
    this.#socket.resume()
    this.#begin(ahead)
  }

  #handOver(bytes: Buffer): void {
    const socket = this.#socket
    this.#state = 'left'
    this.#reads.end()
    socket.off('drain', this.#onDrain)
    socket.off('end', this.#onEnd)
    socket.off('error', this.#onError)
    socket.off('close', this.#onClose)
    this.#owner.closed(this)
    this.#owner.handOver(socket, Buffer.from(bytes))
  }
}

import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { inOnePiece } from '#platform/in-one-piece'
import { invariant } from '#std/invariant'
import type { HttpHeaders, HttpResponse } from './exchange.ts'

/** What a response tells the connection that it goes over. */
export interface ResponseOwner {
  /** `Date: …`, with its line end. */
  readonly dateLine: string
  /** Whether another request may follow on the connection. */
  readonly mayStay: boolean
  /** All is written. `isLast`: the client was told that the connection closes. */
  answered(isLast: boolean): void
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const illegal = /[^\t\x20-\x7e\x80-\xff]/
/** Longer than the 60 s of common proxies, so that it is never we who hang up on a request just sent. */
export const keepAliveSeconds = 65
const stayLines = `Connection: keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}\r\n`
const leaveLine = 'Connection: close\r\n'

/** The answer to a `PostRequest`; what `ServerResponse` is to Node's. */
export class PostResponse implements HttpResponse {
  readonly #owner: ResponseOwner
  readonly #socket: Socket
  headersSent = false
  writableEnded = false
  closed = false
  /** The lines of headers that were set before the head. */
  #lines = ''
  /** Written with what follows it, in one go. */
  #head: string | undefined
  #hasLength = false
  #isBodiless = false
  #isChunked = false
  #isLast = false
  #onClose: (() => void)[] | undefined
  #onDrain: (() => void)[] | undefined

  constructor(owner: ResponseOwner, socket: Socket) {
    this.#owner = owner
    this.#socket = socket
  }

  get destroyed(): boolean {
    return this.#socket.destroyed
  }

  /** What was handed to the connection counts: its end is the connection's to see to. */
  get writableFinished(): boolean {
    return this.writableEnded
  }

  setHeader(name: string, value: string | number): this {
    this.#hasLength ||= name === 'content-length'
    this.#lines += line(name, value)
    return this
  }

  /** Throws a TypeError where a name or value could be read as more than one header. */
  writeHead(status: number, headers: HttpHeaders = {}): this {
    invariant(!this.headersSent, 'a response has one head')
    const fields = fieldsOf(headers)
    const { hasLength, connection } = fields
    this.#head = headOf(fields, status, this.#owner) + this.#lines
    this.#hasLength ||= hasLength
    this.#isLast = connection !== undefined || !this.#owner.mayStay
    this.#isBodiless = status === 204 || status === 304
    this.headersSent = true
    return this
  }

  flushHeaders(): void {
    this.#socket.write(this.#headOfStream(), 'latin1')
  }

  write(chunk: string | Buffer): boolean {
    const socket = this.#socket
    if (this.writableEnded || !socket.writable) return true
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    const head = this.#headOfStream()
    if (this.#isBodiless || bytes.length === 0) {
      if (head !== '') socket.write(head, 'latin1')
      return true
    }
    socket.cork()
    if (this.#isChunked) socket.write(`${head}${bytes.length.toString(16)}\r\n`, 'latin1')
    else if (head !== '') socket.write(head, 'latin1')
    const isTaken = socket.write(bytes)
    if (this.#isChunked) socket.write('\r\n', 'latin1')
    socket.uncork()
    return isTaken
  }

  end(chunk: string | Buffer = '', encoding: BufferEncoding = 'utf8'): this {
    if (this.writableEnded) return this
    if (!this.headersSent) this.writeHead(200)
    if (this.#head !== undefined) this.#writeWhole(chunk, encoding)
    else {
      if (chunk.length > 0) this.write(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk)
      if (this.#isChunked) this.#socket.write('0\r\n\r\n', 'latin1')
    }
    this.writableEnded = true
    this.#owner.answered(this.#isLast)
    return this
  }

  /** What is answered has no say any more: another request may be on its way. */
  destroy(): void {
    if (!this.writableEnded) this.#socket.destroy()
  }

  once(event: 'close' | 'drain', listener: () => void): this {
    if (event === 'close') {
      this.#onClose ??= []
      this.#onClose.push(listener)
    } else {
      this.#onDrain ??= []
      this.#onDrain.push(listener)
    }
    return this
  }

  /** It has no errors of its own: a connection that breaks closes. */
  on(): this {
    return this
  }

  setMaxListeners(): this {
    return this
  }

  /** The connection takes more. */
  drained(): void {
    const listeners = this.#onDrain
    this.#onDrain = undefined
    if (listeners !== undefined) for (const listener of listeners) listener()
  }

  /** The connection has closed. */
  gone(): void {
    this.closed = true
    const listeners = this.#onClose
    this.#onClose = undefined
    if (listeners !== undefined) for (const listener of listeners) listener()
  }

  /** Once, and empty from then on. Where no length was told the body comes in chunks. */
  #headOfStream(): string {
    if (!this.headersSent) this.writeHead(200)
    const head = this.#head
    if (head === undefined) return ''
    this.#head = undefined
    if (this.#hasLength || this.#isBodiless) return `${head}\r\n`
    this.#isChunked = true
    return `${head}Transfer-Encoding: chunked\r\n\r\n`
  }

  #writeWhole(chunk: string | Buffer, encoding: BufferEncoding): void {
    const head = this.#head ?? ''
    this.#head = undefined
    const socket = this.#socket
    if (this.#isBodiless) {
      socket.write(`${head}\r\n`, 'latin1')
      return
    }
    const isLatin = encoding === 'latin1' && typeof chunk === 'string'
    const body = typeof chunk === 'string' && !isLatin ? Buffer.from(chunk, encoding) : chunk
    const whole = this.#hasLength ? `${head}\r\n` : `${head}Content-Length: ${body.length}\r\n\r\n`
    if (typeof body === 'string') socket.write(whole + body, 'latin1')
    else if (body.length === 0) socket.write(whole, 'latin1')
    else if (body.length <= copied) socket.write(whole + body.toString('latin1'), 'latin1')
    else {
      socket.cork()
      socket.write(whole, 'latin1')
      socket.write(body)
      socket.uncork()
    }
  }
}

/** Up to here head and body go out as one text: that costs less than a gathering of two. */
const copied = 16 * 1024

/** Headers as they are written. */
interface Fields {
  readonly lines: string
  readonly hasLength: boolean
  /** What is said of the connection. */
  readonly connection: string | undefined
  /** What was last made of them. */
  head: Head | undefined
}

/** Status and fields as they are written, and what they depend on besides. */
interface Head {
  readonly status: number
  readonly dateLine: string
  readonly mayStay: boolean
  readonly text: string
}

function headOf(fields: Fields, status: number, { dateLine, mayStay }: ResponseOwner): string {
  const { head } = fields
  if (head?.status === status && head.dateLine === dateLine && head.mayStay === mayStay) return head.text
  const { lines, connection = mayStay ? stayLines : leaveLine } = fields
  const text = inOnePiece(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'unknown'}\r\n${lines}${dateLine}${connection}`,
  )
  fields.head = { status, dateLine, mayStay, text }
  return text
}

/** Of headers that cannot change: most answers have the same as others before. */
const known = new WeakMap<HttpHeaders, Fields>()

function fieldsOf(headers: HttpHeaders): Fields {
  const before = known.get(headers)
  if (before !== undefined) return before
  let lines = ''
  let hasLength = false
  let connection: string | undefined
  for (const name in headers) {
    const value = headers[name] ?? ''
    if (typeof value === 'object') for (const one of value) lines += line(name, one)
    else if (name === 'connection') connection = line(name, value)
    else {
      hasLength ||= name === 'content-length'
      lines += line(name, value)
    }
  }
  const fields: Fields = { lines, hasLength, connection, head: undefined }
  if (Object.isFrozen(headers)) known.set(headers, fields)
  return fields
}

function line(name: string, value: string | number): string {
  if (!token.test(name) || (typeof value === 'string' && illegal.test(value)))
    throw new TypeError(`the header \`${name}\` cannot be written`)
  return `${name}: ${value}\r\n`
}

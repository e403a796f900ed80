import type { IncomingHttpHeaders } from 'node:http'
import { type KnownHead, knownHead, matchHead } from '#platform/http/known-head'
import { fail, ok, type Result } from '#std/result'

/** Status line and headers of an answer, and what they say of its body and of the connection. */
export interface AnswerHead {
  readonly status: number
  /**
   * By lower-case name, all but `content-length`; one that stands several times is a list. Bytes are characters, as they
   * came (latin1).
   */
  readonly headers: Readonly<IncomingHttpHeaders>
  /** How the body ends ([RFC 9112, section 6.3](https://www.rfc-editor.org/rfc/rfc9112#section-6.3)). */
  readonly body: 'none' | 'length' | 'chunked' | 'until_close'
  /** What `content-length` says; 0 where it says nothing. */
  readonly length: number
  /** For how many seconds the connection may be used again; 0 = not at all. */
  readonly keepSeconds: number
}

const statusLine = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |\r|$)/
const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
/** What no field may hold, and line ends that only some readers take for one. */
const illegal = /[^\t\r\n\x20-\x7e\x80-\xff]|\r(?!\n)|(?<!\r)\n/
const defaultKeepSeconds = 30
/** A server that says when it hangs up counts from when it has sent, we from when we have read. */
const marginSeconds = 2

/** Nothing but what is put in, for a header may be called `constructor`; objects of one class are quicker to fill. */
class Fields {
  [name: string]: string | string[] | undefined
}
Object.setPrototypeOf(Fields.prototype, null)
Reflect.deleteProperty(Fields.prototype, 'constructor')

function refused(message: string) {
  return fail({ code: 'malformed', message })
}

/**
 * Reads the head of an answer, without the blank line. INVARIANT: only what every reader reads alike is taken: a body
 * whose end is told twice, or in a way we do not know, could be one answer to us and two to the next request.
 */
export function readHead(text: string): Result<AnswerHead> {
  const [, minor, status] = statusLine.exec(text) ?? []
  if (status === undefined || illegal.test(text)) return refused('the answer is not HTTP/1.1')
  const headers: IncomingHttpHeaders = new Fields()
  let length: string | undefined
  for (let at = lineEnd(text, 0); at < text.length; at = lineEnd(text, at + 2)) {
    const colon = text.indexOf(':', at + 2)
    const end = lineEnd(text, at + 2)
    const name = colon < 0 || colon > end ? undefined : nameOf(text.slice(at + 2, colon))
    if (name === undefined) return refused('a header of the answer cannot be read')
    const value = text.slice(colon + 1, end).trim()
    if (name !== 'content-length') add(headers, name, value)
    // It decides how the rest is read: of two, neither is believed.
    else length = length === undefined ? value : 'twice'
  }
  return framed({ status: Number(status), headers, length, isOld: minor === '0' })
}

/** A head as it was read last. */
interface Seen {
  readonly known: KnownHead
  readonly head: AnswerHead
}

/** A head among bytes, like another but for its length, and where its body begins. */
interface Found {
  readonly head: Omit<AnswerHead, 'length'>
  readonly length: number
  readonly end: number
}

/** So many heads in a row that are like none before say that this server never says the same twice. */
const manyMisses = 32

/**
 * The heads of one server. They differ in hardly more than how long the body is, so what was read of the last one is taken
 * over. INVARIANT: only where every other byte is the same, so that what is found is what `readHead` would read.
 */
export class HeadReader {
  #seen: Seen | undefined
  #misses = 0

  /** The head that begins at `from`; undefined when it is not like the last, or not whole. */
  find(bytes: Buffer, from: number): Found | undefined {
    const seen = this.#seen
    if (seen === undefined) return undefined
    const found = matchHead(seen.known, bytes, from)
    if (found === undefined) return undefined
    this.#misses = 0
    return { head: seen.head, length: found.length, end: found.end }
  }

  /** As `readHead` does, and remembers what it read. */
  read(text: string): Result<AnswerHead> {
    const read = readHead(text)
    this.#misses += 1
    const isWorthIt = this.#misses < manyMisses || this.#misses % manyMisses === 0
    if (!read.ok || !isWorthIt) return read
    const known = knownHead(text, String(read.value.length))
    if (known !== undefined) this.#seen = { known, head: read.value }
    return read
  }
}

/** Names as servers write them, by how we do: they are few, and the same in every answer. */
const names = new Map<string, string>()
const mostNames = 500

function nameOf(written: string): string | undefined {
  const known = names.get(written)
  if (known !== undefined) return known
  const name = written.toLowerCase()
  if (!token.test(name)) return undefined
  if (names.size < mostNames) names.set(written, name)
  return name
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\r\n', from)
  return end < 0 ? text.length : end
}

function add(headers: IncomingHttpHeaders, name: string, value: string): void {
  const before = headers[name]
  if (before === undefined) headers[name] = value
  else if (name === 'transfer-encoding') headers[name] = 'twice'
  // Types say one thing; the first is what most readers take.
  else if (name === 'content-encoding') headers[name] = `${before}, ${value}`
  else if (name !== 'content-type' && name !== 'mcp-session-id' && name !== 'location')
    headers[name] = Array.isArray(before) ? [...before, value] : [before, value]
}

function framed(head: {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly length: string | undefined
  readonly isOld: boolean
}): Result<AnswerHead> {
  const { status, headers, length, isOld } = head
  const encoding = headers['transfer-encoding']
  if (length !== undefined && (encoding !== undefined || !/^\d{1,15}$/.test(length)))
    return refused('the answer does not say clearly where it ends')
  if (encoding !== undefined && (isOld || encoding.toLowerCase() !== 'chunked'))
    return refused('the answer is in a transfer encoding that was not asked for')
  const told = length === undefined ? 'until_close' : 'length'
  const body = isBodiless(status) ? 'none' : encoding === undefined ? told : 'chunked'
  return ok({
    status,
    headers,
    body,
    length: Number(length ?? 0),
    keepSeconds: body === 'until_close' ? 0 : keepSecondsOf(headers, isOld),
  })
}

function isBodiless(status: number): boolean {
  return status < 200 || status === 204 || status === 304
}

/** [RFC 9112, section 9.3](https://www.rfc-editor.org/rfc/rfc9112#section-9.3), and the old `Keep-Alive` header, which many servers send. */
function keepSecondsOf(headers: IncomingHttpHeaders, isOld: boolean): number {
  const connection = String(headers.connection ?? '').toLowerCase()
  if (connection.includes('close') || (isOld && !connection.includes('keep-alive'))) return 0
  const hint = headers['keep-alive']
  if (hint === undefined) return defaultKeepSeconds
  const timeout = /timeout=(\d{1,9})/i.exec(String(hint))?.[1]
  return timeout === undefined
    ? defaultKeepSeconds
    : Math.max(0, Math.min(defaultKeepSeconds, Number(timeout) - marginSeconds))
}

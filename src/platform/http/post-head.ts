import type { IncomingHttpHeaders } from 'node:http'

/**
 * Request line and headers of a POST. INVARIANT: of one connection alone, so that what follows from it and from who sent
 * it may be remembered by it.
 */
export interface PostHead {
  readonly url: string
  /** By lower-case name, each once; all but `content-length`. */
  readonly headers: Readonly<IncomingHttpHeaders>
  /** Names and values in turn, as they were sent; all but `content-length`. */
  readonly rawHeaders: readonly string[]
}

export interface ReadPost {
  readonly head: PostHead
  /** Of the body, in digits. */
  readonly length: string
}

const requestLine = /^POST (\/[\w.~%/-]*(?:\?[\w.~%=&+/-]*)?) HTTP\/1\.1$/
/** THREAT: of the spaces around a value it says nothing, for what two parts of a pattern could take is tried both ways. */
const field = /^([!#$%&'*+.^`|~\w-]+):([\t\x20-\x7e]*)$/
const digits = /^(?:0|[1-9]\d{0,8})$/
/** Node refuses heads with very many; no client sends as many as these. */
const mostLines = 200
/** What changes how a request is read, or what must come before its answer; and what Node reads as a list. */
const decisive = new Set([
  'expect',
  'http2-settings',
  'proxy-connection',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Reads a head without its blank line, where it is plain: visible ASCII, each header once, one length, a connection that
 * stays. INVARIANT: what is read here Node reads alike; undefined leaves it to Node, be it rare or malformed.
 */
export function readPostHead(text: string): ReadPost | undefined {
  const [first = '', ...lines] = text.split('\r\n')
  const url = requestLine.exec(first)?.[1]
  if (url === undefined || lines.length > mostLines) return undefined
  const headers: IncomingHttpHeaders = {}
  const rawHeaders: string[] = []
  const seen = new Set<string>()
  let length: string | undefined
  for (const line of lines) {
    const [, written, padded] = field.exec(line) ?? []
    const value = padded?.trim()
    if (written === undefined || value === undefined || value.includes('\t')) return undefined
    const name = written.toLowerCase()
    if (seen.has(name) || decisive.has(name) || (name === 'connection' && !stays(value))) return undefined
    seen.add(name)
    if (name === 'content-length') length = value
    else {
      headers[name] = value
      rawHeaders.push(written, value)
    }
  }
  if (length === undefined || !digits.test(length) || !seen.has('host') || seen.has('__proto__'))
    return undefined
  return { head: { url, headers, rawHeaders }, length }
}

function stays(connection: string): boolean {
  return connection.toLowerCase() === 'keep-alive'
}

import type { IncomingHttpHeaders } from 'node:http'
import type { LookupFunction } from 'node:net'
import { inOnePiece } from '#platform/in-one-piece'
import type { AnswerEvents, Connection } from './http1/connection.ts'
import { Connections } from './http1/connections.ts'
import {
  brokenUpstream,
  type Flow,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamFault,
  type UpstreamRequest,
} from './upstream.ts'

export interface HttpUpstreamOptions {
  readonly url: URL
  /** Unsealed: the operator's own headers, which win over the client's. */
  readonly headers: Readonly<Record<string, string>>
  /** Resolves and judges the address; the connection goes to just what it answers. */
  readonly lookup: LookupFunction
  /** Why the address may not be contacted, where that is known without looking it up. */
  readonly refusal: () => string | undefined
  readonly connectTimeoutMs: number
  /** How long an answer may be silent, before its headers and between its chunks. */
  readonly stallTimeoutMs: number
}

/** Headers that the connection itself decides; an operator who sets them would only break it. */
const ofTheConnection = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'mcp-session-id',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** What may stand in a request line and in a header: a line end would begin another. */
const pathShape = /^\/[\x21-\x7e]*$/
const nameShape = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
const valueShape = /^[\t\x20-\x7e\x80-\xff]*$/

/** A server spoken to over streamable HTTP through a pool of kept-alive connections. */
export function httpUpstream(options: HttpUpstreamOptions): Upstream {
  const { url } = options
  const own = Object.entries(options.headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .filter(([name]) => !ofTheConnection.has(name))
  const unwritable = own.find(([name, value]) => !nameShape.test(name) || !valueShape.test(value))
  if (unwritable !== undefined)
    return brokenUpstream(`The header \`${unwritable[0]}\` of this server holds what no header may hold.`)
  const ownNames = new Set(own.map(([name]) => name))
  const host = own.find(([name]) => name === 'host')?.[1] ?? url.host
  const fixed = [['host', host] as const, ...own.filter(([name]) => name !== 'host')]
  const lines = fixed.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const start = ` HTTP/1.1\r\n${lines}connection: keep-alive\r\n`
  const path = `${url.pathname}${url.search}`
  const connections = new Connections({
    url,
    name: (URL.parse(`http://${host}`) ?? url).hostname.replace(/^\[|\]$/g, ''),
    lookup: options.lookup,
    connectTimeoutMs: options.connectTimeoutMs,
    stallTimeoutMs: options.stallTimeoutMs,
  })

  /** What we say, and what a client says besides. */
  function beginning({ method, path: asked = path, headers }: UpstreamRequest): string {
    let head = `${method} ${asked}${start}`
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] ?? ''
      if (!ownNames.has(name)) head += `${name}: ${headers[at + 1]}\r\n`
    }
    return head
  }

  /** By the headers of a client, which says the same with one message after another: how its messages begin. */
  const said = new WeakMap<readonly string[], string>()
  function beginningOf(request: UpstreamRequest): string {
    const { method, path: asked, headers } = request
    if (method !== 'POST' || asked !== undefined) return beginning(request)
    const before = said.get(headers)
    if (before !== undefined) return before
    const made = inOnePiece(beginning(request))
    said.set(headers, made)
    return made
  }

  function headOf(request: UpstreamRequest): string {
    const { method, session, body } = request
    let head = beginningOf(request)
    if (session !== undefined) head += `mcp-session-id: ${session}\r\n`
    return method === 'POST' ? `${head}content-length: ${body?.length ?? 0}\r\n` : head
  }

  return {
    request(request, answer) {
      const refusal = options.refusal()
      if (refusal !== undefined) return brokenUpstream(refusal).request(request, answer)
      if (request.path !== undefined && !pathShape.test(request.path))
        return brokenUpstream('The server named an address that cannot be asked for.').request(
          request,
          answer,
        )
      const asked = request.path === undefined ? url : (URL.parse(`${url.origin}${request.path}`) ?? url)
      const isInDoubt = request.session !== undefined && request.isSessionSure !== true
      const exchange = new Exchange(answer, asked, isInDoubt)
      // A listening stream may be silent for hours.
      const wire = { head: headOf(request), body: request.body, isPatient: request.method === 'GET' }
      exchange.connection = connections.send(wire, exchange)
      return exchange
    },
    close: async () => connections.close(),
  }
}

class Exchange implements AnswerEvents, Flow {
  readonly #answer: UpstreamAnswer
  readonly #url: URL
  /** Whether it goes in a session that the server may have lost. */
  readonly #isInDoubt: boolean
  connection: Connection | undefined

  constructor(answer: UpstreamAnswer, url: URL, isInDoubt: boolean) {
    this.#answer = answer
    this.#url = url
    this.#isInDoubt = isInDoubt
  }

  head(status: number, headers: Readonly<IncomingHttpHeaders>, length: number | undefined): void {
    const refusal = refusalOf(status, headers, this.#url)
    if (refusal === undefined) {
      this.#answer.start(status, headers, length)
      return
    }
    this.abort()
    const mayBeLost = this.#isInDoubt && refusal.code === 'needs_authorisation'
    this.#answer.fail(mayBeLost ? { ...refusal, code: 'session_refused' } : refusal)
  }

  data(bytes: Buffer): void {
    this.#answer.data(bytes)
  }

  end(): void {
    this.#answer.end()
  }

  fail(error: Error, wasSent: boolean): void {
    this.#answer.fail(faultOf(error, wasSent, this.#url))
  }

  abort(): void {
    this.connection?.drop(this)
  }

  pause(): void {
    this.connection?.pause(this)
  }

  resume(): void {
    this.connection?.resume(this)
  }
}

/** Answers that must not reach the client: they would send it elsewhere, or ask it for a password that is not its own. */
function refusalOf(
  status: number,
  headers: Readonly<IncomingHttpHeaders>,
  url: URL,
): UpstreamFault | undefined {
  if (status === 401) {
    return {
      code: 'needs_authorisation',
      message: 'The server asks for credentials (HTTP 401). Check the headers it is registered with.',
      wasReached: true,
    }
  }
  if (status >= 300 && status < 400 && status !== 304) {
    const to = headers.location === undefined ? '' : ` to ${safeTarget(headers.location, url)}`
    const movedTo = status === 307 || status === 308 ? pathWithin(headers.location, url) : undefined
    return {
      code: 'redirected',
      message: `The server redirects${to} (HTTP ${status}), and redirects are not followed. Register the address it redirects to.`,
      wasReached: true,
      ...(movedTo !== undefined && { movedTo }),
    }
  }
  return undefined
}

/** Where a redirect leads, without a query: queries carry secrets. */
function safeTarget(location: string, url: URL): string {
  const target = URL.parse(location, url.href)
  return target === null ? 'an address that cannot be read' : `${target.origin}${target.pathname}`
}

/** The path of a redirect that stays within its origin: scheme, host and port. */
function pathWithin(location: string | undefined, url: URL): string | undefined {
  const target = location === undefined ? null : URL.parse(location, url.href)
  if (target === null || target.origin !== url.origin) return undefined
  const path = `${target.pathname}${target.search}`
  return pathShape.test(path) ? path : undefined
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'has a name that does not resolve',
  EAI_AGAIN: 'has a name that does not resolve at the moment',
  EHOSTUNREACH: 'cannot be reached from here',
  ENETUNREACH: 'cannot be reached from here',
  LET_GO: 'was let go: the gateway is stopping, or the server was registered anew',
  CONNECT_TIMEOUT: 'did not answer when it was connected to',
  CERT_HAS_EXPIRED: 'has an expired certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that nobody vouches for',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate that nobody vouches for',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'has a certificate that cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
}

/** The code that a system, TLS or wire error carries. */
export function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
}

/** An error on the way to an upstream, in words. */
export function faultOf(error: Error, wasReached: boolean, url: URL): UpstreamFault {
  const code = errorCode(error)
  if (code === 'TIMEOUT')
    return { code: 'timeout', message: `The server at ${url.host} did not answer in time.`, wasReached: true }
  if (code === 'ADDRESS_REFUSED')
    return { code: 'address_refused', message: error.message, wasReached: false }
  const said =
    words[code] ?? (wasReached ? `broke the connection off (${code})` : `cannot be reached (${code})`)
  return {
    code: wasReached ? 'broken_off' : 'unreachable',
    message: `The server at ${url.host} ${said}.`,
    wasReached,
  }
}

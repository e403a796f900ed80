import type { IncomingHttpHeaders } from 'node:http'
import type { LookupFunction } from 'node:net'
import { type Dispatcher, errors, Pool } from 'undici'
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

/** A server spoken to over streamable HTTP through a pool of kept-alive connections. */
export function httpUpstream(options: HttpUpstreamOptions): Upstream {
  const { url } = options
  const own = Object.entries(options.headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !ofTheConnection.has(name))
  const ownNames = new Set(own.map(([name]) => name))
  const path = `${url.pathname}${url.search}`
  const pool = new Pool(url.origin, {
    connections: null,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    headersTimeout: options.stallTimeoutMs,
    bodyTimeout: options.stallTimeoutMs,
    connect: { timeout: options.connectTimeoutMs, lookup: options.lookup },
  })

  function headersOf(request: UpstreamRequest): string[] {
    const headers: string[] = []
    for (let at = 0; at < request.headers.length; at += 2) {
      const name = request.headers[at] ?? ''
      if (!ownNames.has(name)) headers.push(name, request.headers[at + 1] ?? '')
    }
    if (request.session !== undefined) headers.push('mcp-session-id', request.session)
    for (const [name, value] of own) headers.push(name, value)
    return headers
  }

  return {
    request(request, answer) {
      const refusal = options.refusal()
      if (refusal !== undefined) return brokenUpstream(refusal).request(request, answer)
      const exchange = new Exchange(answer, url)
      pool.dispatch(
        {
          path: request.path ?? path,
          method: request.method,
          headers: headersOf(request),
          body: request.body ?? null,
          // A listening stream may be silent for hours.
          ...(request.method === 'GET' && { bodyTimeout: 0 }),
        },
        exchange,
      )
      return exchange
    },
    close: () => pool.destroy(),
  }
}

class Exchange implements Dispatcher.DispatchHandler, Flow {
  readonly #answer: UpstreamAnswer
  readonly #url: URL
  #controller: Dispatcher.DispatchController | undefined
  #isOver = false

  constructor(answer: UpstreamAnswer, url: URL) {
    this.#answer = answer
    this.#url = url
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#isOver) controller.abort(new Error('aborted'))
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200 || this.#isOver) return
    const refusal = refusalOf(status, headers, this.#url)
    if (refusal === undefined) this.#answer.start(status, headers)
    else {
      this.#finish(refusal)
      this.abort()
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#isOver) this.#answer.data(chunk)
  }

  onResponseEnd(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#answer.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (!this.#isOver) this.#finish(faultOf(error, this.#controller !== undefined, this.#url))
  }

  #finish(fault: UpstreamFault): void {
    this.#isOver = true
    this.#answer.fail(fault)
  }

  abort(): void {
    this.#isOver = true
    this.#controller?.abort(new Error('aborted'))
  }

  pause(): void {
    this.#controller?.pause()
  }

  resume(): void {
    this.#controller?.resume()
  }
}

/** Answers that must not reach the client: they would send it elsewhere, or ask it for a password that is not its own. */
function refusalOf(status: number, headers: IncomingHttpHeaders, url: URL): UpstreamFault | undefined {
  if (status === 401) {
    return {
      code: 'needs_authorisation',
      message: 'The server asks for credentials (HTTP 401). Check the headers it is registered with.',
      wasReached: true,
    }
  }
  if (status >= 300 && status < 400 && status !== 304) {
    const to = headers.location === undefined ? '' : ` to ${safeTarget(headers.location, url)}`
    return {
      code: 'redirected',
      message: `The server redirects${to} (HTTP ${status}), and redirects are not followed. Register the address it redirects to.`,
      wasReached: true,
    }
  }
  return undefined
}

/** Where a redirect leads, without a query: queries carry secrets. */
function safeTarget(location: string, url: URL): string {
  const target = URL.parse(location, url.href)
  return target === null ? 'an address that cannot be read' : `${target.origin}${target.pathname}`
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused the connection',
  ENOTFOUND: 'has a name that does not resolve',
  EAI_AGAIN: 'has a name that does not resolve at the moment',
  EHOSTUNREACH: 'cannot be reached from here',
  ENETUNREACH: 'cannot be reached from here',
  UND_ERR_CONNECT_TIMEOUT: 'did not answer when it was connected to',
  CERT_HAS_EXPIRED: 'has an expired certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that nobody vouches for',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate that nobody vouches for',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'has a certificate that cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
}

/** The code that a system, TLS or undici error carries. */
export function errorCode(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN'
}

/** An error on the way to an upstream, in words. */
export function faultOf(error: Error, wasReached: boolean, url: URL): UpstreamFault {
  const code = errorCode(error)
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError)
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

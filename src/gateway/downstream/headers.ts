import type { IncomingHttpHeaders } from 'node:http'
import type { HttpRequest } from '#platform/http/exchange'

/**
 * What a client may say to a server. An allow list: `Authorization` and `Cookie` are for us, `X-Forwarded-*` and the like
 * could make a server believe that somebody else calls.
 */
const sent = new Set([
  'accept',
  'accept-language',
  'baggage',
  'mcp-protocol-version',
  'traceparent',
  'tracestate',
  'user-agent',
])

/** What repeats the one message of a body, and was compared with it. */
const compared = new Set(['mcp-method', 'mcp-name'])

/**
 * What asks for a stream from a place in it; that is done by GET alone
 * ([MCP 2025-11-25, Resumability](https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#resumability-and-redelivery)).
 */
const resuming = 'last-event-id'

/**
 * Names and values in turn. The session id is left out: the upstream has another. INVARIANT: headers that repeat a body
 * go along only with the one message that they were compared with, and a body is said to be just what it was read as.
 */
export function headersToSend(request: HttpRequest, body: 'one' | 'batch' | 'none'): string[] {
  const headers: string[] = body === 'none' ? [] : ['content-type', 'application/json']
  const raw = request.rawHeaders
  for (let at = 0; at < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase()
    const isSent = body === 'none' ? name === resuming : body === 'one' && compared.has(name)
    if (sent.has(name) || isSent) headers.push(name, raw[at + 1] ?? '')
  }
  return headers
}

/**
 * The headers of a client that speaks HTTP+SSE, as streamable HTTP wants them (MCP 2025-11-25, Transports, "Sending
 * messages to the server" and "Protocol version header").
 */
export function headersOfOlder(headers: readonly string[], version: string | undefined): string[] {
  const kept = headers.filter((_, at) => headers[at - (at % 2)] !== 'accept')
  kept.push('accept', 'application/json, text/event-stream')
  if (version !== undefined && !kept.includes('mcp-protocol-version'))
    kept.push('mcp-protocol-version', version)
  return kept
}

/** Headers that mean one thing: of two, one reader takes the first and another the last. */
const single = new Set([
  ...compared,
  'authorization',
  'content-encoding',
  'content-type',
  'last-event-id',
  'mcp-protocol-version',
  'mcp-session-id',
])

/** The first of those headers that stands twice. */
export function repeatedHeader({ rawHeaders }: HttpRequest): string | undefined {
  let seen: string[] | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    if (!single.has(name)) continue
    if (seen?.includes(name) === true) return name
    seen ??= []
    seen.push(name)
  }
  return undefined
}

/**
 * What of an answer is between the server and us alone ([RFC 9110, section 7.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1)),
 * and what speaks for a whole origin, which here is the dashboard's.
 */
const kept = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'alt-svc',
  'clear-site-data',
  'content-security-policy',
  'content-security-policy-report-only',
  'date',
  'link',
  'mcp-session-id',
  'nel',
  'refresh',
  'report-to',
  'reporting-endpoints',
  'server',
  'service-worker-allowed',
  'set-cookie',
  'strict-transport-security',
  'www-authenticate',
])

/** What goes on of headers that serve one answer after another. */
const passedBefore = new WeakMap<Readonly<IncomingHttpHeaders>, Passed>()
type Passed = Readonly<Record<string, string | string[]>>

/** The headers of an answer that go on to the client; `headers` must not change any more. */
export function headersToPass(headers: Readonly<IncomingHttpHeaders>): Passed {
  const before = passedBefore.get(headers)
  if (before !== undefined) return before
  const passed = Object.freeze(passing(headers))
  passedBefore.set(headers, passed)
  return passed
}

function passing(headers: Readonly<IncomingHttpHeaders>): Record<string, string | string[]> {
  // A browser must never take what a server says for a page of ours.
  const passed: Record<string, string | string[]> = { 'x-content-type-options': 'nosniff' }
  const named = namedByConnection(headers)
  for (const name in headers) {
    const value = headers[name]
    const isKept = kept.has(name) || name.startsWith('access-control-') || named.includes(name)
    if (value !== undefined && !isKept) passed[name] = value
  }
  // Which page may read an answer depends on the origin too, and this may be written in place of what says so.
  if (passed['vary'] !== undefined) passed['vary'] = `${passed['vary']}, Origin`
  return passed
}

/** What a server adds to those that are never passed on ([RFC 9110, section 7.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1)). */
function namedByConnection({ connection }: Readonly<IncomingHttpHeaders>): string[] {
  return String(connection ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
}

/** The essence of a media type. */
export function mediaType(headers: Readonly<IncomingHttpHeaders>): string {
  const type = headers['content-type'] ?? ''
  // As nearly all say it.
  if (type === 'application/json' || type === 'text/event-stream') return type
  const end = type.indexOf(';')
  return (end < 0 ? type : type.slice(0, end)).trim().toLowerCase()
}

/** Whether a client takes event streams, and whether it takes JSON. */
export function acceptedBy(accept: string | undefined): { readonly events: boolean; readonly json: boolean } {
  if (accept === undefined) return { events: false, json: true }
  const any = accept.includes('*/*')
  return {
    events: any || accept.includes('text/event-stream') || accept.includes('text/*'),
    json: any || accept.includes('application/json') || accept.includes('application/*'),
  }
}

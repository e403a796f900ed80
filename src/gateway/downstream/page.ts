import type { HttpRequest, HttpResponse } from '#platform/http/exchange'
import type { Admission } from '#platform/origin'

/** What a page reads besides what any page may ([Fetch, CORS-safelisted response-header name](https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name)). */
const readable = 'mcp-session-id, mcp-protocol-version, www-authenticate'

/** THREAT: not all that is asked for. A page must not be able to say what a proxy says, nor what no client does. */
const sayable = [
  'authorization',
  'content-type',
  'accept',
  'mcp-protocol-version',
  'mcp-session-id',
  'last-event-id',
  'mcp-method',
  'mcp-name',
]
/** Arguments that are repeated; which ones is the server's to say. */
const param = /^mcp-param-[!#$%&'*+.^_`|~0-9a-z-]+$/
const mostParams = 64

/** No browser keeps it for longer. */
const keptSeconds = '7200'

/** The origin of the page that asks, where a page of it may. */
export function pageOf(admission: Admission, origin: string | undefined): string | undefined {
  const isLet = admission.isHostOurs && (admission.origin === 'ours' || admission.origin === 'loopback')
  return isLet ? origin : undefined
}

/**
 * Lets a page read the answer, whatever it will be ([Fetch, CORS protocol](https://fetch.spec.whatwg.org/#http-cors-protocol)).
 * THREAT: a page can thus call with a token that it knows. It has none from us: tokens are never in cookies, and
 * credentials of the browser are not allowed.
 */
export function openToPage(response: HttpResponse, page: string): void {
  response.setHeader('access-control-allow-origin', page)
  response.setHeader('access-control-expose-headers', readable)
  response.setHeader('vary', 'Origin')
}

/** Whether a browser asks what a page may say, before it says anything: nobody's token is there yet. */
export function isPreflight({ method, headers }: HttpRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
}

/** The answer to that, for a page that was let in. */
export function answerPreflight({ headers }: HttpRequest, response: HttpResponse): void {
  const asked = headers['access-control-request-headers'] ?? ''
  const params = asked
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => param.test(name))
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers': [...sayable, ...params.slice(0, mostParams)].join(', '),
    'access-control-max-age': keptSeconds,
  })
  response.end()
}

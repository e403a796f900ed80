import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { HttpRequest } from '#platform/http/exchange'
import { PostRequest } from '#platform/http/post-request'
import type { Admission, OriginGuard } from '#platform/origin'
import { type Bearer, bearerOf } from '../identify.ts'
import { acceptedBy, headersToSend, repeatedHeader } from './headers.ts'
import { pageOf } from './page.ts'

/** What a request says before its body, and what follows from it. */
export interface Heading {
  /** All but `content-length`. */
  readonly headers: Readonly<IncomingHttpHeaders>
  readonly admission: Admission
  /** The origin of the page that asks, where a page of it may read the answer. */
  readonly page: string | undefined
  /** A header that means one thing and stands twice. */
  readonly repeated: string | undefined
  readonly slug: string | undefined
  readonly bearer: Bearer | undefined
  readonly accepts: { readonly events: boolean; readonly json: boolean }
  /** What goes upstream with a single message, and with each of a batch. */
  readonly sent: { readonly one: readonly string[]; readonly batch: readonly string[] }
  /** Where in the raw headers the length of the body stands: the one thing that differs from request to request. */
  readonly lengthAt: number
}

interface Read extends Heading {
  readonly url: string | undefined
  readonly raw: readonly string[]
}

const path = /^\/mcp\/([a-z0-9-]{1,32})\/?$/

/**
 * A client says the same at each request on one connection, and reading it is a good part of what a call costs.
 * INVARIANT: only what follows from these very words is remembered; whether a token is still good is asked each time.
 */
export class Headings {
  readonly #guard: OriginGuard
  /** By socket, or by the head that stands for one. */
  readonly #last = new WeakMap<object, Read>()

  constructor(guard: OriginGuard) {
    this.#guard = guard
  }

  of(request: HttpRequest): Heading {
    const key = request instanceof PostRequest ? request.head : request.socket
    const last = this.#last.get(key)
    if (last !== undefined && (request instanceof PostRequest || isSame(last, request))) return last
    const heading = read(request, this.#guard)
    this.#last.set(key, heading)
    return heading
  }
}

function isSame({ url, raw, lengthAt }: Read, request: IncomingMessage): boolean {
  const { rawHeaders } = request
  if (request.url !== url || rawHeaders.length !== raw.length) return false
  for (let at = 0; at < raw.length; at += 1) if (rawHeaders[at] !== raw[at] && at !== lengthAt) return false
  return true
}

function read(request: HttpRequest, guard: OriginGuard): Read {
  const { url, rawHeaders } = request
  const { 'content-length': _length, ...headers } = request.headers
  const admission = guard.admit(request)
  return {
    url,
    raw: rawHeaders,
    lengthAt: rawHeaders.findIndex(
      (_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'content-length',
    ),
    headers,
    admission,
    page: pageOf(admission, headers.origin),
    repeated: repeatedHeader(request),
    slug: path.exec((url ?? '').split('?', 1)[0] ?? '')?.[1],
    bearer: bearerOf(headers.authorization),
    accepts: acceptedBy(headers.accept),
    sent: { one: headersToSend(request, 'one'), batch: headersToSend(request, 'batch') },
  }
}

import type { RequestId } from '#mcp/frame'
import type { HttpRequest, HttpResponse } from '#platform/http/exchange'
import type { Heading } from './downstream/heading.ts'
import type { Caller } from './identify.ts'
import type { Session } from './sessions.ts'

/** One HTTP request at the address of a server. */
export interface Door {
  readonly request: HttpRequest
  readonly response: HttpResponse
  readonly slug: string
  readonly heading: Heading
}

/** One of somebody we know. */
export interface Visit extends Door {
  readonly caller: Caller
  readonly session: Session | undefined
}

/** Which request of which client. Ids are the client's own, so they count within its session, or else within its grant. */
export interface HeldKey {
  readonly owner: string
  readonly id: RequestId
}

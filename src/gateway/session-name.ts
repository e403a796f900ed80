import type { HttpRequest } from '#platform/http/exchange'
import { headersOfOlder } from './downstream/headers.ts'
import type { Heading } from './downstream/heading.ts'
import type { Session } from './sessions.ts'

/**
 * The session that a request names: by a header, or where the client speaks HTTP+SSE by the address that it was told to
 * post to. INVARIANT: a session is found only the way it was named.
 */
export function sessionNamedBy(
  { method, url = '' }: HttpRequest,
  { headers }: Heading,
): { readonly id: string | undefined; readonly isStream: boolean } {
  const id = headers['mcp-session-id']
  if (id !== undefined || method !== 'POST' || !url.includes('?'))
    return { id: id === undefined ? undefined : String(id), isStream: false }
  const named = new URLSearchParams(url.slice(url.indexOf('?'))).get('sessionId')
  return { id: named ?? undefined, isStream: named !== null }
}

/** A client that speaks HTTP+SSE does not say what a server that speaks streamable HTTP must be told. */
export function headersFor(session: Session | undefined, headers: readonly string[]): readonly string[] {
  return session?.stream === undefined ? headers : headersOfOlder(headers, session.version)
}

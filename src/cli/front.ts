import type { IncomingMessage, ServerResponse } from 'node:http'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** Who answers what, on the one port. */
export interface FrontParts {
  readonly gateway: Handler
  readonly api: Handler
  /** True = answered. */
  readonly dashboard: (request: IncomingMessage, response: ServerResponse) => boolean
  readonly isReady: () => boolean
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  response.end(`${text}\n`)
}

function isBelow(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`)
}

/**
 * Where clients turn that take a refused token for an invitation to sign in ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591),
 * at the address that is tried where no metadata is found). What stands here is all that their users get to see.
 */
const signInPath = '/register'
const noSignIn =
  'There is nothing to sign in to here: a client brings the token of a grant. If it brought one, that token is not valid (any more); ask for a new one.'

/** The paths that never answer with a page. */
export const reservedPaths = ['/api', '/mcp', '/healthz', '/readyz', '/.well-known'] as const

export function createFront(parts: FrontParts): Handler {
  return (request, response) => {
    const path = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/'
    if (isBelow(path, '/mcp')) return parts.gateway(request, response)
    if (isBelow(path, '/api')) return parts.api(request, response)
    const words = wordsAt(path, request.method, parts.isReady)
    if (words !== undefined) return plain(response, words.status, words.text)
    if (!parts.dashboard(request, response)) plain(response, 404, 'not found')
  }
}

/** What is answered in a few words, whoever asks. */
function wordsAt(
  path: string,
  method: string | undefined,
  isReady: () => boolean,
): { status: number; text: string } | undefined {
  // Alive says only that the process turns; ready says that it can serve, which a balancer waits for.
  if (path === '/healthz') return { status: 200, text: 'ok' }
  if (path === '/readyz')
    return isReady() ? { status: 200, text: 'ready' } : { status: 503, text: 'starting' }
  return path === signInPath && method === 'POST' ? { status: 404, text: noSignIn } : undefined
}

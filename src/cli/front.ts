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

/** The paths that never answer with a page. */
export const reservedPaths = ['/api', '/mcp', '/healthz', '/readyz', '/.well-known'] as const

export function createFront(parts: FrontParts): Handler {
  return (request, response) => {
    const path = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/'
    if (isBelow(path, '/mcp')) return parts.gateway(request, response)
    // Alive says only that the process turns; ready says that it can serve, which a balancer waits for.
    if (path === '/healthz') return plain(response, 200, 'ok')
    if (path === '/readyz')
      return plain(response, parts.isReady() ? 200 : 503, parts.isReady() ? 'ready' : 'starting')
    if (isBelow(path, '/api')) return parts.api(request, response)
    if (!parts.dashboard(request, response)) plain(response, 404, 'not found')
  }
}

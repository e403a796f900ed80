import type { IncomingMessage, ServerResponse } from 'node:http'
import { join, resolve } from 'node:path'
import { createStaticFiles } from '#platform/static-files'
import { reservedPaths } from './front.ts'

const root = resolve(import.meta.dirname, '../..')

/** Monaco sets styles on elements, hence `unsafe-inline` for styles; scripts come from files of ours alone. */
const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
}

export interface Dashboard {
  /** True = answered. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  close(): Promise<void>
}

/** The dashboard as it was built. */
export function builtDashboard(): Dashboard {
  const handle = createStaticFiles({ dir: join(root, 'dist'), headers, exclude: reservedPaths })
  return { handle, close: () => Promise.resolve() }
}

/** The dashboard from its sources, reloaded as they change; Vite's own scripts need a looser page, so none is set. */
export async function liveDashboard(): Promise<Dashboard> {
  const { createServer } = await import('vite')
  // By full path: `src/web/data` is source, `data` is the database that changes at every call.
  const ignored = ['data', 'out'].map((folder) => join(root, folder, '**'))
  const vite = await createServer({
    root,
    server: { middlewareMode: true, watch: { ignored } },
    appType: 'spa',
  })
  return {
    handle: (request, response) => {
      vite.middlewares(request, response)
      return true
    },
    close: () => vite.close(),
  }
}

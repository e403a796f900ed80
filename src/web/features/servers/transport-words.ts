import type { Transport } from '#model/server'

/** Where a server is reached, in one line. */
export function transportWords(transport: Transport): string {
  switch (transport.kind) {
    case 'http':
    case 'sse':
      return withoutScheme(transport.url)
    case 'stdio':
      return [transport.command, ...transport.args].join(' ')
    case 'demo':
      return 'Built-in demo server'
  }
}

/** What kind of line it is. */
export function transportKindWords(transport: Transport): string {
  return { http: 'HTTP', sse: 'HTTP+SSE', stdio: 'Command', demo: 'Demo' }[transport.kind]
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '')
}

import type { LookupFunction } from 'node:net'
import type { TransportInput } from '#model/server'
import { lookupPinned, reachOf, resolveUpstream } from '#platform/address'
import type { GatewaySettings } from '../settings.ts'
import { demoUpstream } from './demo.ts'
import { httpUpstream } from './http.ts'
import type { Ears } from './pipe.ts'
import { sseUpstream } from './sse.ts'
import { stdioUpstream } from './stdio.ts'
import type { Upstream } from './upstream.ts'

/**
 * Makes an upstream of what a person typed in. Nothing is connected or started before the first request.
 */
export function openUpstream(
  transport: TransportInput,
  settings: GatewaySettings,
  ears: Ears = {},
): Upstream {
  switch (transport.kind) {
    case 'http':
      return webUpstream(transport, settings)
    case 'sse':
      return sseUpstream(new URL(transport.url), webUpstream(transport, settings), settings, ears)
    case 'stdio':
      return stdioUpstream(transport, settings, ears)
    case 'demo':
      return demoUpstream(settings)
  }
}

function webUpstream(
  transport: TransportInput & { kind: 'http' | 'sse' },
  settings: GatewaySettings,
): Upstream {
  const url = new URL(transport.url)
  return httpUpstream({
    url,
    headers: transport.headers,
    lookup: judgedLookup(url, settings.allowPrivate),
    refusal: literalRefusal(url, settings.allowPrivate),
    connectTimeoutMs: settings.connectTimeoutMs,
    stallTimeoutMs: settings.stallTimeoutMs,
  })
}

/** Looked up, judged and pinned at each new connection: what was judged is what is connected to. */
function judgedLookup(url: URL, allowPrivate: () => boolean): LookupFunction {
  return (hostname, options, answer) => {
    resolveUpstream(url, { allowPrivate: allowPrivate() }).then(
      (pinned) => {
        if (pinned.ok) lookupPinned(pinned.value)(hostname, options, answer)
        else answer(new AddressError(pinned.fault.code, pinned.fault.message), '', 0)
      },
      (error: Error) => answer(error, '', 0),
    )
  }
}

class AddressError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code === 'address_refused' ? 'ADDRESS_REFUSED' : 'ENOTFOUND'
  }
}

/** An address that is written as one is never looked up, so it is judged here: once, but for what may change. */
function literalRefusal(url: URL, allowPrivate: () => boolean): () => string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const reach = /^[\d.]+$|:/.test(host) ? reachOf(host) : 'public'
  if (reach === 'public') return () => undefined
  if (reach === 'never')
    return () => `\`${host}\` is a link-local, metadata or reserved address and is never contacted.`
  const refusal = `\`${host}\` is a private address; the operator allows these with SALLYPORT_ALLOW_PRIVATE_UPSTREAMS=on.`
  return () => (allowPrivate() ? undefined : refusal)
}

import type { IncomingHttpHeaders } from 'node:http'
import ipaddr from 'ipaddr.js'

export interface OriginOptions {
  /** An origin, when people and clients use another than the address listened on. */
  readonly publicUrl?: string | undefined
  /** What the server listens on. */
  readonly host: string
  /** Addresses or CIDR ranges whose `X-Forwarded-*` headers count. */
  readonly trustedProxies: readonly string[]
  /** Told once, when the first request through a proxy ends an installation's being local. */
  readonly onNoLongerLocal?: () => void
}

/** What of a request matters here; an `IncomingMessage` will do. */
interface Received {
  readonly headers: IncomingHttpHeaders
  readonly socket: { readonly remoteAddress?: string | undefined }
}

export interface Admission {
  /** False = the request was meant for another host: DNS rebinding, or a proxy that is not set up for us. */
  readonly isHostOurs: boolean
  /** `none`: not from a page. `loopback`: from a page of another program on this machine. `foreign` must be refused. */
  readonly origin: 'none' | 'ours' | 'loopback' | 'foreign'
  /** The client's address, as far as trusted proxies vouch for it. */
  readonly client: string
  /** It came through a proxy, trusted or not. */
  readonly isForwarded: boolean
}

export interface OriginGuard {
  admit(request: Received): Admission
  /**
   * Listens on loopback, PUBLIC_URL is loopback or absent, and no request for us came through a proxy (product.md, 1).
   * Once one did, it stays false: a tunnel to this machine makes every program on it reachable from outside.
   */
  isLocal(): boolean
}

const forwardedHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
  'cf-connecting-ip',
]

/** The host and port of a Host header, in one spelling; undefined when it is none (RFC 9110 §7.2). */
function authority(text: string | undefined): URL | undefined {
  if (text === undefined || /[/\\?#@\s]/.test(text)) return undefined
  return URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : undefined
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase()
}

function address(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return ipaddr.isValid(text) ? ipaddr.process(text) : undefined
}

/** Whether a name or address means this machine only. */
function isLoopback(hostname: string): boolean {
  const name = bare(hostname)
  return name === 'localhost' || name.endsWith('.localhost') || address(name)?.range() === 'loopback'
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]

function rangeOf(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const one = ipaddr.process(text)
  return [one, one.kind() === 'ipv4' ? 32 : 128]
}

function isWithin(text: string, ranges: readonly Range[]): boolean {
  const one = address(text)
  if (one === undefined) return false
  return ranges.some((range) => one.kind() === range[0].kind() && one.match(range))
}

function plain(text: string | undefined): string {
  return (text === undefined ? undefined : address(text)?.toString()) ?? 'unknown'
}

/** From the nearest hop outwards: the first that we do not trust is the client; all trusted, the farthest. */
function clientOf({ headers, socket }: Received, trusted: readonly Range[]): string {
  const peer = plain(socket.remoteAddress)
  const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
  let client = peer
  for (const hop of hops.map((text) => text.trim()).reverse()) {
    if (!isWithin(client, trusted) || address(hop) === undefined) break
    client = plain(hop)
  }
  return client
}

function isUnspecified(host: string): boolean {
  return address(bare(host))?.range() === 'unspecified'
}

function createHostCheck(options: OriginOptions, publicHost: string | undefined) {
  const own = new Set([publicHost, authority(options.host)?.hostname].filter((name) => name !== undefined))
  // A page can be made to call us by a name of its own (DNS rebinding), never by a bare address.
  const anyAddress = publicHost === undefined && isUnspecified(options.host)
  return (host: URL | undefined): boolean => {
    if (host === undefined) return false
    const name = bare(host.hostname)
    return isLoopback(name) || own.has(host.hostname) || (anyAddress && address(name) !== undefined)
  }
}

const mostJudged = 1_000

/** Judges where a request was meant to go and where it came from. */
export function createOriginGuard(options: OriginOptions): OriginGuard {
  const publicUrl = options.publicUrl === undefined ? undefined : new URL(options.publicUrl)
  const trusted = options.trustedProxies.map(rangeOf)
  const isHostOurs = createHostCheck(options, publicUrl?.hostname)
  const listensLocally =
    isLoopback(options.host) && (publicUrl === undefined || isLoopback(publicUrl.hostname))
  let wasForwarded = false

  const originOf = (origin: string | undefined, host: URL | undefined): Admission['origin'] => {
    if (origin === undefined) return 'none'
    if (!URL.canParse(origin)) return 'foreign'
    const from = new URL(origin)
    if (from.origin === publicUrl?.origin) return 'ours'
    // Compared with the port: on one machine every port is another program.
    if (isHostOurs(from) && from.host === host?.host) return 'ours'
    return isLoopback(from.hostname) ? 'loopback' : 'foreign'
  }

  const judge = (request: Received, isForwarded: boolean): Admission => {
    const { headers } = request
    const host = authority(headers.host)
    const isOurs = isHostOurs(host)
    // What is refused for its host reaches nothing, so it cannot switch anything off for everybody either.
    if (isForwarded && isOurs && !wasForwarded) {
      wasForwarded = true
      if (listensLocally) options.onNoLongerLocal?.()
    }
    return {
      isHostOurs: isOurs,
      origin: originOf(headers.origin, host),
      client: clientOf(request, trusted),
      isForwarded,
    }
  }
  // Clients say the same at every request, and parsing addresses is a good part of what a call costs.
  const judged = new Map<string, Admission>()

  return {
    admit(request) {
      const { headers, socket } = request
      if (forwardedHeaders.some((name) => headers[name] !== undefined)) return judge(request, true)
      // As JSON, where an absent header is not the same as one that says `undefined`.
      const key = JSON.stringify([headers.host ?? null, headers.origin ?? null, socket.remoteAddress])
      const known = judged.get(key)
      if (known !== undefined) return known
      if (judged.size >= mostJudged) judged.clear()
      const admission = judge(request, false)
      judged.set(key, admission)
      return admission
    },
    isLocal: () => listensLocally && !wasForwarded,
  }
}

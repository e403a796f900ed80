import ipaddr from 'ipaddr.js'
import { fail, ok, type Result } from '#std/result'
import type { Clock } from './clock.ts'

export interface RateLimit {
  /** Takes one from the key's bucket, or says when there will be one. */
  take(key: string): Result<void, { code: 'limited'; retryAfterMs: number }>
}

export interface RateLimitOptions {
  /** How many at once after a rest. */
  readonly burst: number
  /** How long a spent bucket takes to fill. */
  readonly refillMs: number
  readonly clock: Clock
  /** Beyond this many keys the one unused for longest is forgotten: memory is bounded, whoever asks. */
  readonly maxKeys?: number
}

/** Token buckets in memory, one a key. */
export function createRateLimit({ burst, refillMs, clock, maxKeys = 10_000 }: RateLimitOptions): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>()
  const perMs = burst / refillMs
  return {
    take(key) {
      const now = clock.now()
      const bucket = buckets.get(key) ?? { tokens: burst, at: now }
      const tokens = Math.min(burst, bucket.tokens + Math.max(0, now - bucket.at) * perMs)
      const isGiven = tokens >= 1
      // Put back at the end, so that the first of the map is the longest unused.
      buckets.delete(key)
      buckets.set(key, { tokens: isGiven ? tokens - 1 : tokens, at: now })
      const [oldest] = buckets.keys()
      if (buckets.size > maxKeys && oldest !== undefined) buckets.delete(oldest)
      return isGiven
        ? ok(undefined)
        : fail({ code: 'limited', retryAfterMs: Math.ceil((1 - tokens) / perMs) })
    },
  }
}

/** What to count an address by: an IPv6 customer has a whole /64, an IPv4 one an address. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return ipaddr.IPv6.networkAddressFromCIDR(
    `${parsed.toNormalizedString().replace(/%.*$/, '')}/64`,
  ).toString()
}

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'

const triesAllowed = 20
const lockMs = 15 * 60_000

type Verdict = { readonly kind: 'right' | 'wrong' } | { readonly kind: 'locked'; readonly waitMs: number }

/** The token that the log prints, and that the first sign-up must give where strangers can reach the installation. */
export interface SetupToken {
  /** Logs it, the first time: an installation may cease to be local when it has long started. */
  announce(): void
  try(given: string): Verdict
}

interface Parts {
  readonly clock: Clock
  readonly log: Log
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/**
 * THREAT: whoever reaches a fresh installation first could operate it. The token is compared in constant time (over
 * digests, which have one length), and after 20 wrong tries nobody's token is looked at for a while.
 */
export function createSetupToken(token: string, { clock, log }: Parts): SetupToken {
  const wanted = digest(token)
  let wrong = 0
  let lockedUntil = 0
  let isAnnounced = false
  return {
    announce() {
      if (!isAnnounced) log.warn({ setupToken: token }, 'the first sign-up must give this set-up token')
      isAnnounced = true
    },
    try(given) {
      const waitMs = lockedUntil - clock.now()
      if (waitMs > 0) return { kind: 'locked', waitMs }
      if (timingSafeEqual(digest(given.trim()), wanted)) return { kind: 'right' }
      wrong += 1
      if (wrong % triesAllowed === 0) lockedUntil = clock.now() + lockMs
      return { kind: 'wrong' }
    },
  }
}

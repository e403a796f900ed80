import type { Clock } from '#platform/clock'
import { createRateLimit, networkOf } from '#platform/rate-limit'
import type { ApiFault } from '../http/asked.ts'
import { tooMany } from '../http/faults.ts'

/** How often credentials may be tried; each answers with the refusal, if it is one try too many. */
export interface Attempts {
  signIn(address: string, email: string): ApiFault | undefined
  signUp(address: string): ApiFault | undefined
}

const minute = 60_000

/**
 * THREAT: guessing one account's password from many addresses, and trying leaked pairs on many accounts from one. Both are
 * counted. What is counted is tries and not failures, so that the answer tells nothing about the account; the account's
 * bucket fills by two a minute, so that its owner cannot be kept out for long.
 */
export function createAttempts(clock: Clock): Attempts {
  const byAccount = createRateLimit({ burst: 30, refillMs: 15 * minute, clock })
  const byAddress = createRateLimit({ burst: 60, refillMs: 10 * minute, clock })
  const signUps = createRateLimit({ burst: 60, refillMs: 60 * minute, clock })
  return {
    signIn(address, email) {
      const taken = byAddress.take(networkOf(address))
      if (!taken.ok)
        return tooMany(taken.fault.retryAfterMs, 'Too many tries from your address. Try again later.')
      const account = byAccount.take(email)
      return account.ok
        ? undefined
        : tooMany(account.fault.retryAfterMs, 'Too many tries for this account. Try again in a moment.')
    },
    signUp(address) {
      const taken = signUps.take(networkOf(address))
      return taken.ok
        ? undefined
        : tooMany(taken.fault.retryAfterMs, 'Too many sign-ups from your address. Try again later.')
    },
  }
}

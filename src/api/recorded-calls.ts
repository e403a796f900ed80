import { recordedCalls } from '#contract/recorded-calls'
import type { Clock } from '#platform/clock'
import { ok } from '#std/result'
import type { Storage } from '#storage'
import { type Served, serve } from './handle.ts'
import { given } from './http/given.ts'

interface RecordedCallsParts {
  readonly storage: Storage
  readonly clock: Clock
  /** For how many days values are kept. */
  readonly keepDays: number
}

const dayMs = 86_400_000

/** Calls with the values that were kept of them, and how many there were. */
export function serveRecordedCalls({ storage, clock, keepDays }: RecordedCallsParts): readonly Served[] {
  return serve(recordedCalls, {
    async list({ server, query }) {
      const { limit, ...narrowed } = query
      // What is to be swept soon is not told any more, and with 0 nothing is: a shorter time holds at once.
      const keptSince = keepDays === 0 ? Number.POSITIVE_INFINITY : clock.now() - keepDays * dayMs
      const recorded = await storage.activity.recorded(server.id, { ...given(narrowed), limit, keptSince })
      return ok({ keepDays, ...recorded })
    },

    async counts({ server, query }) {
      return ok(Object.fromEntries(await storage.activity.countByTool(server.id, query.since)))
    },
  })
}

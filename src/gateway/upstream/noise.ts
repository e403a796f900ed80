import type { ServerId } from '#model/id'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'

const restMs = 60_000
const longestSample = 200

interface Needs {
  readonly serverId: ServerId
  readonly log: Log
  readonly clock: Clock
}

/**
 * Hears the lines that a server writes where only messages belong. They are skipped: every other program begins with a
 * banner. They are counted too, for a program that logs to its stdout may bury its answers, and nobody else would see
 * it: the first line is told at once, and what follows at most once a minute.
 */
export function noiseOf({ serverId, log, clock }: Needs): (line: string) => void {
  let lines = 0
  let told = 0
  let toldAt = Number.NEGATIVE_INFINITY
  return (line) => {
    lines += 1
    const now = clock.now()
    if (now - toldAt < restMs) return
    const fields = { serverId, skipped: lines - told, inAll: lines, sample: line.slice(0, longestSample) }
    told = lines
    toldAt = now
    log.info(fields, 'a server wrote lines to its stdout that are no messages; they were skipped')
  }
}

import { invariant } from '#std/invariant'
import type { Counts, Refusal, Reservation } from './decision.ts'

/**
 * A window is counted in 60 slots and the one that is running. What is older than the 61st is forgotten, so the sum
 * never misses a call of the last window, and remembers one at most 1/60 of the window too long.
 */
export const slotsPerWindow = 60

/** Millionths by slot number: the whole state of one count, in memory and in a shared store alike. */
export type Tally = Map<number, number>

/** The number of the slot in which an instant falls. */
export function slotOf(at: number, windowMs: number): number {
  return Math.floor((at * slotsPerWindow) / windowMs)
}

/** The oldest slot that still counts at `now`. */
export function oldestSlot(now: number, windowMs: number): number {
  return slotOf(now, windowMs) - slotsPerWindow
}

/** An amount in whole millionths, rounded up; 0.07 is 70000 although 0.07 * 1e6 is a little more. */
export function millionths(amount: number): number {
  const rounded = Math.round(amount * 1e6)
  if (rounded / 1e6 === amount) return rounded
  const up = Math.ceil(amount * 1e6)
  return up / 1e6 < amount ? up + 1 : up
}

/** What has been counted in the window that ends at `now`. Slots of a clock that ran ahead count too. */
export function usedAt(tally: Tally, windowMs: number, now: number): number {
  const oldest = oldestSlot(now, windowMs)
  let used = 0
  for (const [slot, amount] of tally) if (slot >= oldest) used += amount
  return used
}

/** Why there is no room for a reservation at `now`, or nothing if there is. */
export function refusalAt(tally: Tally, reservation: Reservation, now: number): Refusal | undefined {
  const { windowMs, amount, max } = reservation
  // Both are at most 2^53, their sum may not be: so nothing is added before it is compared.
  let over = amount - (max - usedAt(tally, windowMs, now))
  if (over <= 0) return undefined
  if (amount > max) return { reservation }
  const oldest = oldestSlot(now, windowMs)
  const slots = [...tally].filter(([slot]) => slot >= oldest).sort(([a], [b]) => a - b)
  for (const [slot, freed] of slots) {
    over -= freed
    if (over <= 0) return { reservation, retryAfterMs: forgottenAt(slot, windowMs) - now }
  }
  return { reservation }
}

/** The first instant at which a slot no longer counts. */
function forgottenAt(slot: number, windowMs: number): number {
  return Math.ceil(((slot + slotsPerWindow + 1) * windowMs) / slotsPerWindow)
}

/** A reservation that was made at an instant, as a log remembers it. */
export interface PastReservation {
  readonly key: string
  readonly windowMs: number
  readonly amount: number
  readonly at: number
}

/** The counts of one process. */
export interface Counters extends Counts {
  /** Takes room in every counter, or in none and says which had none. */
  readonly reserve: (reservations: readonly Reservation[], now: number) => Refusal | undefined
  /** Gives back what was reserved at `at` and never reached the server. */
  readonly giveBack: (reservations: readonly PastReservation[] | readonly Reservation[], at: number) => void
  /** Counts again what a log says was reserved before this process began. */
  readonly restore: (past: readonly PastReservation[], now: number) => void
  /** How many counts are remembered. */
  readonly size: () => number
}

interface Count {
  readonly windowMs: number
  readonly tally: Tally
  newest: number
}

/** Counters in memory; idle ones are forgotten, and when `capacity` are in use a new one has no room. */
export function memoryCounters({ capacity = 1_000_000 }: { capacity?: number } = {}): Counters {
  const counts = new Map<string, Count>()
  let sweep = counts.entries()

  function check(reservation: Reservation, now: number): Refusal | undefined {
    const count = counts.get(reservation.key)
    if (count !== undefined) return refusalAt(count.tally, reservation, now)
    if (reservation.amount > reservation.max) return { reservation }
    // A full memory would never be swept if only refusals came: so it is swept by them.
    if (counts.size >= capacity) forgetIdle(now, 64)
    return counts.size >= capacity ? { reservation } : undefined
  }

  function add({ key, windowMs, amount }: Reservation | PastReservation, at: number): void {
    const slot = slotOf(at, windowMs)
    const count = counts.get(key) ?? { windowMs, tally: new Map<number, number>(), newest: slot }
    invariant(count.windowMs === windowMs, 'a key has one window')
    if (count.tally.size > slotsPerWindow)
      for (const old of count.tally.keys()) if (old < slot - slotsPerWindow) count.tally.delete(old)
    count.tally.set(slot, (count.tally.get(slot) ?? 0) + amount)
    count.newest = Math.max(count.newest, slot)
    counts.set(key, count)
  }

  /** Looks at a few counts each time, so that forgetting never makes one call wait for all. */
  function forgetIdle(now: number, some: number): void {
    for (let looked = 0; looked < some; looked += 1) {
      const next = sweep.next()
      if (next.done) {
        sweep = counts.entries()
        return
      }
      const [key, count] = next.value
      if (count.newest < oldestSlot(now, count.windowMs)) counts.delete(key)
    }
  }

  return {
    check,
    reserve(reservations, now) {
      forgetIdle(now, 4)
      for (const reservation of reservations) {
        const refusal = check(reservation, now)
        if (refusal !== undefined) return refusal
      }
      for (const reservation of reservations) add(reservation, now)
      return undefined
    },
    giveBack(reservations, at) {
      for (const { key, windowMs, amount } of reservations) {
        const tally = counts.get(key)?.tally
        const slot = slotOf(at, windowMs)
        const left = (tally?.get(slot) ?? 0) - amount
        if (left > 0) tally?.set(slot, left)
        else tally?.delete(slot)
      }
    },
    restore(past, now) {
      for (const one of past)
        if (slotOf(one.at, one.windowMs) >= oldestSlot(now, one.windowMs)) add(one, one.at)
    },
    size: () => counts.size,
  }
}

/** Counters that always have room: for asking what a policy says of a call apart from its limits. */
export const unlimited: Counts = { check: () => undefined }

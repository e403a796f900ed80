import type { JsonObject } from '#std/json'
import type { CompiledLimit } from './compile-rule.ts'
import type { Call, Counts, Reservation } from './decision.ts'
import { millionths } from './limits.ts'
import { follow } from './path.ts'
import { argumentName } from './words.ts'

/** The room that the logical calls of one call take together: one reservation for each count. */
export type Ledger = Reservation[]

/** A limit that a logical call meets, and the arguments that it sees. */
export interface Claim {
  readonly limit: CompiledLimit
  readonly arguments: JsonObject
}

/** Why a logical call has no room. */
export interface NoRoom {
  readonly rule: string
  readonly message: string
  readonly retryAfterMs?: number
}

interface Place {
  readonly call: Call
  readonly counts: Counts
  readonly now: number
}

/** One count of millionths. */
const one = 1_000_000

/** Enters a logical call in the ledger, all of its claims or none; says which has no room beside those before it. */
export function reserveFor(ledger: Ledger, claims: readonly Claim[], place: Place): NoRoom | undefined {
  const [first] = claims
  if (first === undefined) return undefined
  if (claims.length === 1 && ledger.length === 0) return reserveOne(ledger, first, place)
  const entries: Entry[] = []
  for (const claim of claims) {
    const entry = entryOf(entries, claim, place.call)
    if (entry === undefined) return uncountable(claim.limit)
    entries.push(entry)
  }
  for (const { key, limit } of entries) {
    const reservation = reservationOf(key, limit, amountIn(ledger, key) + amountIn(entries, key))
    const refusal = place.counts.check(reservation, place.now)
    if (refusal !== undefined) return noRoomOf(limit, refusal.retryAfterMs)
  }
  for (const merged of byKey(entries)) fold(ledger, merged)
  return undefined
}

/** Most calls meet one limit: nothing is to be merged. */
function reserveOne(ledger: Ledger, { limit, arguments: args }: Claim, place: Place): NoRoom | undefined {
  const amount = amountOf(limit, args)
  if (amount === undefined) return uncountable(limit)
  const reservation = reservationOf(keyOf(limit, place.call), limit, amount)
  const refusal = place.counts.check(reservation, place.now)
  if (refusal !== undefined) return noRoomOf(limit, refusal.retryAfterMs)
  ledger.push(reservation)
  return undefined
}

interface Entry {
  readonly key: string
  readonly limit: CompiledLimit
  readonly amount: number
  readonly arguments: JsonObject
}

function entryOf(
  entries: readonly Entry[],
  { limit, arguments: args }: Claim,
  call: Call,
): Entry | undefined {
  const key = keyOf(limit, call)
  // Limits that share a count, such as a tight one and a wide one, or the dispatcher's, count one call once.
  const isSame = (entry: Entry) =>
    limit.sum === undefined || (entry.arguments === args && entry.limit.sum?.path === limit.sum.path)
  const isCounted = entries.some((entry) => entry.key === key && isSame(entry))
  const amount = isCounted ? 0 : amountOf(limit, args)
  return amount === undefined ? undefined : { key, limit, amount, arguments: args }
}

function amountOf({ sum }: CompiledLimit, args: JsonObject): number | undefined {
  return sum === undefined ? one : sumOf(args, sum.steps)
}

function uncountable({ pointer, sum }: CompiledLimit): NoRoom {
  const name = argumentName(sum?.path ?? '')
  const message = `${name} is counted against a limit, so it must be given as a number that is not negative.`
  return { rule: pointer, message }
}

/** The sum of all numbers that a path finds; what is missing, negative or no number cannot be counted. */
function sumOf(args: JsonObject, steps: NonNullable<CompiledLimit['sum']>['steps']): number | undefined {
  const { values, missing, misplaced } = follow(args, steps)
  if (missing || misplaced) return undefined
  let sum = 0
  for (const value of values) {
    if (typeof value !== 'number' || !(value >= 0) || !Number.isFinite(value)) return undefined
    sum += millionths(value)
  }
  return sum
}

function amountIn(list: readonly { readonly key: string; readonly amount: number }[], key: string): number {
  let amount = 0
  for (const one of list) if (one.key === key) amount += one.amount
  return amount
}

/** The claims of one logical call on one count: the tightest of them, for all that they take together. */
function byKey(entries: readonly Entry[]): readonly Entry[] {
  const isShared = (entry: Entry, at: number) =>
    entries.some(({ key }, other) => other < at && key === entry.key)
  if (!entries.some(isShared)) return entries
  return [...Map.groupBy(entries, ({ key }) => key).values()].flatMap((alike) => {
    const [first] = alike
    if (first === undefined || alike.length === 1) return alike
    const tightest = alike.reduce((a, b) => (b.limit.max < a.limit.max ? b : a))
    return [{ ...first, limit: tightest.limit, amount: amountIn(alike, first.key) }]
  })
}

/**
 * Logical calls that share a count are one reservation. INVARIANT: it has room just when each had room after those before
 * it: what comes after a call is none of what its own limit allows, so that limit grows by as much.
 */
function fold(ledger: Ledger, { key, limit, amount }: Entry): void {
  const at = ledger.findIndex((one) => one.key === key)
  const before = ledger[at]
  if (before === undefined) {
    ledger.push(reservationOf(key, limit, amount))
    return
  }
  const total = before.amount + amount
  const room = before.max + amount
  ledger[at] = limit.max < room ? reservationOf(key, limit, total) : { ...before, max: room, amount: total }
}

function reservationOf(
  key: string,
  { windowMs, max, pointer, message }: CompiledLimit,
  amount: number,
): Reservation {
  return { key, windowMs, amount, max, rule: pointer, message: message() }
}

function noRoomOf({ pointer, message }: CompiledLimit, retryAfterMs: number | undefined): NoRoom {
  const noRoom = { rule: pointer, message: message() }
  return retryAfterMs === undefined ? noRoom : { ...noRoom, retryAfterMs }
}

/** One key for each count of the installation. What a client may choose comes after its own length. */
function keyOf({ scope, name }: CompiledLimit, call: Call): string {
  switch (scope) {
    case 'workspace':
      return `workspace/${call.workspace}/${name}`
    case 'server':
      return `server/${call.server}/${name}`
    case 'grant':
      return `grant/${call.server}/${call.grant.id}/${name}`
    case 'session':
      // The 2026-07-28 protocol has no sessions: the grant stands for them.
      return call.session === undefined
        ? `grant/${call.server}/${call.grant.id}/${name}`
        : `session/${call.server}/${call.grant.id}/${call.session.length}/${call.session}/${name}`
  }
}

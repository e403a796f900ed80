import type { Json, JsonObject } from '#std/json'
import type { Outcome } from './schema.ts'

/** What an agent asks for, and who it is. Ids tell counters apart; conditions see only the label and the tags. */
export interface Call {
  readonly tool: string
  readonly arguments?: JsonObject | undefined
  readonly grant: { readonly id: string; readonly label: string; readonly tags: readonly string[] }
  /** Absent where the protocol has no sessions: session limits then count for the grant. */
  readonly session?: string | undefined
  readonly server: string
  readonly workspace: string
}

/** Room that a call takes in one counter. Amounts are whole millionths, so that sums are exact. */
export interface Reservation {
  /** Tells one count from every other, over all servers of the installation. */
  readonly key: string
  readonly windowMs: number
  readonly amount: number
  readonly max: number
  /** A JSON Pointer to the limit; the tightest, where several share the count. */
  readonly rule: string
  /** What to tell the agent when there is no room. */
  readonly message: string
}

/** A counter without room for a reservation. */
export interface Refusal {
  readonly reservation: Reservation
  /** When there will be room if nothing else is counted; absent when the amount alone is more than the maximum. */
  readonly retryAfterMs?: number
}

/** What `evaluate` asks of the counters: would this fit now? Nothing is reserved by asking. */
export interface Counts {
  readonly check: (reservation: Reservation, now: number) => Refusal | undefined
}

/** One comparison that was made, and what was seen. */
export interface SeenCondition {
  /** A JSON Pointer to the condition. */
  readonly pointer: string
  readonly held: boolean
  /** The value of the call; absent when it was missing, the list of all for a path with `[*]`. */
  readonly seen?: Json
}

/** One predicate that was looked at on the way to the decision. */
export interface SeenPredicate {
  /** A JSON Pointer to the predicate. */
  readonly pointer: string
  readonly held: boolean
  /** The tool it was looked at for: an inner call's name, where the call was unfolded. */
  readonly tool: string
  readonly conditions: readonly SeenCondition[]
}

/** Who must approve, how many of them, and within how many seconds. */
export interface ApprovalNeed {
  readonly approvers: readonly string[]
  readonly count: number
  readonly timeout: number
}

/** What becomes of a call and why. */
export interface Decision {
  readonly outcome: Outcome
  /** A JSON Pointer into the policy, or `(default allow)`, `(default deny)`, `(no policy)`. */
  readonly rule: string
  /** A sentence for the agent and the person who reads the log. */
  readonly message: string
  /** What to reserve, all together, when the call is forwarded. Empty unless the outcome is allow or approval. */
  readonly reservations: readonly Reservation[]
  /** Given with a refusal for want of room. */
  readonly retryAfterMs?: number
  /** Given with the outcome `approval`; where an inner call needs another than the next, all must be met. */
  readonly approval?: ApprovalNeed
  /** The predicates looked at, in order. */
  readonly trail: readonly SeenPredicate[]
  /** What would have let a denied call pass, where one condition decided: a sentence. */
  readonly remedy?: string
}

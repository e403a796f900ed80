import type { Call, Outcome } from '#model/activity'
import type { ApprovalId, CallId, GrantId, ServerId, WorkspaceId } from '#model/id'
import type { KeptValues, RecordedCall } from '#model/recorded-call'
import type { Instant } from '#model/time'

export interface CallFilter {
  readonly server?: ServerId
  readonly grant?: GrantId
  /** Exact, or with `*` for any run of characters. */
  readonly tool?: string
  readonly outcome?: Outcome
  readonly approval?: ApprovalId
  readonly since?: Instant
  /** Only those recorded before this one. */
  readonly before?: CallId
  readonly limit: number
}

export interface RecordedFilter {
  /** Exact, or with `*` for any run of characters. */
  readonly tool?: string
  readonly since?: Instant
  readonly limit: number
  /** Values of calls before this are as good as forgotten. */
  readonly keptSince: Instant
  /** About how many letters of values are given at most; of what is more, those of the newest calls. */
  readonly letters?: number
}

export interface Activity {
  /**
   * One transaction, durable when it resolves. A call that is there already (same id) is replaced, never doubled.
   * `values` are kept sealed beside those calls that they name; they are never in a change that is told.
   */
  append(calls: readonly Call[], values?: ReadonlyMap<CallId, KeptValues>): Promise<void>
  get(id: CallId): Promise<Call | undefined>
  /** Newest first. */
  list(workspace: WorkspaceId, filter: CallFilter): Promise<Call[]>
  /** Calls since `at` that took from a counter, oldest first: what the counters are rebuilt from. */
  reservationsSince(at: Instant): Promise<Pick<Call, 'at' | 'reservations'>[]>
  /** The same of what they took from the counters of a shadow revision. */
  shadowReservationsSince(at: Instant): Promise<Pick<Call, 'at' | 'reservations'>[]>
  /** Calls of a server with the values kept of them, newest first; `total` counts those beyond the limit too. */
  recorded(server: ServerId, filter: RecordedFilter): Promise<{ total: number; calls: RecordedCall[] }>
  /** How often each tool of a server was called since about an instant; tools that were not called are not there. */
  countByTool(server: ServerId, since: Instant): Promise<Map<string, number>>
  /** Deletes the values of calls before an instant, a part at a time; false when there is no more to delete. */
  forgetValues(before: Instant): Promise<boolean>
}

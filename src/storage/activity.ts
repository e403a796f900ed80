import type { Call, Outcome } from '#model/activity'
import type { ApprovalId, CallId, GrantId, ServerId, WorkspaceId } from '#model/id'
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

export interface Activity {
  /** One transaction, durable when it resolves. A call that is there already (same id) is replaced, never doubled. */
  append(calls: readonly Call[]): Promise<void>
  get(id: CallId): Promise<Call | undefined>
  /** Newest first. */
  list(workspace: WorkspaceId, filter: CallFilter): Promise<Call[]>
  /** Calls since `at` that took from a counter, oldest first: what the counters are rebuilt from. */
  reservationsSince(at: Instant): Promise<Pick<Call, 'at' | 'reservations'>[]>
}

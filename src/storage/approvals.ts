import type { Approval, ApprovalDecision, ApprovalState } from '#model/approval'
import type { ApprovalId, GrantId, ServerId, WorkspaceId } from '#model/id'
import type { Instant } from '#model/time'
import type { Result } from '#std/result'

export interface ApprovalFilter {
  readonly states?: readonly ApprovalState[]
  readonly server?: ServerId
  readonly grant?: GrantId
  /** Only those made before this one. */
  readonly before?: ApprovalId
  readonly limit: number
}

/** The first state in which nobody can decide any more sets `settledAt`; later ones leave it. */
export interface Transition {
  readonly from: readonly ApprovalState[]
  readonly to: ApprovalState
  readonly at: Instant
  readonly validUntil?: Instant
}

/** Exactly the call that was approved: what a retry must equal in every part. */
export interface ApprovalKey {
  readonly grantId: GrantId
  readonly tool: string
  readonly argumentsDigest: string
}

export interface Approvals {
  create(approval: Approval): Promise<void>
  get(id: ApprovalId): Promise<Approval | undefined>
  /** Newest first. */
  list(workspace: WorkspaceId, filter: ApprovalFilter): Promise<Approval[]>
  /** Those that wait, are parked, or are approved and not yet run; oldest first. Loaded at start. */
  open(): Promise<Approval[]>
  /** The newest approval of just this call in one of these states. */
  find(key: ApprovalKey, states: readonly ApprovalState[]): Promise<Approval | undefined>
  /**
   * One decision, first come first served: a deny settles it, an approve settles it when it is the `count`-th of distinct
   * members. `settled` = someone else was first or it expired; `repeated` = this member has decided.
   */
  decide(
    id: ApprovalId,
    decision: ApprovalDecision,
    validUntil: Instant,
  ): Promise<Result<Approval, { code: 'settled' | 'repeated'; current: Approval }>>
  /** Compare and set: false, and nothing changed, when the state was none of `from`. */
  transition(id: ApprovalId, transition: Transition): Promise<boolean>
  /** Keeps the answer of an execution for the retry that comes for it (opaque, sealed by the caller). */
  keepAnswer(id: ApprovalId, sealedAnswer: string): Promise<void>
  /** Gives the kept answer and forgets it: one retry gets it. */
  takeAnswer(id: ApprovalId): Promise<string | undefined>
}

import { z } from 'zod'
import { categories } from '#risk'
import { ApprovalId, GrantId, MemberId, PolicyId, ServerId, WorkspaceId } from './id.ts'
import { Instant } from './time.ts'

/**
 * waiting: the client is on the line. parked: it was told to call again. approved: decided, not yet run.
 * executed: ran once. outcome_unknown: was sent, and no answer is known; never run again by itself.
 */
export const approvalStates = [
  'waiting',
  'parked',
  'approved',
  'executed',
  'denied',
  'expired',
  'cancelled',
  'outcome_unknown',
] as const
export const ApprovalState = z.enum(approvalStates)
export type ApprovalState = z.infer<typeof ApprovalState>

/** The states in which a person can still decide. */
export const openStates: readonly ApprovalState[] = ['waiting', 'parked']

export const ApprovalDecision = z.object({
  memberId: MemberId,
  name: z.string(),
  verdict: z.enum(['approve', 'deny']),
  reason: z.string().nullable(),
  /** The decider holds the grant that asked (policy.md §5: marked). */
  own: z.boolean(),
  at: Instant,
})
export type ApprovalDecision = z.infer<typeof ApprovalDecision>

/** A call held until a person decides, bound to grant, tool, definition, revision and the exact arguments. */
export const Approval = z.object({
  id: ApprovalId,
  workspaceId: WorkspaceId,
  serverId: ServerId,
  grantId: GrantId,
  policyId: PolicyId,
  revision: z.number().int().positive(),
  tool: z.string(),
  category: z.enum(categories),
  /** The arguments as a JSON text, as the client wrote them. */
  arguments: z.string(),
  /** SHA-256 of the canonical arguments, hex. */
  argumentsDigest: z.string(),
  definitionDigest: z.string(),
  rule: z.string(),
  /** Why a person is asked, in words. */
  reason: z.string(),
  approvers: z.array(z.string()),
  count: z.number().int().positive(),
  state: ApprovalState,
  decisions: z.array(ApprovalDecision),
  clientName: z.string().nullable(),
  createdAt: Instant,
  /** When nobody answering means no. */
  expiresAt: Instant,
  /** Until when an approved, not yet run call may still run. */
  validUntil: Instant.nullable(),
  settledAt: Instant.nullable(),
})
export type Approval = z.infer<typeof Approval>

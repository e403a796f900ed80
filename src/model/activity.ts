import { z } from 'zod'
import { ApprovalId, CallId, GrantId, PolicyId, ServerId, WorkspaceId } from './id.ts'
import { Instant } from './time.ts'

export const outcomes = ['allow', 'deny', 'hide', 'approval'] as const
export const Outcome = z.enum(outcomes)
export type Outcome = z.infer<typeof Outcome>

/** How the upstream answered: null = it was not asked. */
const upstreamStatuses = [
  'ok',
  'tool_error',
  'rpc_error',
  'unreachable',
  'timeout',
  'cancelled',
  'unknown',
] as const
export const UpstreamStatus = z.enum(upstreamStatuses)
export type UpstreamStatus = z.infer<typeof UpstreamStatus>

/** What a forwarded call took from a counter; the log rebuilds the counters after a restart. */
const Reservation = z.object({
  key: z.string(),
  /** Milliseconds. */
  window: z.number().positive(),
  amount: z.number().nonnegative(),
})

/**
 * What the shadow revision would have said of a call; it decides nothing. `reservations` are what the call took from its own
 * counters, absent where it took nothing.
 */
const ShadowVerdict = z.object({
  revision: z.number().int().positive(),
  outcome: Outcome,
  rule: z.string(),
  reservations: z.array(Reservation).exactOptional(),
})
export type ShadowVerdict = z.infer<typeof ShadowVerdict>

/** One `tools/call` and what became of it. */
export const Call = z.object({
  id: CallId,
  at: Instant,
  workspaceId: WorkspaceId,
  serverId: ServerId,
  grantId: GrantId,
  /** The name the client called; for a virtual tool `dispatcher:action`. */
  tool: z.string(),
  outcome: Outcome,
  rule: z.string(),
  message: z.string().nullable(),
  policyId: PolicyId.nullable(),
  revision: z.number().int().positive().nullable(),
  approvalId: ApprovalId.nullable(),
  upstream: UpstreamStatus.nullable(),
  /** Milliseconds from the request's last byte to the answer's last, and of those the upstream's; fractions kept. */
  totalMs: z.number().nonnegative(),
  upstreamMs: z.number().nonnegative().nullable(),
  clientName: z.string().nullable(),
  /** Tells the sessions of a grant apart, and says nothing of their ids; null where the protocol has none. */
  session: z.string().max(16).nullable(),
  reservations: z.array(Reservation),
  /** Null = the policy had no shadow revision. */
  shadow: ShadowVerdict.nullable(),
})
export type Call = z.infer<typeof Call>

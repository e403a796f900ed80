import { z } from 'zod'
import { Approval, ApprovalState } from '#model/approval'
import { ApprovalId, GrantId, ServerId } from '#model/id'
import { Instant } from '#model/time'
import { member, route } from './route.ts'
import { WorkspaceParams } from './workspaces.ts'

const ApprovalParams = z.object({ approvalId: ApprovalId })

/** An approval with what a person needs to decide in five seconds (ux.md §2.2). */
export const ApprovalCard = Approval.extend({
  serverName: z.string(),
  grantLabel: z.string(),
  /** The tool's own title and description when the call came, if it has them. */
  toolTitle: z.string().nullable(),
  /** Earlier approvals of this tool for this grant, in the last 30 days. */
  record: z.object({ approved: z.number(), denied: z.number(), lastAt: Instant.nullable() }),
  /** Null = the caller may decide; else why not, in a sentence. */
  refusal: z.string().nullable(),
  /** The server's clock, so that the time left is true on a screen whose clock is not. */
  now: Instant,
})
export type ApprovalCard = z.infer<typeof ApprovalCard>

/** The `detail` of the faults `settled`, `repeated` and `not_an_approver`: the approval as it is. */
export const RefusedVerdict = z.object({ approval: ApprovalCard })

export const Verdict = z.object({
  verdict: z.enum(['approve', 'deny']),
  /** Told to the agent. */
  reason: z.string().trim().max(500).optional(),
})
export type Verdict = z.infer<typeof Verdict>

const ApprovalQuery = z.object({
  /** Comma-separated states; absent = waiting and parked. */
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(ApprovalState))
    .optional(),
  server: ServerId.optional(),
  grant: GrantId.optional(),
  before: ApprovalId.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const approvals = {
  list: route({
    method: 'get',
    path: '/api/workspaces/{workspaceId}/approvals',
    summary: 'Calls that wait for a person, or did; newest first',
    access: member('workspace', 'view'),
    params: WorkspaceParams,
    query: ApprovalQuery,
    answer: z.array(ApprovalCard),
  }),
  get: route({
    method: 'get',
    path: '/api/approvals/{approvalId}',
    summary: 'One approval',
    access: member('approval', 'view'),
    params: ApprovalParams,
    answer: ApprovalCard,
  }),
  decide: route({
    method: 'post',
    path: '/api/approvals/{approvalId}/decision',
    summary:
      'Approve once, or deny; the first decision wins and the second is told (409, with the approval as it is)',
    access: member('approval', 'approvals'),
    params: ApprovalParams,
    body: Verdict,
    answer: ApprovalCard,
    faults: ['settled', 'repeated', 'not_an_approver'],
  }),
} as const

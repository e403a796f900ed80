import { z } from 'zod'
import { Call } from '#model/activity'
import { Approval } from '#model/approval'
import { GrantId, MemberId, PolicyId, ServerId } from '#model/id'
import { member, route } from './route.ts'
import { WorkspaceParams } from './workspaces.ts'

/** What happens in a workspace, as it happens. Objects are named, not sent, where a query fetches them anyway. */
export const LiveEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('server'), serverId: ServerId }),
  z.object({ kind: z.literal('inventory'), serverId: ServerId }),
  z.object({ kind: z.literal('policy'), serverId: ServerId, policyId: PolicyId }),
  z.object({ kind: z.literal('grant'), serverId: ServerId, grantId: GrantId }),
  z.object({ kind: z.literal('progress'), serverId: ServerId, grantId: GrantId }),
  z.object({ kind: z.literal('approval'), approval: Approval }),
  z.object({ kind: z.literal('activity'), calls: z.array(Call) }),
  /** Somebody is editing a policy; it is said again every half a minute, and good for a minute. */
  z.object({
    kind: z.literal('presence'),
    policyId: PolicyId,
    memberId: MemberId,
    name: z.string(),
    tool: z.string().nullable(),
  }),
])
export type LiveEvent = z.infer<typeof LiveEvent>

export const live = {
  events: route({
    method: 'get',
    path: '/api/workspaces/{workspaceId}/events',
    summary:
      'What happens in a workspace, as it happens; a comment every 15 seconds says that the line is up',
    access: member('workspace', 'view'),
    params: WorkspaceParams,
    answer: LiveEvent,
    stream: true,
  }),
} as const

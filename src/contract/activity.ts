import { z } from 'zod'
import { Call, Outcome } from '#model/activity'
import { CallId, GrantId, ServerId } from '#model/id'
import { Instant } from '#model/time'
import { member, route } from './route.ts'
import { WorkspaceParams } from './workspaces.ts'

const ActivityQuery = z.object({
  server: ServerId.optional(),
  grant: GrantId.optional(),
  /** Exact, or with `*` for any run of characters. */
  tool: z.string().max(200).optional(),
  decision: Outcome.optional(),
  since: z.coerce.number().pipe(Instant).optional(),
  before: CallId.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
})

export const activity = {
  list: route({
    method: 'get',
    path: '/api/workspaces/{workspaceId}/activity',
    summary: 'Calls and what became of them, newest first',
    access: member('workspace', 'view'),
    params: WorkspaceParams,
    query: ActivityQuery,
    answer: z.array(Call),
  }),
} as const

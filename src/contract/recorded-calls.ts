import { z } from 'zod'
import { RecordedCall } from '#model/recorded-call'
import { Instant } from '#model/time'
import { member, route } from './route.ts'
import { ServerParams } from './servers.ts'

/** As many as a replay takes (ux.md §5, point 14). */
const mostCalls = 10_000

const RecordedCallsQuery = z.object({
  /** Exact, or with `*` for any run of characters. */
  tool: z.string().max(600).optional(),
  since: z.coerce.number().pipe(Instant).optional(),
  limit: z.coerce.number().int().min(1).max(mostCalls).default(mostCalls),
})

export const RecordedCalls = z.object({
  /** For how many days the values of calls are kept; 0 = they are not. */
  keepDays: z.number().int().nonnegative(),
  /** The calls of the span, returned or not. */
  total: z.number().int().nonnegative(),
  calls: z.array(RecordedCall),
})
export type RecordedCalls = z.infer<typeof RecordedCalls>

/** How often each tool was called; a tool that was not is absent. Of a virtual tool by its qualified name. */
const CallCounts = z.record(z.string(), z.number().int().positive())

export const recordedCalls = {
  list: route({
    method: 'get',
    path: '/api/servers/{serverId}/recorded-calls',
    summary:
      'Calls with the values that were kept of them, newest first; beyond 48 MB of values, calls come without',
    // THREAT: values may be secrets; who may not write rules has no use for them.
    access: member('server', 'policies'),
    params: ServerParams,
    query: RecordedCallsQuery,
    answer: RecordedCalls,
  }),
  counts: route({
    method: 'get',
    path: '/api/servers/{serverId}/call-counts',
    summary:
      'How often each tool of a server was called since an instant, or ever; whatever became of the calls',
    access: member('server', 'view'),
    params: ServerParams,
    query: z.object({ since: z.coerce.number().pipe(Instant).default(0) }),
    answer: CallCounts,
  }),
} as const

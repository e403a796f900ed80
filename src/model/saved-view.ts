import { z } from 'zod'
import { categories } from '#risk'
import { ViewId } from './id.ts'
import { Instant } from './time.ts'

/** What narrows the list of a policy's tools: words of the filter's grammar, and the two chips beside them. */
export const ViewFilter = z.object({
  q: z.string().max(500),
  risk: z.enum(categories).nullable(),
  action: z.enum(['allow', 'limit', 'ask', 'deny', 'hide']).nullable(),
})
export type ViewFilter = z.infer<typeof ViewFilter>

/** A filter under a name: one person's, for all policies of one server. */
export const SavedView = z.object({
  id: ViewId,
  name: z.string().trim().min(1).max(60),
  filter: ViewFilter,
  savedAt: Instant,
})
export type SavedView = z.infer<typeof SavedView>

import { z } from 'zod'
import { categories } from '#risk'
import { MemberId, PolicyId, ServerId, WorkspaceId } from './id.ts'
import { Instant } from './time.ts'

export const PolicyName = z.string().trim().min(1).max(80)

/**
 * A named document of one server; `enforced` is the revision the gateway acts on, null before the first publish. `shadow`
 * is the one computed and logged beside it, which decides nothing.
 */
export const Policy = z.object({
  id: PolicyId,
  workspaceId: WorkspaceId,
  serverId: ServerId,
  name: PolicyName,
  enforced: z.number().int().positive().nullable(),
  shadow: z.number().int().positive().nullable(),
  createdAt: Instant,
})
export type Policy = z.infer<typeof Policy>

/** Who did it, as they were called then. */
export const Author = z.object({ memberId: MemberId.nullable(), name: z.string() })
export type Author = z.infer<typeof Author>

/** As what a revision was published: to decide, or to be tried out beside the one that decides. */
export const PublishMode = z.enum(['enforced', 'shadow'])
export type PublishMode = z.infer<typeof PublishMode>

/** Immutable. `classes` are the tools' risk classes when it was published: its `risk` rules act by them (policy.md §1). */
export const Revision = z.object({
  policyId: PolicyId,
  number: z.number().int().positive(),
  text: z.string(),
  /** SHA-256 of the text, hex. */
  hash: z.string(),
  note: z.string().nullable(),
  mode: PublishMode,
  classes: z.record(z.string(), z.enum(categories)),
  publishedBy: Author,
  publishedAt: Instant,
})
export type Revision = z.infer<typeof Revision>

/** One member's unpublished text of one policy, kept verbatim; `base` is the revision it started from. */
export const Draft = z.object({
  policyId: PolicyId,
  memberId: MemberId,
  text: z.string(),
  hash: z.string(),
  base: z.number().int().positive().nullable(),
  updatedAt: Instant,
})
export type Draft = z.infer<typeof Draft>

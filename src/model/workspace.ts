import { z } from 'zod'
import { WorkspaceId } from './id.ts'
import { Instant } from './time.ts'

export const WorkspaceName = z.string().trim().min(1).max(60)

export const Workspace = z.object({
  id: WorkspaceId,
  name: WorkspaceName,
  /** Whether a holder may decide own calls; null = while the workspace has one member who may approve (policy.md §5). */
  ownApprovals: z.boolean().nullable(),
  createdAt: Instant,
})
export type Workspace = z.infer<typeof Workspace>

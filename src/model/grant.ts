import { z } from 'zod'
import { GrantId, PolicyId, ServerId, WorkspaceId } from './id.ts'
import { Author } from './policy.ts'
import { Instant } from './time.ts'

export const GrantLabel = z.string().trim().min(1).max(60)
export const GrantTags = z.array(z.string().trim().min(1).max(40)).max(16)

/** How far a client has come with this grant, each with the last time; null = not yet. */
export const ClientProgress = z.object({
  seenAt: Instant.nullable(),
  initializedAt: Instant.nullable(),
  listedAt: Instant.nullable(),
  calledAt: Instant.nullable(),
  /** What the client says of itself: shown to people, never used in a decision. */
  clientName: z.string().nullable(),
  clientVersion: z.string().nullable(),
  protocolVersion: z.string().nullable(),
})
export type ClientProgress = z.infer<typeof ClientProgress>

/** A labelled bearer credential for one agent on one server, under one policy; without a policy everything is denied. */
export const Grant = z.object({
  id: GrantId,
  workspaceId: WorkspaceId,
  serverId: ServerId,
  policyId: PolicyId.nullable(),
  label: GrantLabel,
  tags: GrantTags,
  /** The last four characters of the token, to recognise it by. */
  hint: z.string(),
  mintedBy: Author,
  createdAt: Instant,
  rotatedAt: Instant.nullable(),
  expiresAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
  progress: ClientProgress,
})
export type Grant = z.infer<typeof Grant>

export const emptyProgress: ClientProgress = {
  seenAt: null,
  initializedAt: null,
  listedAt: null,
  calledAt: null,
  clientName: null,
  clientVersion: null,
  protocolVersion: null,
}

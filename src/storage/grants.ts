import type { ClientProgress, Grant } from '#model/grant'
import type { GrantId, PolicyId, ServerId, WorkspaceId } from '#model/id'
import type { Instant } from '#model/time'

/** A grant with the SHA-256 of its token, hex; the token itself is nowhere. */
export interface StoredGrant extends Grant {
  readonly tokenHash: string
}

export interface Grants {
  create(grant: StoredGrant): Promise<void>
  get(id: GrantId): Promise<StoredGrant | undefined>
  /** Newest first, the revoked too. */
  list(workspace: WorkspaceId, server?: ServerId): Promise<StoredGrant[]>
  update(
    id: GrantId,
    changes: Partial<{ label: string; tags: string[]; policyId: PolicyId | null; expiresAt: Instant | null }>,
  ): Promise<void>
  /** The old token ends with the commit. False when the grant is revoked. */
  rotate(id: GrantId, token: { hash: string; hint: string; at: Instant }): Promise<boolean>
  revoke(id: GrantId, at: Instant): Promise<void>
  /** Merges what is not null into what is known; no order of calls can take a step back. */
  progress(id: GrantId, progress: Partial<ClientProgress>): Promise<void>
}

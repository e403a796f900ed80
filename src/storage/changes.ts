import type { Call } from '#model/activity'
import type { Approval } from '#model/approval'
import type { GrantId, PolicyId, ServerId, WorkspaceId } from '#model/id'

/** Something that others act on. It is told after the commit, to every process that shares the storage. */
export type Change =
  | { readonly kind: 'server'; readonly workspaceId: WorkspaceId; readonly serverId: ServerId }
  | { readonly kind: 'inventory'; readonly workspaceId: WorkspaceId; readonly serverId: ServerId }
  | {
      readonly kind: 'policy'
      readonly workspaceId: WorkspaceId
      readonly serverId: ServerId
      readonly policyId: PolicyId
    }
  | {
      readonly kind: 'grant'
      readonly workspaceId: WorkspaceId
      readonly serverId: ServerId
      readonly grantId: GrantId
    }
  | {
      /** A client came a step further with its grant; enforcement does not depend on it. */
      readonly kind: 'progress'
      readonly workspaceId: WorkspaceId
      readonly serverId: ServerId
      readonly grantId: GrantId
    }
  | { readonly kind: 'approval'; readonly workspaceId: WorkspaceId; readonly approval: Approval }
  | { readonly kind: 'activity'; readonly workspaceId: WorkspaceId; readonly calls: readonly Call[] }

export interface Changes {
  /** Calls `listener` for every change from now on; the answer ends it. A listener must not throw. */
  subscribe(listener: (change: Change) => void): () => void
}

import type { Acknowledgements } from './acknowledgements.ts'
import type { Activity } from './activity.ts'
import type { Approvals } from './approvals.ts'
import type { Changes } from './changes.ts'
import type { Contact } from './contact.ts'
import type { Enforcement } from './enforcement.ts'
import type { Grants } from './grants.ts'
import type { Policies } from './policies.ts'
import type { SavedViews } from './saved-views.ts'
import type { Inventories, Servers } from './servers.ts'
import type { Installation, Workspaces } from './workspaces.ts'

export type { Activity, CallFilter, RecordedFilter } from './activity.ts'
export type { ApprovalFilter, ApprovalKey, Approvals, Transition } from './approvals.ts'
export type { Change, Changes } from './changes.ts'
export type { Contact } from './contact.ts'
export type { Enforcement, ServerEnforcement } from './enforcement.ts'
export type { Grants, StoredGrant } from './grants.ts'
export type { KnownTool, Policies } from './policies.ts'
export type { SavedViews, ViewOwner } from './saved-views.ts'
export type { Inventories, Servers, StoredServer } from './servers.ts'
export type { Installation, Membership, Workspaces } from './workspaces.ts'

/** Where gateway and API meet. Each method is atomic; what resolved is durable. */
export interface Storage {
  readonly installation: Installation
  readonly workspaces: Workspaces
  readonly servers: Servers
  readonly inventories: Inventories
  readonly policies: Policies
  readonly acknowledgements: Acknowledgements
  readonly savedViews: SavedViews
  readonly grants: Grants
  readonly approvals: Approvals
  readonly activity: Activity
  readonly contact: Contact
  readonly enforcement: Enforcement
  readonly changes: Changes
  close(): Promise<void>
}

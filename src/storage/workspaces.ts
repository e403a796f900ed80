import type { MemberId, UserId, WorkspaceId } from '#model/id'
import type { Member, Role } from '#model/member'
import type { Workspace } from '#model/workspace'

export interface Membership {
  readonly workspace: Workspace
  readonly member: Member
}

export interface Workspaces {
  /** Makes the workspace with its first member, both or neither. */
  create(workspace: Workspace, owner: Member): Promise<void>
  get(id: WorkspaceId): Promise<Workspace | undefined>
  update(id: WorkspaceId, changes: Partial<Pick<Workspace, 'name' | 'ownApprovals'>>): Promise<void>
  /** In the order of joining. */
  membershipsOf(user: UserId): Promise<Membership[]>
  /** The one way to ask whether a user may touch a workspace at all. */
  memberOf(user: UserId, workspace: WorkspaceId): Promise<Member | undefined>
  members(id: WorkspaceId): Promise<Member[]>
  setRole(id: MemberId, role: Role): Promise<void>
}

/** Facts of the whole installation. */
export interface Installation {
  /** Who made the first account; undefined while there is none. */
  operator(): Promise<UserId | undefined>
  /** Takes the place if it is free: true for exactly one caller, ever. */
  claim(user: UserId): Promise<boolean>
}

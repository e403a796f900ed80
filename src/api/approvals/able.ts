import { type Member, may } from '#model/member'
import type { Workspace } from '#model/workspace'

/** Whether a member is one of those named (roles or member ids), and of a role that may decide at all. */
export function isAble(member: Member, approvers: readonly string[]): boolean {
  return may(member.role, 'approvals') && (approvers.includes(member.id) || approvers.includes(member.role))
}

/** Whether holders decide own calls: as the workspace says, else while nobody else could (policy.md, 5). */
export function allowsOwn(workspace: Workspace, members: readonly Member[]): boolean {
  return workspace.ownApprovals ?? members.filter((member) => may(member.role, 'approvals')).length === 1
}

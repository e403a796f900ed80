import type { ApprovalNeed } from '#policy'
import type { MemberId } from './id.ts'
import { type Member, may } from './member.ts'
import type { Workspace } from './workspace.ts'

/** What of a member says whether they may decide. */
type Role = Pick<Member, 'id' | 'role'>

/** Whether a member is one of those named (roles or member ids), and of a role that may decide at all. */
export function isAble(member: Role, approvers: readonly string[]): boolean {
  return may(member.role, 'approvals') && (approvers.includes(member.id) || approvers.includes(member.role))
}

/** Whether holders decide own calls: as the workspace says, else while nobody else could (policy.md, 5). */
export function allowsOwn(
  { ownApprovals }: Pick<Workspace, 'ownApprovals'>,
  members: readonly Role[],
): boolean {
  return ownApprovals ?? members.filter((member) => may(member.role, 'approvals')).length === 1
}

/** Who could decide the approvals of a policy, as plain data: it may have to cross to a worker. */
export interface Deciders {
  readonly members: readonly Role[]
  /** Whether holders decide own calls. */
  readonly own: boolean
  /** Who holds the grants that carry the policy; null = nobody who is a member. */
  readonly holders: readonly (MemberId | null)[]
}

/** How many people could decide an approval, for that grant under the policy whose holder leaves the fewest. */
export function approverCount({ members, own, holders }: Deciders): (need: ApprovalNeed) => number {
  return ({ approvers }) => {
    const able = members.filter((member) => isAble(member, approvers))
    if (own || holders.length === 0) return able.length
    return Math.min(...holders.map((holder) => able.filter(({ id }) => id !== holder).length))
  }
}

import type { WorkspaceId } from '#model/id'
import type { ApprovalNeed } from '#policy'
import type { Storage, StoredGrant } from '#storage'
import { allowsOwn, isAble } from '../approvals/able.ts'

/** How many people could decide an approval, for that grant under the policy whose holder leaves the fewest. */
export async function approverCount(
  storage: Storage,
  workspaceId: WorkspaceId,
  grants: readonly StoredGrant[],
): Promise<(need: ApprovalNeed) => number> {
  const workspace = await storage.workspaces.get(workspaceId)
  const members = await storage.workspaces.members(workspaceId)
  const isOwnAllowed = workspace !== undefined && allowsOwn(workspace, members)
  const holders = new Set(grants.map((grant) => grant.mintedBy.memberId))
  return ({ approvers }) => {
    const able = members.filter((member) => isAble(member, approvers))
    if (isOwnAllowed || holders.size === 0) return able.length
    return Math.min(...[...holders].map((holder) => able.filter(({ id }) => id !== holder).length))
  }
}

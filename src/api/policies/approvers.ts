import { allowsOwn, approverCount } from '#model/approvers'
import type { WorkspaceId } from '#model/id'
import type { ApprovalNeed } from '#policy'
import type { Storage, StoredGrant } from '#storage'

/** How many people could decide an approval for the grants under a policy. */
export async function approversUnder(
  storage: Storage,
  workspaceId: WorkspaceId,
  grants: readonly StoredGrant[],
): Promise<(need: ApprovalNeed) => number> {
  const workspace = await storage.workspaces.get(workspaceId)
  const members = await storage.workspaces.members(workspaceId)
  const own = workspace !== undefined && allowsOwn(workspace, members)
  const holders = [...new Set(grants.map((grant) => grant.mintedBy.memberId))]
  return approverCount({ members, own, holders })
}

import { useMemo } from 'react'
import { allowsOwn, type Deciders } from '#model/approvers'
import { useGrants } from './grants.ts'
import { useMembers, useWorkspace } from './workspace.ts'

/** Who could decide the approvals that a policy asks for; undefined while that is not known. */
export function useDeciders(policy: {
  readonly id: string
  readonly workspaceId: string
  readonly serverId: string
}): Deciders | undefined {
  const { id, workspaceId, serverId } = policy
  const members = useMembers(workspaceId).data
  const grants = useGrants(workspaceId, serverId).data
  const current = useWorkspace()?.workspace
  const workspace = current?.id === workspaceId ? current : undefined
  return useMemo(() => {
    if (members === undefined || grants === undefined || workspace === undefined) return undefined
    const carrying = grants.filter((grant) => grant.policyId === id && grant.revokedAt === null)
    return {
      members: members.map((member) => ({ id: member.id, role: member.role })),
      own: allowsOwn(workspace, members),
      holders: [...new Set(carrying.map((grant) => grant.mintedBy.memberId))],
    }
  }, [members, grants, workspace, id])
}

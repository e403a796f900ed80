import { z } from 'zod'
import { MemberId, UserId, WorkspaceId } from './id.ts'
import { Instant } from './time.ts'

export const roles = ['admin', 'policy_manager', 'approver', 'viewer'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

export const Member = z.object({
  id: MemberId,
  workspaceId: WorkspaceId,
  userId: UserId,
  name: z.string(),
  email: z.string(),
  role: Role,
  joinedAt: Instant,
})
export type Member = z.infer<typeof Member>

/** What a role may do in its workspace; asked for by each route of the contract. */
const permissions = ['view', 'servers', 'policies', 'grants', 'approvals', 'workspace'] as const
export type Permission = (typeof permissions)[number]

const granted: Readonly<Record<Role, readonly Permission[]>> = {
  admin: permissions,
  policy_manager: ['view', 'servers', 'policies', 'grants'],
  approver: ['view', 'approvals'],
  viewer: ['view'],
}

export function may(role: Role, permission: Permission): boolean {
  return granted[role].includes(permission)
}

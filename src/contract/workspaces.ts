import { z } from 'zod'
import { WorkspaceId } from '#model/id'
import { Member } from '#model/member'
import { Workspace, WorkspaceName } from '#model/workspace'
import { member, route } from './route.ts'

export const WorkspaceParams = z.object({ workspaceId: WorkspaceId })

export const WorkspaceChanges = z.object({
  name: WorkspaceName.optional(),
  ownApprovals: z.boolean().nullable().optional(),
})
export type WorkspaceChanges = z.infer<typeof WorkspaceChanges>

export const workspaces = {
  update: route({
    method: 'patch',
    path: '/api/workspaces/{workspaceId}',
    summary: 'Rename a workspace, or say who may decide own calls',
    access: member('workspace', 'workspace'),
    params: WorkspaceParams,
    body: WorkspaceChanges,
    answer: Workspace,
  }),
  members: route({
    method: 'get',
    path: '/api/workspaces/{workspaceId}/members',
    summary: 'The members of a workspace, with their roles',
    access: member('workspace', 'view'),
    params: WorkspaceParams,
    answer: z.array(Member),
  }),
} as const

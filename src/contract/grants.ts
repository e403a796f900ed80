import { z } from 'zod'
import { Grant, GrantLabel, GrantTags } from '#model/grant'
import { GrantId, PolicyId, ServerId } from '#model/id'
import { Instant } from '#model/time'
import { member, route } from './route.ts'
import { ServerParams } from './servers.ts'
import { WorkspaceParams } from './workspaces.ts'

const GrantParams = z.object({ grantId: GrantId })

/** The only answer that ever holds a token. */
export const MintedGrant = z.object({ grant: Grant, token: z.string() })
export type MintedGrant = z.infer<typeof MintedGrant>

export const NewGrant = z.object({
  label: GrantLabel,
  policyId: PolicyId.nullable(),
  tags: GrantTags.default([]),
  expiresAt: Instant.nullable().default(null),
})
export type NewGrant = z.input<typeof NewGrant>

export const GrantChanges = z.object({
  label: GrantLabel.optional(),
  policyId: PolicyId.nullable().optional(),
  tags: GrantTags.optional(),
  expiresAt: Instant.nullable().optional(),
})
export type GrantChanges = z.infer<typeof GrantChanges>

export const grants = {
  list: route({
    method: 'get',
    path: '/api/workspaces/{workspaceId}/grants',
    summary: 'The grants of a workspace, newest first',
    access: member('workspace', 'view'),
    params: WorkspaceParams,
    query: z.object({ server: ServerId.optional() }),
    answer: z.array(Grant),
  }),
  mint: route({
    method: 'post',
    path: '/api/servers/{serverId}/grants',
    summary: 'Mint a grant; its token is shown in this answer only',
    access: member('server', 'grants'),
    params: ServerParams,
    body: NewGrant,
    answer: MintedGrant,
    faults: ['policy_of_another_server', 'expiry_past'],
  }),
  get: route({
    method: 'get',
    path: '/api/grants/{grantId}',
    summary: 'One grant, with how far its client has come',
    access: member('grant', 'view'),
    params: GrantParams,
    answer: Grant,
  }),
  update: route({
    method: 'patch',
    path: '/api/grants/{grantId}',
    summary: 'Change the label, tags, policy or expiry of a grant',
    access: member('grant', 'grants'),
    params: GrantParams,
    body: GrantChanges,
    answer: Grant,
    faults: ['policy_of_another_server', 'expiry_past', 'revoked'],
  }),
  rotate: route({
    method: 'post',
    path: '/api/grants/{grantId}/rotate',
    summary: 'A new token; the old one is refused from then on',
    access: member('grant', 'grants'),
    params: GrantParams,
    answer: MintedGrant,
    faults: ['revoked'],
  }),
  revoke: route({
    method: 'post',
    path: '/api/grants/{grantId}/revoke',
    summary: 'Refuse the grant from now on, its open sessions too',
    access: member('grant', 'grants'),
    params: GrantParams,
    answer: Grant,
  }),
} as const

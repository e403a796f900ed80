import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type GrantChanges, grants, type MintedGrant, NewGrant } from '#contract/grants'
import type { Grant } from '#model/grant'
import type { ApiFault } from './api-fault.ts'
import { request } from './client.ts'
import { keys } from './keys.ts'

export type { GrantChanges, MintedGrant }
export { NewGrant }

function grantsQuery(workspaceId: string, serverId?: string) {
  return queryOptions<Grant[], ApiFault>({
    queryKey: [...keys.grants(workspaceId), serverId ?? 'all'],
    queryFn: ({ signal }) =>
      request(grants.list, { params: { workspaceId }, query: { server: serverId }, signal }),
  })
}

/** The grants of a workspace, or of one of its servers. */
export function useGrants(workspaceId: string, serverId?: string) {
  return useQuery(grantsQuery(workspaceId, serverId))
}

/** Under whose name calls are made. */
export type Caller = Pick<Grant, 'id' | 'label' | 'tags'>

const nobody: readonly Caller[] = []

/** The grants that carry a policy and are not revoked, by name; the same list until one of these words changes. */
export function useCallers(policy: {
  readonly id: string
  readonly workspaceId: string
  readonly serverId: string
}): readonly Caller[] {
  const { data } = useQuery({
    ...grantsQuery(policy.workspaceId, policy.serverId),
    select: (all) =>
      all
        .filter((grant) => grant.policyId === policy.id && grant.revokedAt === null)
        .map(({ id, label, tags }) => ({ id, label, tags })),
  })
  return data ?? nobody
}

/** One grant with how far its client has come; live events keep it fresh. */
export function useGrant(
  grantId: string,
  { enabled = true, askEvery }: { readonly enabled?: boolean; readonly askEvery?: number } = {},
) {
  return useQuery<Grant, ApiFault>({
    queryKey: keys.grant(grantId),
    queryFn: ({ signal }) => request(grants.get, { params: { grantId }, signal }),
    enabled,
    ...(askEvery !== undefined && { refetchInterval: askEvery }),
  })
}

/** The answer holds the token; it is the mutation's own and is kept in no cache. */
export function useMintGrant(serverId: string) {
  const client = useQueryClient()
  return useMutation<MintedGrant, ApiFault, NewGrant>({
    mutationFn: (body) => request(grants.mint, { params: { serverId }, body }),
    onSuccess: ({ grant }) => kept(client, grant),
    gcTime: 0,
  })
}

export function useRotateGrant() {
  const client = useQueryClient()
  return useMutation<MintedGrant, ApiFault, { readonly grantId: string }>({
    mutationFn: (params) => request(grants.rotate, { params }),
    onSuccess: ({ grant }) => kept(client, grant),
    gcTime: 0,
  })
}

export function useUpdateGrant() {
  const client = useQueryClient()
  return useMutation<Grant, ApiFault, { readonly grantId: string; readonly changes: GrantChanges }>({
    mutationFn: ({ grantId, changes }) => request(grants.update, { params: { grantId }, body: changes }),
    onSuccess: (grant) => kept(client, grant),
  })
}

/** Never optimistic: a grant is shown as revoked when the gateway refuses it. */
export function useRevokeGrant() {
  const client = useQueryClient()
  return useMutation<Grant, ApiFault, { readonly grantId: string }>({
    mutationFn: (params) => request(grants.revoke, { params }),
    onSuccess: (grant) => kept(client, grant),
  })
}

function kept(client: QueryClient, grant: Grant) {
  client.setQueryData(keys.grant(grant.id), grant)
  return Promise.all([
    client.invalidateQueries({ queryKey: keys.grants(grant.workspaceId) }),
    client.invalidateQueries({ queryKey: keys.policies(grant.serverId) }),
  ])
}

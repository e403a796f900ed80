import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  DraftText,
  type Drift,
  NewPolicy,
  type PolicySummary,
  Publication,
  policies,
  type RevisionSummary,
} from '#contract/policies'
import type { Draft, Revision } from '#model/policy'
import type { ApiFault } from './api-fault.ts'
import { request } from './client.ts'
import { keys } from './keys.ts'

export type { PolicySummary, RevisionSummary }
export { DraftText, NewPolicy, Publication }

function policiesQuery(serverId: string) {
  return queryOptions<PolicySummary[], ApiFault>({
    queryKey: keys.policies(serverId),
    queryFn: ({ signal }) => request(policies.list, { params: { serverId }, signal }),
  })
}

export function usePolicies(serverId: string, enabled = true) {
  return useQuery({ ...policiesQuery(serverId), enabled })
}

export function policyQuery(policyId: string) {
  return queryOptions<PolicySummary, ApiFault>({
    queryKey: keys.policy(policyId),
    queryFn: ({ signal }) => request(policies.get, { params: { policyId }, signal }),
  })
}

export function usePolicy(policyId: string) {
  return useQuery(policyQuery(policyId))
}

/** The caller's own draft; null = none. It is what was last saved, not what is on the screen. */
export function draftQuery(policyId: string) {
  return queryOptions<Draft | null, ApiFault>({
    queryKey: keys.draft(policyId),
    queryFn: ({ signal }) => request(policies.draft, { params: { policyId }, signal }),
    // The buffer of an open builder is newer than any answer; asking again is the builder's own decision.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
}

export function useDraft(policyId: string) {
  return useQuery(draftQuery(policyId))
}

export function usePutDraft(policyId: string) {
  const client = useQueryClient()
  return useMutation<Draft, ApiFault, DraftText>({
    mutationFn: (body) => request(policies.putDraft, { params: { policyId }, body }),
    onSuccess: (draft) => {
      client.setQueryData(keys.draft(policyId), draft)
      void client.invalidateQueries({ queryKey: ['policies'] })
    },
  })
}

export function useDiscardDraft(policyId: string) {
  const client = useQueryClient()
  return useMutation<undefined, ApiFault, void>({
    mutationFn: () => request(policies.discardDraft, { params: { policyId } }),
    onSuccess: () => {
      client.setQueryData(keys.draft(policyId), null)
      void client.invalidateQueries({ queryKey: ['policies'] })
    },
  })
}

/** Never optimistic: what is enforced is what the server says is enforced. */
export function usePublish(policyId: string) {
  const client = useQueryClient()
  return useMutation<Revision, ApiFault, Publication>({
    mutationFn: (body) => request(policies.publish, { params: { policyId }, body }),
    onSuccess: (revision) => {
      client.setQueryData(keys.revision(policyId, revision.number), revision)
      return refreshed(client, policyId)
    },
  })
}

/** No longer compute the shadow revision. */
export function useEndShadow(policyId: string) {
  const client = useQueryClient()
  return useMutation<undefined, ApiFault, void>({
    mutationFn: () => request(policies.endShadow, { params: { policyId } }),
    onSuccess: () => refreshed(client, policyId),
  })
}

function refreshed(client: ReturnType<typeof useQueryClient>, policyId: string) {
  return Promise.all([
    client.invalidateQueries({ queryKey: ['policies'] }),
    client.invalidateQueries({ queryKey: keys.policy(policyId) }),
    client.invalidateQueries({ queryKey: keys.revisions(policyId), exact: true }),
  ])
}

export function useRevisions(policyId: string) {
  return useQuery<RevisionSummary[], ApiFault>({
    queryKey: keys.revisions(policyId),
    queryFn: ({ signal }) => request(policies.revisions, { params: { policyId }, signal }),
  })
}

/**
 * What the server has changed of its tools since the enforced revision was published. `of` says what it depends on: asked
 * for anew when another revision is enforced, or the server was discovered again.
 */
export function useDrift(policyId: string, of: readonly (number | undefined)[], enabled: boolean) {
  return useQuery<Drift | null, ApiFault>({
    queryKey: [...keys.drift(policyId), ...of],
    queryFn: ({ signal }) => request(policies.drift, { params: { policyId }, signal }),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    // Former definitions may be megabytes: they are not compared field by field.
    structuralSharing: false,
  })
}

/** One revision with its text. It never changes, so it is asked for once. `null` asks for none. */
export function revisionQuery(policyId: string, number: number | null) {
  return queryOptions<Revision, ApiFault>({
    queryKey: keys.revision(policyId, number ?? 0),
    queryFn: ({ signal }) =>
      request(policies.revision, { params: { policyId, number: number ?? 0 }, signal }),
    enabled: number !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useRevision(policyId: string, number: number | null) {
  return useQuery(revisionQuery(policyId, number))
}

/** A new policy with a first draft; without a text, the recommended one for the inventory. */
export function useCreatePolicy(serverId: string) {
  const client = useQueryClient()
  return useMutation<PolicySummary, ApiFault, NewPolicy>({
    mutationFn: (body) => request(policies.create, { params: { serverId }, body }),
    onSuccess: (policy) => {
      client.setQueryData(keys.policy(policy.id), policy)
      return client.invalidateQueries({ queryKey: keys.policies(serverId) })
    },
  })
}

/** A new policy with the recommended text, published as it is: two requests, and the second one decides. */
export function usePublishRecommended(serverId: string) {
  const client = useQueryClient()
  return useMutation<PolicySummary, ApiFault, { readonly name: string }>({
    mutationFn: async (body) => {
      const { id: policyId } = await request(policies.create, { params: { serverId }, body })
      const draft = await request(policies.draft, { params: { policyId } })
      if (draft !== null)
        await request(policies.publish, { params: { policyId }, body: { text: draft.text, base: null } })
      return request(policies.get, { params: { policyId } })
    },
    // Also after a failure, for the policy may be there without its revision.
    onSettled: () => client.invalidateQueries({ queryKey: keys.policies(serverId) }),
  })
}

export function useDeletePolicy(serverId: string) {
  const client = useQueryClient()
  return useMutation<undefined, ApiFault, { readonly policyId: string }>({
    mutationFn: ({ policyId }) => request(policies.delete, { params: { policyId } }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.policies(serverId) }),
        client.invalidateQueries({ queryKey: ['grants'] }),
      ]),
  })
}

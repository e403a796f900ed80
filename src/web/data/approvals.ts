import {
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { type ApprovalCard, approvals, Verdict } from '#contract/approvals'
import type { ApprovalState } from '#model/approval'
import type { ApiFault } from './api-fault.ts'
import { request } from './client.ts'
import { keys } from './keys.ts'

export type { ApprovalCard }
export { Verdict }

export interface ApprovalFilters {
  /** Absent = those that still wait: waiting and parked. */
  readonly state?: readonly ApprovalState[] | undefined
  readonly server?: string | undefined
  readonly grant?: string | undefined
}

const pageSize = 50

function askFor(workspaceId: string, filters: ApprovalFilters, before?: string, signal?: AbortSignal) {
  return request(approvals.list, {
    params: { workspaceId },
    query: { ...filters, state: filters.state?.join(','), before, limit: pageSize },
    signal,
  })
}

/** What waits for a person in a workspace: the inbox, and the count beside its name. */
function openApprovalsQuery(workspaceId: string) {
  return queryOptions<ApprovalCard[], ApiFault>({
    queryKey: [...keys.approvals(workspaceId), 'open'],
    queryFn: ({ signal }) => askFor(workspaceId, {}, undefined, signal),
  })
}

export function useOpenApprovals(workspaceId: string) {
  return useQuery(openApprovalsQuery(workspaceId))
}

/** How many wait; 0 while unknown. */
export function useOpenApprovalCount(workspaceId: string): number {
  return useQuery({ ...openApprovalsQuery(workspaceId), select: (cards) => cards.length }).data ?? 0
}

/** Approvals by state, newest first, page by page. */
export function useApprovals(workspaceId: string, filters: ApprovalFilters) {
  return useInfiniteQuery({
    queryKey: [...keys.approvals(workspaceId), 'list', filters],
    queryFn: ({ pageParam, signal }) => askFor(workspaceId, filters, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.id),
    placeholderData: keepPreviousData,
  })
}

export function useApproval(approvalId: string) {
  return useQuery<ApprovalCard, ApiFault>({
    queryKey: keys.approval(approvalId),
    queryFn: ({ signal }) => request(approvals.get, { params: { approvalId }, signal }),
  })
}

/** Approves once, or denies. Never optimistic: the card changes when the server says so, also when it says 409. */
export function useDecide() {
  const client = useQueryClient()
  return useMutation<ApprovalCard, ApiFault, { readonly approvalId: string } & Verdict>({
    mutationFn: ({ approvalId, ...body }) => request(approvals.decide, { params: { approvalId }, body }),
    onSuccess: (card) => client.setQueryData(keys.approval(card.id), card),
    onSettled: (_card, _fault, { approvalId }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.approval(approvalId) }),
        client.invalidateQueries({ queryKey: ['approvals'] }),
      ]),
  })
}

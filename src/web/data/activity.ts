import { type InfiniteData, type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { activity } from '#contract/activity'
import type { Call, Outcome } from '#model/activity'
import type { ApiFault } from './api-fault.ts'
import { request } from './client.ts'
import { keys } from './keys.ts'

export interface ActivityFilters {
  readonly server?: string | undefined
  readonly grant?: string | undefined
  /** Exact, or with `*` for any run of characters. */
  readonly tool?: string | undefined
  readonly decision?: Outcome | undefined
}

type Pages = InfiniteData<Call[], string | undefined>

const pageSize = 100
/** What a tab keeps of a busy tail; older rows are asked for again by scrolling. */
const mostKept = 5000

/** Calls, newest first, page by page; live events put new ones on top. */
export function useActivity(workspaceId: string, filters: ActivityFilters) {
  return useInfiniteQuery<Call[], ApiFault, Pages, readonly unknown[], string | undefined>({
    queryKey: [...keys.activity(workspaceId), filters],
    queryFn: ({ pageParam, signal }) =>
      request(activity.list, {
        params: { workspaceId },
        query: { ...filters, before: pageParam, limit: pageSize },
        signal,
      }),
    initialPageParam: undefined,
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.id),
  })
}

/** The latest calls of one server or grant: a few rows, live. */
export function useLatestCalls(workspaceId: string, filters: ActivityFilters, limit: number) {
  return useQuery<Call[], ApiFault>({
    queryKey: [...keys.activity(workspaceId), 'latest', filters, limit],
    queryFn: ({ signal }) =>
      request(activity.list, { params: { workspaceId }, query: { ...filters, limit }, signal }),
  })
}

/** The filters of the API, said once more, so that a live call is shown exactly where the API would list it. */
export function matchesFilters(call: Call, filters: ActivityFilters): boolean {
  return (
    (filters.server === undefined || call.serverId === filters.server) &&
    (filters.grant === undefined || call.grantId === filters.grant) &&
    (filters.decision === undefined || call.outcome === filters.decision) &&
    (filters.tool === undefined || matchesTool(call.tool, filters.tool))
  )
}

function matchesTool(tool: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return tool === pattern
  if (!tool.startsWith(first)) return false
  const last = rest.pop() ?? ''
  let at = first.length
  for (const part of rest) {
    const found = tool.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return tool.length - last.length >= at && tool.endsWith(last)
}

/** Newest first, each call once: a call told twice replaces itself. */
export function prepended(page: readonly Call[], calls: readonly Call[]): Call[] {
  const told = new Map(calls.map((call) => [call.id, call]))
  const known = new Set(page.map((call) => call.id))
  const fresh = [...told.values()].filter((call) => !known.has(call.id)).sort((a, b) => b.at - a.at)
  return [...fresh, ...page.map((call) => told.get(call.id) ?? call)]
}

/** Puts live calls on top of every list that would hold them. */
export function showLiveCalls(client: QueryClient, workspaceId: string, calls: readonly Call[]): void {
  for (const query of client.getQueryCache().findAll({ queryKey: keys.activity(workspaceId) })) {
    const show = () => showIn(client, query.queryKey, calls)
    show()
    // The answer that is on its way may have been read before these calls were written: it would take them off again.
    if (query.state.fetchStatus === 'fetching') void query.fetch().then(show, () => {})
  }
}

function showIn(client: QueryClient, queryKey: readonly unknown[], calls: readonly Call[]): void {
  const [, , scope, ...rest] = queryKey
  if (scope === 'latest') showInLatest(client, queryKey, rest, calls)
  else if (isFilters(scope)) showInPages(client, queryKey, scope, calls)
}

function isFilters(value: unknown): value is ActivityFilters {
  return typeof value === 'object' && value !== null
}

function showInPages(
  client: QueryClient,
  queryKey: readonly unknown[],
  filters: ActivityFilters,
  calls: readonly Call[],
): void {
  const fitting = calls.filter((call) => matchesFilters(call, filters))
  if (fitting.length === 0) return
  client.setQueryData<Pages>(queryKey, (data) => {
    const [first, ...older] = data?.pages ?? []
    if (data === undefined || first === undefined) return data
    const pages = [prepended(first, fitting), ...older]
    return pages.flat().length > mostKept ? trimmed(pages) : { ...data, pages }
  })
}

/** Back to one page: its last row leads on to the rows that were let go. */
function trimmed(pages: readonly Call[][]): Pages {
  return { pages: [pages.flat().slice(0, pageSize)], pageParams: [undefined] }
}

function showInLatest(
  client: QueryClient,
  queryKey: readonly unknown[],
  rest: readonly unknown[],
  calls: readonly Call[],
): void {
  const [filters, limit] = rest
  if (!isFilters(filters) || typeof limit !== 'number') return
  const fitting = calls.filter((call) => matchesFilters(call, filters))
  if (fitting.length === 0) return
  client.setQueryData<Call[]>(queryKey, (page) => page && prepended(page, fitting).slice(0, limit))
}

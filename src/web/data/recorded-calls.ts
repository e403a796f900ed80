import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type RecordedCalls, recordedCalls } from '#contract/recorded-calls'
import type { ApiFault } from './api-fault.ts'
import { request } from './client.ts'
import { keys } from './keys.ts'

export type { RecordedCalls }

export interface RecordedFilters {
  /** Exact, or with `*` for any run of characters. */
  readonly tool?: string | undefined
  readonly since?: number | undefined
  readonly limit?: number | undefined
}

/** Calls with the values that were kept of them, newest first: up to megabytes, so they are asked for when needed. */
export function useRecordedCalls(serverId: string, filters: RecordedFilters = {}, enabled = true) {
  return useQuery<RecordedCalls, ApiFault>({
    queryKey: [...keys.recordedCalls(serverId), filters],
    queryFn: ({ signal }) =>
      request(recordedCalls.list, { params: { serverId }, query: { ...filters }, signal }),
    enabled,
    staleTime: 30_000,
    gcTime: 60_000,
    // Thousands of calls are not compared field by field.
    structuralSharing: false,
    placeholderData: keepPreviousData,
  })
}

/** How often each tool was called since then. */
export function useCallCounts(serverId: string, since: number, enabled: boolean) {
  return useQuery<ReadonlyMap<string, number>, ApiFault>({
    queryKey: [...keys.recordedCalls(serverId), 'counts', since],
    queryFn: async ({ signal }) => {
      const counts = await request(recordedCalls.counts, { params: { serverId }, query: { since }, signal })
      return new Map(Object.entries(counts))
    },
    enabled,
    staleTime: 5 * 60_000,
    structuralSharing: false,
  })
}

import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { acknowledgements, type LookedAt } from '#contract/acknowledgements'
import type { Acknowledgement } from '#model/acknowledgement'
import type { ApiFault } from './api-fault.ts'
import { request } from './client.ts'
import { keys } from './keys.ts'

export type { LookedAt }

/** What people have looked at in a policy's builder. */
export function acknowledgementsQuery(policyId: string) {
  return queryOptions<Acknowledgement[], ApiFault>({
    queryKey: keys.acknowledgements(policyId),
    queryFn: ({ signal }) => request(acknowledgements.list, { params: { policyId }, signal }),
  })
}

export function useAcknowledgements(policyId: string) {
  return useQuery(acknowledgementsQuery(policyId))
}

/** More than the API takes at once goes in parts. */
const atOnce = 5_000

/** Shown at once, for nothing is decided by it; what could not be kept is shown as it was. */
export function useLookAt(policyId: string) {
  const client = useQueryClient()
  const queryKey = keys.acknowledgements(policyId)
  return useMutation<void, ApiFault, { lookedAt: readonly LookedAt[]; by: Acknowledgement['by'] }>({
    mutationFn: async ({ lookedAt }) => {
      for (let from = 0; from < lookedAt.length; from += atOnce) {
        const body = { lookedAt: lookedAt.slice(from, from + atOnce) }
        const kept = await request(acknowledgements.put, { params: { policyId }, body })
        client.setQueryData<Acknowledgement[]>(queryKey, kept)
      }
    },
    onMutate: async ({ lookedAt, by }) => {
      await client.cancelQueries({ queryKey })
      const tools = new Set(lookedAt.map(({ tool }) => tool))
      const at = Date.now()
      client.setQueryData<Acknowledgement[]>(queryKey, (before = []) => [
        ...before.filter(({ tool }) => !tools.has(tool)),
        ...lookedAt.flatMap(({ tool, about, mark }) =>
          mark === null ? [] : [{ tool, about, mark, by, at }],
        ),
      ])
    },
    onError: () => client.invalidateQueries({ queryKey }),
  })
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { NewView, savedViews } from '#contract/saved-views'
import type { SavedView } from '#model/saved-view'
import type { ApiFault } from './api-fault.ts'
import { request } from './client.ts'
import { keys } from './keys.ts'

export { NewView }

/** The reader's own filters of a server's tools, by name. */
export function useSavedViews(serverId: string, enabled: boolean) {
  return useQuery<SavedView[], ApiFault>({
    queryKey: keys.savedViews(serverId),
    queryFn: ({ signal }) => request(savedViews.list, { params: { serverId }, signal }),
    enabled,
  })
}

export function useSaveView(serverId: string) {
  const client = useQueryClient()
  return useMutation<SavedView, ApiFault, NewView>({
    mutationFn: (body) => request(savedViews.put, { params: { serverId }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.savedViews(serverId) }),
  })
}

export function useDeleteView(serverId: string) {
  const client = useQueryClient()
  return useMutation<undefined, ApiFault, SavedView>({
    mutationFn: ({ id: viewId }) => request(savedViews.delete, { params: { serverId, viewId } }),
    onSuccess: (_, { id }) =>
      client.setQueryData<SavedView[]>(keys.savedViews(serverId), (views) =>
        views?.filter((one) => one.id !== id),
      ),
    onError: () => client.invalidateQueries({ queryKey: keys.savedViews(serverId) }),
  })
}

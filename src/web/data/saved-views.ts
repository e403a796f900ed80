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

/** What to say of a change, also to who has closed by then what they made it in. */
interface Told<View> {
  readonly done?: (view: View) => void
  readonly failed?: (fault: ApiFault, view: View) => void
}

export function useSaveView(serverId: string, { done, failed }: Told<NewView> = {}) {
  const client = useQueryClient()
  return useMutation<SavedView, ApiFault, NewView>({
    mutationFn: (body) => request(savedViews.put, { params: { serverId }, body }),
    onSuccess: (_, view) => {
      done?.(view)
      return client.invalidateQueries({ queryKey: keys.savedViews(serverId) })
    },
    onError: (fault, view) => failed?.(fault, view),
  })
}

export function useDeleteView(serverId: string, { done, failed }: Told<SavedView> = {}) {
  const client = useQueryClient()
  return useMutation<undefined, ApiFault, SavedView>({
    mutationFn: ({ id: viewId }) => request(savedViews.delete, { params: { serverId, viewId } }),
    onSuccess: (_, view) => {
      done?.(view)
      client.setQueryData<SavedView[]>(keys.savedViews(serverId), (views) =>
        views?.filter((one) => one.id !== view.id),
      )
    },
    onError: (fault, view) => {
      failed?.(fault, view)
      return client.invalidateQueries({ queryKey: keys.savedViews(serverId) })
    },
  })
}

import { z } from 'zod'
import { ViewId } from '#model/id'
import { SavedView } from '#model/saved-view'
import { member, route } from './route.ts'
import { ServerParams } from './servers.ts'

/** How many a person may keep for one server. */
export const mostSavedViews = 50

export const NewView = SavedView.pick({ name: true, filter: true })
export type NewView = z.input<typeof NewView>

export const savedViews = {
  list: route({
    method: 'get',
    path: '/api/servers/{serverId}/saved-views',
    summary: "The caller's own filters of the tools of a server, by name",
    access: member('server', 'view'),
    params: ServerParams,
    answer: z.array(SavedView),
  }),
  put: route({
    method: 'put',
    path: '/api/servers/{serverId}/saved-views',
    summary: "Keep a filter under a name; it replaces the caller's own of that name",
    access: member('server', 'view'),
    params: ServerParams,
    body: NewView,
    answer: SavedView,
    faults: ['too_many_views'],
  }),
  delete: route({
    method: 'delete',
    path: '/api/servers/{serverId}/saved-views/{viewId}',
    summary: "Delete one of the caller's own filters",
    access: member('server', 'view'),
    params: ServerParams.extend({ viewId: ViewId }),
  }),
} as const

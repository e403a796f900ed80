import { mostSavedViews, savedViews } from '#contract/saved-views'
import { ViewId } from '#model/id'
import type { SavedView } from '#model/saved-view'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/id'
import { fail, ok } from '#std/result'
import type { Storage } from '#storage'
import { type Served, serve } from './handle.ts'
import { notFound, refuse } from './http/faults.ts'

/** Filters by name: each member has their own. */
export function serveSavedViews({
  storage,
  clock,
}: {
  readonly storage: Storage
  readonly clock: Clock
}): readonly Served[] {
  return serve(savedViews, {
    list: async ({ server, member }) =>
      ok(await storage.savedViews.list({ member: member.id, server: server.id })),

    async put({ server, member, body }) {
      const view: SavedView = { id: ViewId.parse(newId('view', clock)), ...body, savedAt: clock.now() }
      const owner = { member: member.id, server: server.id }
      if (await storage.savedViews.put(owner, view, mostSavedViews)) return ok(view)
      return refuse(
        'too_many_views',
        `There are ${mostSavedViews} saved views already. Delete one, then save this one.`,
      )
    },

    async delete({ server, member, params }) {
      const owner = { member: member.id, server: server.id }
      return (await storage.savedViews.delete(owner, params.viewId)) ? ok(undefined) : fail(notFound)
    },
  })
}

import { activity } from '#contract/activity'
import { ok } from '#std/result'
import type { Storage } from '#storage'
import { type Served, serve } from './handle.ts'
import { given } from './http/given.ts'

/** The log of calls and what became of them. */
export function serveActivity({ storage }: { readonly storage: Storage }): readonly Served[] {
  return serve(activity, {
    async list({ workspace, query }) {
      const { decision: outcome, limit, ...filter } = query
      return ok(await storage.activity.list(workspace.id, { ...given({ ...filter, outcome }), limit }))
    },
  })
}

import { workspaces } from '#contract/workspaces'
import { invariant } from '#std/invariant'
import { ok } from '#std/result'
import type { Storage } from '#storage'
import { type Served, serve } from './handle.ts'
import { given } from './http/given.ts'

/** A workspace's own settings, and who belongs to it. */
export function serveWorkspaces({ storage }: { readonly storage: Storage }): readonly Served[] {
  return serve(workspaces, {
    async update({ workspace, body }) {
      await storage.workspaces.update(workspace.id, given(body))
      const updated = await storage.workspaces.get(workspace.id)
      invariant(updated !== undefined, 'a workspace is not deleted')
      return ok(updated)
    },
    members: async ({ workspace }) => ok(await storage.workspaces.members(workspace.id)),
  })
}

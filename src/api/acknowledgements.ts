import { acknowledgements } from '#contract/acknowledgements'
import type { Acknowledgement } from '#model/acknowledgement'
import type { Clock } from '#platform/clock'
import { ok } from '#std/result'
import type { Storage } from '#storage'
import { type Served, serve } from './handle.ts'

/** THREAT: names of tools are any words; a policy has no more of them than a few of the largest servers have tools. */
const mostOfPolicy = 20_000

/** What people have looked at in the builder, for all who write the policy. */
export function serveAcknowledgements({
  storage,
  clock,
}: {
  readonly storage: Storage
  readonly clock: Clock
}): readonly Served[] {
  return serve(acknowledgements, {
    list: async ({ policy }) => ok(await storage.acknowledgements.list(policy.id)),

    async put({ policy, member, body }) {
      const by = { memberId: member.id, name: member.name }
      const at = clock.now()
      const kept: Acknowledgement[] = []
      const takenBack: string[] = []
      for (const { tool, about, mark } of body.lookedAt) {
        if (mark === null) takenBack.push(tool)
        else kept.push({ tool, about, mark, by, at })
      }
      if (takenBack.length > 0) await storage.acknowledgements.remove(policy.id, takenBack)
      if (kept.length > 0) await storage.acknowledgements.put(policy.id, kept, mostOfPolicy)
      return ok(await storage.acknowledgements.list(policy.id))
    },
  })
}

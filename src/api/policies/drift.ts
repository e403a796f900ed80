import type { Drift } from '#contract/policies'
import type { Policy } from '#model/policy'
import type { Storage } from '#storage'

/** What the server has changed since the enforced revision was published; undefined when none is. */
export async function driftOf(storage: Storage, policy: Policy): Promise<Drift | undefined> {
  const { id, serverId, enforced: since } = policy
  if (since === null) return undefined
  const digests = await storage.policies.digests(id, since)
  const inventory = await storage.inventories.latest(serverId)
  const changed = (inventory?.tools ?? []).flatMap(({ name, digest }) => {
    const before = digests.get(name)
    return before === undefined || before === digest ? [] : [{ tool: name, before }]
  })
  const known = await storage.policies.definitions(
    serverId,
    changed.map(({ before }) => before),
  )
  return { since, changed: changed.map(({ tool, before }) => ({ tool, before: known.get(before) ?? null })) }
}

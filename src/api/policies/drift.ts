import type { Drift } from '#contract/policies'
import type { Policy } from '#model/policy'
import type { Storage } from '#storage'

/** What the server has changed since the enforced revision was published; undefined when none is. */
export async function driftOf(storage: Storage, policy: Policy): Promise<Drift | undefined> {
  if (policy.enforced === null) return undefined
  const revision = await storage.policies.revision(policy.id, policy.enforced)
  if (revision === undefined) return undefined
  const { digests, number: since } = revision
  const inventory = await storage.inventories.latest(policy.serverId)
  const changed = (inventory?.tools ?? []).flatMap(({ name, digest }) => {
    // A tool may be called `constructor`: only what the record has itself is a digest.
    const before = Object.hasOwn(digests, name) ? digests[name] : undefined
    return before === undefined || before === digest ? [] : [{ tool: name, before }]
  })
  const known = await storage.policies.definitions(
    policy.serverId,
    changed.map(({ before }) => before),
  )
  return { since, changed: changed.map(({ tool, before }) => ({ tool, before: known.get(before) ?? null })) }
}

import type { QueryClient } from '@tanstack/react-query'
import { acknowledgementsQuery } from './acknowledgements.ts'
import { policyQuery, revisionQuery } from './policies.ts'
import { inventoryQuery, serverQuery } from './servers.ts'

/**
 * Asks ahead for what a policy is opened with, but for its draft, which is asked for anew each time. A failure is left to the page,
 * which asks again.
 */
export async function prefetchOpenPolicy(
  client: QueryClient,
  { serverId, policyId }: { serverId: string; policyId: string },
): Promise<void> {
  void client.prefetchQuery(serverQuery(serverId))
  void client.prefetchQuery(inventoryQuery(serverId))
  void client.prefetchQuery(acknowledgementsQuery(policyId))
  const policy = await client.fetchQuery(policyQuery(policyId)).catch(() => undefined)
  const enforced = policy?.enforced ?? null
  if (enforced !== null) await client.prefetchQuery(revisionQuery(policyId, enforced))
}

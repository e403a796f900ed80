import type { ServerSummary } from '#contract/servers'
import type { ServerId } from '#model/id'
import type { Inventory } from '#model/inventory'
import type { Storage, StoredServer } from '#storage'
import { riskCounts } from './inventory.ts'

/** What a list shows of servers, without reading their whole inventories each time. */
export interface Summaries {
  of(server: StoredServer): Promise<ServerSummary>
  close(): void
}

type Digest = ServerSummary['inventory']

/** An inventory may be 2 MB and is counted once; the storage tells when one has changed, also by another process. */
export function createSummaries(storage: Storage, origin: string): Summaries {
  const known = new Map<ServerId, Promise<Digest>>()
  const close = storage.changes.subscribe((change) => {
    if (change.kind === 'inventory' || change.kind === 'server') known.delete(change.serverId)
  })
  const digestFor = (id: ServerId) => {
    // The promise is kept and not its value, so that a page which lists twenty servers twice reads twenty once.
    const pending = known.get(id) ?? storage.inventories.latest(id).then(digest)
    known.set(id, pending)
    // A failed read is not remembered.
    pending.catch(() => known.delete(id))
    return pending
  }
  return {
    async of({ sealedTransport: _, ...server }) {
      const gatewayUrl = `${origin}/mcp/${server.slug}`
      return { ...server, gatewayUrl, inventory: await digestFor(server.id) }
    },
    close,
  }
}

function digest(inventory: Inventory | undefined): Digest {
  if (inventory === undefined) return null
  const { version, discoveredAt, tools } = inventory
  return { version, discoveredAt, tools: tools.length, risks: riskCounts(tools) }
}

import type { Dispatcher } from '#model/dispatcher'
import type { ServerId, WorkspaceId } from '#model/id'
import type { DiscoveredInventory, Inventory } from '#model/inventory'
import type { Health, Server, Slug } from '#model/server'
import type { Result } from '#std/result'

/** A server with its sealed credentials (`TransportInput` as sealed JSON text, opaque here). */
export interface StoredServer extends Server {
  readonly sealedTransport: string
}

export interface Servers {
  create(server: StoredServer): Promise<Result<void, { code: 'slug_taken' }>>
  get(id: ServerId): Promise<StoredServer | undefined>
  /** By name, then by age. */
  list(workspace: WorkspaceId): Promise<StoredServer[]>
  slugTaken(slug: Slug): Promise<boolean>
  update(
    id: ServerId,
    changes: Partial<Pick<StoredServer, 'name' | 'slug' | 'list' | 'transport' | 'sealedTransport'>>,
  ): Promise<Result<void, { code: 'slug_taken' }>>
  setHealth(id: ServerId, health: Health): Promise<void>
  /** With its inventory, policies, drafts and grants; its calls and approvals stay as the record of what happened. */
  delete(id: ServerId): Promise<void>
}

export interface Inventories {
  latest(server: ServerId): Promise<Inventory | undefined>
  /**
   * Stores what was discovered; the same digests in the same order keep the version, anything else is the next one. The
   * dispatchers stay as they were confirmed.
   */
  put(inventory: DiscoveredInventory): Promise<Inventory>
  /** Replaces the dispatchers. False when nothing was discovered yet. */
  setDispatchers(server: ServerId, dispatchers: readonly Dispatcher[]): Promise<boolean>
}

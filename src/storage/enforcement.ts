import type { ServerId } from '#model/id'
import type { Inventory } from '#model/inventory'
import type { Revision } from '#model/policy'
import type { StoredGrant } from './grants.ts'
import type { StoredServer } from './servers.ts'

/** All that the gateway holds in memory for one server, read in one transaction. */
export interface ServerEnforcement {
  readonly server: StoredServer
  readonly inventory: Inventory | undefined
  /** The enforced revision of each policy that has one. */
  readonly revisions: readonly Revision[]
  /** The shadow revision of each policy that has one. */
  readonly shadows: readonly Revision[]
  /** Not the revoked; the expired are in, so that they can be told so. */
  readonly grants: readonly StoredGrant[]
}

export interface Enforcement {
  all(): Promise<ServerEnforcement[]>
  /** Undefined = the server is gone. */
  server(id: ServerId): Promise<ServerEnforcement | undefined>
}

import type { GrantId, PolicyId, ServerId } from '#model/id'
import type { InventoryTool } from '#model/inventory'
import type { Revision } from '#model/policy'
import type { Log } from '#platform/log'
import {
  type CompiledDispatcher,
  type CompiledPolicy,
  compile,
  compileDispatchers,
  type Inventory,
  parse,
  withClasses,
} from '#policy'
import type { ServerEnforcement, Storage, StoredGrant, StoredServer } from '#storage'
import type { ListCache } from './list-cache.ts'
import { ListedTools } from './listed-tools.ts'
import type { Upstream } from './upstream/upstream.ts'
import type { Upstreams } from './upstream/upstreams.ts'

export function isExpired({ expiresAt }: StoredGrant, now: number): boolean {
  return expiresAt !== null && expiresAt <= now
}

/** A policy in force. */
export interface EnforcedPolicy {
  readonly id: PolicyId
  readonly revision: number
  readonly compiled: CompiledPolicy
}

/** All that a call to a server needs, in memory. Never changed, only replaced. */
export interface EnforcedServer {
  readonly server: StoredServer
  readonly upstream: Upstream
  readonly tools: ReadonlyMap<string, InventoryTool>
  readonly policies: ReadonlyMap<PolicyId, EnforcedPolicy>
  /** The revisions that are computed and logged beside those in force, and decide nothing. */
  readonly shadows: ReadonlyMap<PolicyId, EnforcedPolicy>
  /** The tools that run others, by name. */
  readonly dispatchers: ReadonlyMap<string, CompiledDispatcher>
  /** Changes whenever they do. */
  readonly dispatchTable: string
  /** Filtered lists, by policy. They live as long as what they were filtered by. */
  readonly lists: Map<PolicyId | null, ListCache>
}

export interface KnownToken {
  readonly grant: StoredGrant
  readonly server: EnforcedServer
  /** What the server listed to this grant where it keeps no sessions. It outlives what stands beside it. */
  readonly listed: ListedTools
}

/** What the hot path looks into: tokens, servers and compiled policies, kept in step with storage. */
export class Snapshot {
  readonly #storage: Storage
  readonly #upstreams: Upstreams
  readonly #log: Log
  readonly #servers = new Map<ServerId, EnforcedServer>()
  readonly #tokens = new Map<string, KnownToken>()
  readonly #hashesOf = new Map<ServerId, readonly string[]>()
  readonly #revoked = new Map<ServerId, ReadonlySet<string>>()
  readonly #reloads = new Map<ServerId, Promise<void>>()

  constructor(needs: { storage: Storage; upstreams: Upstreams; log: Log }) {
    this.#storage = needs.storage
    this.#upstreams = needs.upstreams
    this.#log = needs.log
  }

  async load(): Promise<void> {
    for (const enforcement of await this.#storage.enforcement.all()) await this.#replace(enforcement)
  }

  token(hash: string): KnownToken | undefined {
    return this.#tokens.get(hash)
  }

  isRevoked(hash: string): boolean {
    for (const hashes of this.#revoked.values()) if (hashes.has(hash)) return true
    return false
  }

  server(id: ServerId): EnforcedServer | undefined {
    return this.#servers.get(id)
  }

  /**
   * The grant as it stands now: whoever held a call must ask again before it goes on. One that has expired is none.
   */
  grant(id: GrantId, serverId: ServerId, now: number): KnownToken | undefined {
    for (const hash of this.#hashesOf.get(serverId) ?? []) {
      const known = this.#tokens.get(hash)
      if (known?.grant.id === id) return isExpired(known.grant, now) ? undefined : known
    }
    return undefined
  }

  /** When the next grant expires; Infinity when none does. */
  nextExpiry(now: number): number {
    let next = Number.POSITIVE_INFINITY
    for (const { grant } of this.#tokens.values())
      if (grant.expiresAt !== null && !isExpired(grant, now)) next = Math.min(next, grant.expiresAt)
    return next
  }

  servers(): IterableIterator<EnforcedServer> {
    return this.#servers.values()
  }

  /** Forgets what was listed to grants and not used since `before`. */
  forgetListed(before: number): void {
    for (const { listed } of this.#tokens.values()) if (!listed.isEmpty) listed.forget(before)
  }

  /** What was listed to each grant of a server, at the address that it has. */
  #listedAt({ id, sealedTransport }: StoredServer): ReadonlyMap<GrantId, ListedTools> {
    const listed = new Map<GrantId, ListedTools>()
    for (const hash of this.#hashesOf.get(id) ?? []) {
      const known = this.#tokens.get(hash)
      if (known?.server.server.sealedTransport === sealedTransport) listed.set(known.grant.id, known.listed)
    }
    return listed
  }

  /** INVARIANT: reloads of a server run one after another, or an older reading could overwrite a newer one. */
  reload(id: ServerId): Promise<void> {
    const before = this.#reloads.get(id) ?? Promise.resolve()
    const reload = before.then(() => this.#read(id))
    this.#reloads.set(id, reload)
    return reload.finally(() => {
      if (this.#reloads.get(id) === reload) this.#reloads.delete(id)
    })
  }

  async #read(id: ServerId): Promise<void> {
    try {
      const enforcement = await this.#storage.enforcement.server(id)
      if (enforcement === undefined) this.#forget(id)
      else await this.#replace(enforcement)
    } catch (error) {
      // What cannot be read can be neither trusted nor served: a revoked token must not live on in memory.
      this.#log.error({ err: error, serverId: id }, 'a server could not be loaded; its tokens are refused')
      this.#forget(id)
    }
  }

  #forget(id: ServerId): void {
    for (const hash of this.#hashesOf.get(id) ?? []) this.#tokens.delete(hash)
    this.#hashesOf.delete(id)
    this.#servers.delete(id)
    this.#upstreams.drop(id)
  }

  #compiled(
    revisions: readonly Revision[],
    inventory: Inventory,
    complaint: string,
  ): ReadonlyMap<PolicyId, EnforcedPolicy> {
    const policies = new Map<PolicyId, EnforcedPolicy>()
    for (const revision of revisions) {
      const policy = this.#ready(revision, inventory)
      if (policy !== undefined) policies.set(revision.policyId, policy)
      else this.#log.error({ policyId: revision.policyId, revision: revision.number }, complaint)
    }
    return policies
  }

  /** INVARIANT: one that cannot be made ready leaves the others as they are; without one, calls are denied. */
  #ready(revision: Revision, inventory: Inventory): EnforcedPolicy | undefined {
    try {
      return ready(revision, inventory)
    } catch (error) {
      this.#log.error({ err: error, policyId: revision.policyId }, 'a revision broke the compiler')
      return undefined
    }
  }

  async #replace({ server, inventory, revisions, shadows, grants }: ServerEnforcement): Promise<void> {
    const all = await this.#storage.grants.list(server.workspaceId, server.id)
    const engineInventory = inventoryFor(inventory)
    const next: EnforcedServer = {
      server,
      upstream: this.#upstreams.of(server),
      tools: new Map(inventory?.tools.map((tool) => [tool.name, tool])),
      policies: this.#compiled(
        revisions,
        engineInventory,
        'a revision cannot be compiled; it denies everything',
      ),
      shadows: this.#compiled(shadows, engineInventory, 'a shadow revision cannot be compiled'),
      dispatchers: compileDispatchers(engineInventory),
      dispatchTable: JSON.stringify(engineInventory.dispatchers ?? []),
      lists: new Map(),
    }
    // INVARIANT: from here to the end nothing waits, so that no call sees half of the old and half of the new.
    const listed = this.#listedAt(server)
    for (const hash of this.#hashesOf.get(server.id) ?? []) this.#tokens.delete(hash)
    for (const grant of grants)
      this.#tokens.set(grant.tokenHash, {
        grant,
        server: next,
        listed: listed.get(grant.id) ?? new ListedTools(),
      })
    this.#hashesOf.set(
      server.id,
      grants.map((grant) => grant.tokenHash),
    )
    this.#revoked.set(
      server.id,
      new Set(all.filter((grant) => grant.revokedAt !== null).map((grant) => grant.tokenHash)),
    )
    this.#servers.set(server.id, next)
  }
}

/** The tools as the policy language sees them. */
function inventoryFor(inventory: ServerEnforcement['inventory']): Inventory {
  const { tools = [], dispatchers = [] } = inventory ?? {}
  return {
    tools: tools.map(({ definition, risk }) => ({ definition, category: risk.category })),
    dispatchers,
  }
}

/**
 * A revision ready to decide. A tool has the class recorded at its publishing; one that came later has none recorded and
 * is judged by its present class, so that a rule for the dangerous ones holds for it too.
 */
function ready(
  { policyId, number, text, classes }: Revision,
  inventory: Inventory,
): EnforcedPolicy | undefined {
  const { document } = parse(text)
  if (document === undefined) return undefined
  return { id: policyId, revision: number, compiled: compile(document, withClasses(inventory, classes)) }
}

import type { z } from 'zod'
import { type ServerChanges, type ServerDependants, servers } from '#contract/servers'
import { openStates } from '#model/approval'
import { fail, ok, type Result } from '#std/result'
import type { Storage, StoredServer } from '#storage'
import { type Served, serve } from './handle.ts'
import type { ApiFault, Reply, User } from './http/asked.ts'
import { notFound, tooMany } from './http/faults.ts'
import { given } from './http/given.ts'
import { merged, opened, sealed } from './servers/credentials.ts'
import { discovering, probing } from './servers/discovering.ts'
import { confirming, dispatchersOf } from './servers/dispatchers.ts'
import { commandFault, type ServersParts } from './servers/parts.ts'
import { registering, slugTaken } from './servers/registering.ts'
import type { Summaries } from './servers/summary.ts'

/** Upstream servers: probe, register, change, delete, discover. */
export function serveServers(parts: ServersParts, summaries: Summaries): readonly Served[] {
  const { storage, probeRate } = parts
  return serve(servers, {
    async list({ workspace }) {
      const listed = await storage.servers.list(workspace.id)
      return ok(await Promise.all(listed.map((server) => summaries.of(server))))
    },

    async probe({ user, workspace, body: { transport } }) {
      // THREAT: a probe makes this machine knock at an address of the caller's choice; not a hundred times a minute.
      const taken = probeRate.take(user.id)
      if (!taken.ok)
        return fail(tooMany(taken.fault.retryAfterMs, 'Too many probes. Wait a moment, then try again.'))
      const fault = transport.kind === 'stdio' ? await commandFault(parts, user) : undefined
      if (fault !== undefined) return fail(fault)
      return probing(parts, { userId: user.id, workspaceId: workspace.id }, transport)
    },

    async register({ user, workspace, body }) {
      const registered = await registering(parts, { user, workspaceId: workspace.id, body })
      return registered.ok ? ok(await summaries.of(registered.value)) : registered
    },

    get: async ({ server }) => ok(await summaries.of(server)),

    async update({ user, server, body }) {
      const updated = await updating(parts, { user, server, changes: body })
      return updated.ok ? ok(await summaries.of(updated.value)) : updated
    },

    dependants: async ({ server }) => ok(await dependantsOf(storage, server)),

    async delete({ server }) {
      await cancelOpenApprovals(parts, server)
      await storage.servers.delete(server.id)
      return ok(undefined)
    },

    async discover({ user, server }) {
      const taken = probeRate.take(user.id)
      if (!taken.ok)
        return fail(tooMany(taken.fault.retryAfterMs, 'Too many at once. Wait a moment, then try again.'))
      return discovering(parts, server)
    },

    inventory: async ({ server }) => ok((await storage.inventories.latest(server.id)) ?? null),

    dispatchers: async ({ server, member }) => ok(await dispatchersOf({ storage, server, member })),

    putDispatchers: ({ server, member, body }) => confirming({ storage, server, member }, body.dispatchers),
  })
}

interface Update {
  readonly user: User
  readonly server: StoredServer
  readonly changes: z.output<typeof ServerChanges>
}

async function updating(parts: ServersParts, update: Update): Reply<StoredServer> {
  const { server, changes } = update
  const { transport, ...plain } = changes
  const moved = await movedTransport(parts, update)
  if (!moved.ok) return moved
  const updated = await parts.storage.servers.update(server.id, given({ ...plain, ...moved.value }))
  if (!updated.ok) return slugTaken(changes.slug ?? server.slug)
  // What was known of the upstream was known of the one before.
  if (transport !== undefined)
    await parts.storage.servers.setHealth(server.id, { state: 'unknown', checkedAt: null, error: null })
  const now = await parts.storage.servers.get(server.id)
  return now === undefined ? fail(notFound) : ok(now)
}

async function movedTransport(
  parts: ServersParts,
  { user, server, changes }: Update,
): Promise<Result<Partial<Pick<StoredServer, 'transport' | 'sealedTransport'>>, ApiFault>> {
  if (changes.transport === undefined) return ok({})
  const runs = changes.transport.kind === 'stdio' || server.transport.kind === 'stdio'
  const fault = runs ? await commandFault(parts, user) : undefined
  if (fault !== undefined) return fail(fault)
  const transport = merged(opened(parts.sealer, server), changes.transport)
  return transport.ok ? ok(sealed(parts.sealer, server.id, transport.value)) : transport
}

async function dependantsOf(storage: Storage, server: StoredServer): Promise<ServerDependants> {
  const [grants, policies, waiting] = await Promise.all([
    storage.grants.list(server.workspaceId, server.id),
    storage.policies.list(server.id),
    openApprovals(storage, server),
  ])
  return {
    grants: grants
      .filter((grant) => grant.revokedAt === null)
      .map(({ label, progress }) => ({ label, lastSeenAt: progress.seenAt })),
    policies: policies.map((policy) => policy.name),
    openApprovals: waiting.length,
  }
}

function openApprovals(storage: Storage, server: StoredServer) {
  return storage.approvals.list(server.workspaceId, { server: server.id, states: openStates, limit: 1000 })
}

/** Nobody could run what waits for a server that is gone: its callers are told now, not when their time is over. */
async function cancelOpenApprovals({ storage, clock }: ServersParts, server: StoredServer): Promise<void> {
  for (const { id } of await openApprovals(storage, server))
    await storage.approvals.transition(id, { from: openStates, to: 'cancelled', at: clock.now() })
}

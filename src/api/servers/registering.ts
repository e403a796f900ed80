import type { z } from 'zod'
import type { NewServer } from '#contract/servers'
import { inventoryOf } from '#model/discovered-inventory'
import { asSpoken, type Discovered } from '#model/discovery'
import { ServerId, type WorkspaceId } from '#model/id'
import type { Slug } from '#model/server'
import { digestOf, newId } from '#platform/id'
import { fail, ok, type Result } from '#std/result'
import type { StoredServer } from '#storage'
import type { ApiFault, Reply, User } from '../http/asked.ts'
import { refuse } from '../http/faults.ts'
import { sealed, withoutUserinfo } from './credentials.ts'
import { healthyAt } from './inventory.ts'
import { commandFault, type ServersParts } from './parts.ts'
import { slugChoice, slugOf } from './slug.ts'

interface Registration {
  readonly user: User
  readonly workspaceId: WorkspaceId
  readonly body: z.output<typeof NewServer>
}

/** Registers a server, with the inventory that its probe found. */
export async function registering(parts: ServersParts, given: Registration): Reply<StoredServer> {
  const { user, workspaceId, body } = given
  const { storage, clock, probes } = parts
  const fault = body.transport.kind === 'stdio' ? await commandFault(parts, user) : undefined
  if (fault !== undefined) return fail(fault)
  const bare = withoutUserinfo(body.transport)
  if (!bare.ok) return bare
  const owner = { userId: user.id, workspaceId }
  const found = body.probeId === undefined ? undefined : probes.find(body.probeId, owner, body.transport)
  if (body.probeId !== undefined && found === undefined)
    return refuse('probe_gone', 'What the probe found is no longer here. Probe the server again.')
  const created = await inserted(parts, given, found)
  if (!created.ok) return created
  const server = created.value
  // After the server, which it belongs to; a crash between the two leaves a server to be discovered by button.
  if (found !== undefined)
    await storage.inventories.put(
      inventoryOf(server.id, found, { discoveredAt: clock.now(), digest: digestOf }),
    )
  // Only now: a refused slug must not cost a second probe.
  if (body.probeId !== undefined) probes.forget(body.probeId)
  return ok(server)
}

/** As many suffixes as are tried before a person is asked for a slug. */
const choices = 100

/** A slug that was asked for is taken or refused; one made of the name gives way to those before it. */
async function inserted(
  parts: ServersParts,
  { workspaceId, body }: Registration,
  found: Discovered | undefined,
): Promise<Result<StoredServer, ApiFault>> {
  const id = ServerId.parse(newId('srv', parts.clock))
  const now = parts.clock.now()
  const transport = found === undefined ? body.transport : asSpoken(body.transport, found)
  const server = {
    id,
    workspaceId,
    name: body.name,
    ...sealed(parts.sealer, id, transport),
    list: 'policy' as const,
    health: found === undefined ? unknownHealth : healthyAt(now, found.tools),
    createdAt: now,
  }
  // Tried and not asked for beforehand: between a question and its use another may have taken the slug.
  for (const slug of body.slug === undefined ? slugsFor(body.name) : [body.slug]) {
    const made = { ...server, slug }
    const result = await parts.storage.servers.create(made)
    if (result.ok) return ok(made)
  }
  return slugTaken(body.slug ?? slugOf(body.name))
}

const unknownHealth = { state: 'unknown', checkedAt: null, error: null } as const

function slugsFor(name: string): Slug[] {
  return Array.from({ length: choices }, (_, index) => slugChoice(slugOf(name), index + 1))
}

/** A slug is unique in the installation, for it is part of an address (product.md). */
export function slugTaken(slug: Slug) {
  const says = `The address name “${slug}” is taken in this installation. Choose another.`
  return refuse('slug_taken', says, { fields: { slug: says } })
}

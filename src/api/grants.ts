import { grants } from '#contract/grants'
import { emptyProgress, type Grant } from '#model/grant'
import { GrantId, type PolicyId, type ServerId } from '#model/id'
import type { Clock } from '#platform/clock'
import { hashToken, newId, newToken } from '#platform/id'
import { fail, ok, type Result } from '#std/result'
import type { Storage, StoredGrant } from '#storage'
import { type Served, serve } from './handle.ts'
import type { ApiFault, Reply } from './http/asked.ts'
import { notFound, refuse } from './http/faults.ts'
import { given } from './http/given.ts'

export interface GrantsParts {
  readonly storage: Storage
  readonly clock: Clock
}

/** Grants: bearer credentials of agents, each for one server under one policy. */
export function serveGrants({ storage, clock }: GrantsParts): readonly Served[] {
  return serve(grants, {
    async list({ workspace, query }) {
      const listed = await storage.grants.list(workspace.id, query.server)
      return ok(listed.map(faceOf))
    },

    async mint({ server, member, body }) {
      const fits = await fitting(storage, clock, { serverId: server.id, ...body })
      if (!fits.ok) return fits
      // The one moment at which the token is known: the answer carries it away, and only its hash stays.
      const token = newToken()
      const grant: StoredGrant = {
        id: GrantId.parse(newId('gr', clock)),
        workspaceId: server.workspaceId,
        serverId: server.id,
        policyId: body.policyId,
        label: body.label,
        tags: body.tags,
        hint: hintOf(token),
        mintedBy: { memberId: member.id, name: member.name },
        createdAt: clock.now(),
        rotatedAt: null,
        expiresAt: body.expiresAt,
        revokedAt: null,
        progress: emptyProgress,
        tokenHash: hashToken(token),
      }
      await storage.grants.create(grant)
      return ok({ grant: faceOf(grant), token })
    },

    get: async ({ grant }) => ok(faceOf(grant)),

    async update({ grant, body }) {
      if (grant.revokedAt !== null) return refuse('revoked', isRevoked)
      const fits = await fitting(storage, clock, { serverId: grant.serverId, ...body })
      if (!fits.ok) return fits
      await storage.grants.update(grant.id, given(body))
      return reread(storage, grant)
    },

    async rotate({ grant }) {
      const token = newToken()
      const secret = { hash: hashToken(token), hint: hintOf(token), at: clock.now() }
      if (!(await storage.grants.rotate(grant.id, secret))) return refuse('revoked', isRevoked)
      const rotated = await reread(storage, grant)
      return rotated.ok ? ok({ grant: rotated.value, token }) : rotated
    },

    async revoke({ grant }) {
      if (grant.revokedAt === null) await storage.grants.revoke(grant.id, clock.now())
      return reread(storage, grant)
    },
  })
}

const isRevoked = 'This grant is revoked, for good. Mint another.'

/** A grant as it may be seen: the hash of its token stays inside. */
function faceOf({ tokenHash: _, ...grant }: StoredGrant): Grant {
  return grant
}

function hintOf(token: string): string {
  return token.slice(-4)
}

async function reread(storage: Storage, grant: StoredGrant): Reply<Grant> {
  const now = await storage.grants.get(grant.id)
  return now === undefined ? fail(notFound) : ok(faceOf(now))
}

interface Terms {
  readonly serverId: ServerId
  readonly policyId?: PolicyId | null | undefined
  readonly expiresAt?: number | null | undefined
}

/**
 * THREAT: a policy id of another server, perhaps of another workspace, would let a rule act where nobody wrote it; such
 * an id and one that does not exist are refused with the same words.
 */
async function fitting(storage: Storage, clock: Clock, terms: Terms): Promise<Result<void, ApiFault>> {
  const { serverId, policyId, expiresAt } = terms
  if (typeof expiresAt === 'number' && expiresAt <= clock.now())
    return refuse('expiry_past', 'This time is over already.', {
      fields: { expiresAt: 'Choose a time to come.' },
    })
  if (typeof policyId !== 'string') return ok(undefined)
  const policy = await storage.policies.get(policyId)
  if (policy?.serverId === serverId) return ok(undefined)
  return refuse('policy_of_another_server', 'This server has no such policy.', {
    fields: { policyId: 'Choose a policy of this server.' },
  })
}

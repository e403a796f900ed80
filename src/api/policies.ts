import type { z } from 'zod'
import { type NewPolicy, type PolicySummary, policies, policyTextBytes } from '#contract/policies'
import { PolicyId } from '#model/id'
import type { Member } from '#model/member'
import type { Draft, Policy } from '#model/policy'
import type { Clock } from '#platform/clock'
import { hashText, newId } from '#platform/id'
import { recommendText } from '#policy'
import { fail, ok, type Result } from '#std/result'
import type { Storage, StoredServer } from '#storage'
import { type Served, serve } from './handle.ts'
import type { ApiFault, Reply } from './http/asked.ts'
import { notFound, refuse } from './http/faults.ts'
import { driftOf } from './policies/drift.ts'
import { inventoryFor } from './policies/inventory.ts'
import type { Presence } from './policies/presence.ts'
import { publishing } from './policies/publishing.ts'

export interface PoliciesParts {
  readonly storage: Storage
  readonly clock: Clock
  readonly presence: Presence
}

/** Policies, each member's draft of them, and the revisions that are enforced. */
export function servePolicies(parts: PoliciesParts): readonly Served[] {
  const { storage } = parts
  return serve(policies, {
    async list({ server, member }) {
      const listed = await storage.policies.list(server.id)
      return ok(await Promise.all(listed.map((policy) => summaryOf(storage, policy, member))))
    },

    create: ({ server, member, body }) => creating(parts, { server, member, body }),

    get: async ({ policy, member }) => ok(await summaryOf(storage, policy, member)),

    async rename({ policy, member, body }) {
      await storage.policies.rename(policy.id, body.name)
      const renamed = await storage.policies.get(policy.id)
      return renamed === undefined ? fail(notFound) : ok(await summaryOf(storage, renamed, member))
    },

    async delete({ policy }) {
      await storage.policies.delete(policy.id)
      return ok(undefined)
    },

    draft: async ({ policy, member }) => ok((await storage.policies.draft(policy.id, member.id)) ?? null),

    async putDraft({ policy, member, body }) {
      const fits = fitting(body.text)
      if (!fits.ok) return fits
      const draft = draftOf(parts, { policy, member, text: body.text, base: body.base })
      const put = await storage.policies.putDraft(draft, body.expected)
      if (put.ok) return ok(draft)
      const says = 'This draft was changed elsewhere, in another tab or on another device.'
      return refuse('stale', says, { detail: { draft: put.fault.current ?? null } })
    },

    async discardDraft({ policy, member }) {
      await storage.policies.deleteDraft(policy.id, member.id)
      return ok(undefined)
    },

    publish: ({ policy, member, body }) => publishing(parts, { policy, member, publication: body }),

    async endShadow({ policy }) {
      await storage.policies.endShadow(policy.id)
      return ok(undefined)
    },

    drift: async ({ policy }) => ok((await driftOf(storage, policy)) ?? null),

    async presence({ policy, member, body }) {
      parts.presence.tell({
        workspaceId: policy.workspaceId,
        policyId: policy.id,
        memberId: member.id,
        name: member.name,
        tool: body.tool,
      })
      return ok(undefined)
    },

    async revisions({ policy }) {
      const revisions = await storage.policies.revisions(policy.id)
      return ok(revisions.map(({ text: _text, classes: _classes, ...summary }) => summary))
    },

    async revision({ policy, params }) {
      const revision = await storage.policies.revision(policy.id, params.number)
      return revision === undefined ? fail(notFound) : ok(revision)
    },
  })
}

interface Creating {
  readonly server: StoredServer
  readonly member: Member
  readonly body: z.output<typeof NewPolicy>
}

/** The policy first, then its author's draft: a crash between the two leaves a policy that is begun from nothing. */
async function creating(parts: PoliciesParts, { server, member, body }: Creating): Reply<PolicySummary> {
  const { storage, clock } = parts
  const text = body.text ?? (await firstText(storage, server))
  const fits = fitting(text)
  if (!fits.ok) return fits
  const policy: Policy = {
    id: PolicyId.parse(newId('pol', clock)),
    workspaceId: server.workspaceId,
    serverId: server.id,
    name: body.name,
    enforced: null,
    shadow: null,
    createdAt: clock.now(),
  }
  await storage.policies.create(policy)
  await storage.policies.putDraft(draftOf(parts, { policy, member, text, base: null }), null)
  return ok(await summaryOf(storage, policy, member))
}

/** The recommended policy for what was discovered; for a server not yet reached, one that denies everything. */
async function firstText(storage: Storage, server: StoredServer): Promise<string> {
  return recommendText(inventoryFor(await storage.inventories.latest(server.id)))
}

/** A text's length is limited in bytes, and the contract can only count letters. */
function fitting(text: string): Result<void, ApiFault> {
  if (Buffer.byteLength(text) <= policyTextBytes) return ok(undefined)
  return refuse('too_large', 'A policy has at most 1 MB of text.')
}

interface DraftParts {
  readonly policy: Policy
  readonly member: Member
  readonly text: string
  readonly base: number | null
}

function draftOf({ clock }: PoliciesParts, { policy, member, text, base }: DraftParts): Draft {
  const hash = hashText(text)
  return { policyId: policy.id, memberId: member.id, text, hash, base, updatedAt: clock.now() }
}

async function summaryOf(storage: Storage, policy: Policy, member: Member): Promise<PolicySummary> {
  const [grants, draft] = await Promise.all([
    storage.grants.list(policy.workspaceId, policy.serverId),
    storage.policies.draft(policy.id, member.id),
  ])
  const carried = grants.filter((grant) => grant.policyId === policy.id && grant.revokedAt === null)
  const differs = draft !== undefined && (await enforcedHash(storage, policy)) !== draft.hash
  return { ...policy, grants: carried.length, draftUpdatedAt: differs ? draft.updatedAt : null }
}

async function enforcedHash(storage: Storage, policy: Policy): Promise<string | undefined> {
  if (policy.enforced === null) return undefined
  return (await storage.policies.revision(policy.id, policy.enforced))?.hash
}

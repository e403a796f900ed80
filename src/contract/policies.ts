import { z } from 'zod'
import { PolicyId } from '#model/id'
import { InventoryTool } from '#model/inventory'
import { Draft, Policy, PolicyName, PublishMode, Revision } from '#model/policy'
import { member, route } from './route.ts'
import { ServerParams } from './servers.ts'

const PolicyParams = z.object({ policyId: PolicyId })

/** The largest policy text taken, in UTF-8 bytes (policy.md §7). */
export const policyTextBytes = 1_048_576
const PolicyText = z.string().max(policyTextBytes)

export const PolicySummary = Policy.extend({
  /** Grants that carry it and are not revoked. */
  grants: z.number().int().nonnegative(),
  /** The caller's own draft, if it differs from what is enforced. */
  draftUpdatedAt: z.number().nullable(),
})
export type PolicySummary = z.infer<typeof PolicySummary>

export const RevisionSummary = Revision.omit({ text: true, classes: true })
export type RevisionSummary = z.infer<typeof RevisionSummary>

/** What the server has changed of its tools since a revision was published. */
export const Drift = z.object({
  since: z.number().int().positive(),
  /** Tools with another definition than then; `before` is null where that is not known any more. */
  changed: z.array(z.object({ tool: z.string(), before: InventoryTool.shape.definition.nullable() })),
})
export type Drift = z.infer<typeof Drift>

export const NewPolicy = z.object({
  name: PolicyName,
  /** The first draft; absent = the recommended policy for the inventory. */
  text: PolicyText.optional(),
})
export type NewPolicy = z.infer<typeof NewPolicy>

export const DraftText = z.object({
  text: PolicyText,
  base: z.number().int().positive().nullable(),
  /** The hash of the draft that this one replaces; null = there was none. */
  expected: z.string().nullable(),
})
export type DraftText = z.infer<typeof DraftText>

export const Publication = z.object({
  text: PolicyText,
  /** The revision that was enforced when the author looked; another one is enforced = 412 `behind`. */
  base: z.number().int().positive().nullable(),
  /** Why; required when a destructive or financial tool is loosened. */
  note: z.string().trim().max(500).optional(),
  mode: PublishMode.default('enforced'),
})
export type Publication = z.input<typeof Publication>

/** Where in a policy somebody is working: the tool of the open rule, or just somewhere. */
const Whereabouts = z.object({ tool: z.string().max(600).nullable() })

/** A problem of a policy's text as it is told: what is wrong, how grave, and where. */
export const PolicyProblem = z.object({
  severity: z.enum(['error', 'security', 'warning', 'suggestion']),
  code: z.string(),
  message: z.string(),
  /** A JSON Pointer into the document; empty for the whole. */
  pointer: z.string(),
  line: z.number(),
  column: z.number(),
})
export type PolicyProblem = z.infer<typeof PolicyProblem>

/** The `detail` of the fault `policy_invalid`. */
export const InvalidPolicy = z.object({ problems: z.array(PolicyProblem) })
/** The `detail` of the fault `behind`: what is enforced now. */
export const Behind = z.object({ enforced: z.number().int().positive().nullable() })
/** The `detail` of the fault `stale`: the draft as it is now; null = there is none. */
export const StaleDraft = z.object({ draft: Draft.nullable() })

export const policies = {
  list: route({
    method: 'get',
    path: '/api/servers/{serverId}/policies',
    summary: 'The policies of a server',
    access: member('server', 'view'),
    params: ServerParams,
    answer: z.array(PolicySummary),
  }),
  create: route({
    method: 'post',
    path: '/api/servers/{serverId}/policies',
    summary: 'A new policy with a first draft; nothing is enforced before it is published',
    access: member('server', 'policies'),
    params: ServerParams,
    body: NewPolicy,
    answer: PolicySummary,
  }),
  get: route({
    method: 'get',
    path: '/api/policies/{policyId}',
    summary: 'One policy',
    access: member('policy', 'view'),
    params: PolicyParams,
    answer: PolicySummary,
  }),
  rename: route({
    method: 'patch',
    path: '/api/policies/{policyId}',
    summary: 'Rename a policy',
    access: member('policy', 'policies'),
    params: PolicyParams,
    body: z.object({ name: PolicyName }),
    answer: PolicySummary,
  }),
  delete: route({
    method: 'delete',
    path: '/api/policies/{policyId}',
    summary: 'Delete a policy; grants that carry it deny everything from then on',
    access: member('policy', 'policies'),
    params: PolicyParams,
  }),
  draft: route({
    method: 'get',
    path: '/api/policies/{policyId}/draft',
    summary: "The caller's draft; null = none, the enforced text is what to start from",
    access: member('policy', 'view'),
    params: PolicyParams,
    answer: Draft.nullable(),
  }),
  putDraft: route({
    method: 'put',
    path: '/api/policies/{policyId}/draft',
    summary: "Keep the caller's draft, verbatim, valid or not",
    access: member('policy', 'policies'),
    params: PolicyParams,
    body: DraftText,
    answer: Draft,
    faults: ['stale'],
  }),
  discardDraft: route({
    method: 'delete',
    path: '/api/policies/{policyId}/draft',
    summary: "Throw the caller's draft away",
    access: member('policy', 'policies'),
    params: PolicyParams,
  }),
  publish: route({
    method: 'post',
    path: '/api/policies/{policyId}/revisions',
    summary:
      'Publish a text as the next revision, enforced at once or tried out in its shadow; a text with errors is refused with its problems',
    access: member('policy', 'policies'),
    params: PolicyParams,
    body: Publication,
    answer: Revision,
    faults: ['behind', 'policy_invalid', 'reason_required'],
  }),
  endShadow: route({
    method: 'delete',
    path: '/api/policies/{policyId}/shadow',
    summary: 'No longer compute the shadow revision beside the enforced one',
    access: member('policy', 'policies'),
    params: PolicyParams,
  }),
  drift: route({
    method: 'get',
    path: '/api/policies/{policyId}/drift',
    summary:
      'The tools whose definition is another than when the enforced revision was published, with the former one; null = nothing is enforced',
    access: member('policy', 'view'),
    params: PolicyParams,
    answer: Drift.nullable(),
  }),
  presence: route({
    method: 'put',
    path: '/api/policies/{policyId}/presence',
    summary:
      'Say that the caller is editing a policy; others hear it as a live event, and forget it after a minute',
    access: member('policy', 'policies'),
    params: PolicyParams,
    body: Whereabouts,
  }),
  revisions: route({
    method: 'get',
    path: '/api/policies/{policyId}/revisions',
    summary: 'The revisions of a policy, newest first',
    access: member('policy', 'view'),
    params: PolicyParams,
    answer: z.array(RevisionSummary),
  }),
  revision: route({
    method: 'get',
    path: '/api/policies/{policyId}/revisions/{number}',
    summary: 'One revision with its text',
    access: member('policy', 'view'),
    params: PolicyParams.extend({ number: z.coerce.number().int().positive() }),
    answer: Revision,
  }),
} as const

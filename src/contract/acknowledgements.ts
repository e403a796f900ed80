import { z } from 'zod'
import { Acknowledgement } from '#model/acknowledgement'
import { PolicyId } from '#model/id'
import { member, route } from './route.ts'

const PolicyParams = z.object({ policyId: PolicyId })

/** As many as the tools of the largest servers. */
const mostAtOnce = 6_000

/** What was looked at, and may stay as it is; a null mark takes that back. */
export const LookedAt = Acknowledgement.pick({ tool: true, about: true }).extend({
  mark: Acknowledgement.shape.mark.nullable(),
})
export type LookedAt = z.infer<typeof LookedAt>

export const acknowledgements = {
  list: route({
    method: 'get',
    path: '/api/policies/{policyId}/acknowledgements',
    summary: 'What of the tools of a policy was looked at and may stay as it is',
    access: member('policy', 'view'),
    params: PolicyParams,
    answer: z.array(Acknowledgement),
  }),
  put: route({
    method: 'put',
    path: '/api/policies/{policyId}/acknowledgements',
    summary:
      'Say what was looked at: a definition that is new or has changed, or a rule whose tool is gone; it is not pointed out again until it changes',
    access: member('policy', 'policies'),
    params: PolicyParams,
    body: z.object({ lookedAt: z.array(LookedAt).max(mostAtOnce) }),
    answer: z.array(Acknowledgement),
  }),
} as const

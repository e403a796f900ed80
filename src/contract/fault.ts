import { z } from 'zod'

/** The codes that any route may answer with; a route's own are beside it. */
export const commonFaults = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 412,
  too_large: 413,
  too_many: 429,
  cross_site: 403,
  internal: 500,
} as const

/** The status of each code that only some routes answer with. */
const routeFaults = {
  email_taken: 409,
  common_password: 422,
  setup_token_required: 403,
  setup_token_wrong: 403,
  sign_up_closed: 403,
  wrong_credentials: 401,
  slug_taken: 409,
  stdio_refused: 403,
  probe_gone: 410,
  behind: 412,
  policy_invalid: 422,
  reason_required: 422,
  policy_of_another_server: 422,
  expiry_past: 422,
  revoked: 409,
  settled: 409,
  repeated: 409,
  not_an_approver: 403,
  too_many_views: 409,
} as const

export const faultStatuses = { ...commonFaults, ...routeFaults } as const
export type FaultCode = keyof typeof faultStatuses

/** The body of every answer that is not 2xx; `message` is a sentence for a person, `fields` says which input is wrong. */
export const FaultBody = z.object({
  code: z.string(),
  message: z.string(),
  /** A path such as `transport.url` to what is wrong with it. */
  fields: z.record(z.string(), z.string()).optional(),
  /** Seconds to wait. */
  retryAfter: z.number().optional(),
  requestId: z.string(),
  /** What the fault is about, when the caller can act on it: the current draft, the enforced revision, the problems. */
  detail: z.unknown().optional(),
})
export type FaultBody = z.infer<typeof FaultBody>

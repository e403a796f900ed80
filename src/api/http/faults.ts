import type { z } from 'zod'
import { type FaultBody, type FaultCode, faultStatuses } from '#contract/fault'
import { type Fault, fail } from '#std/result'
import type { ApiFault } from './asked.ts'

/** A refusal in one line: the code, and a sentence for the person at the screen. */
export function refuse(
  code: FaultCode,
  message: string,
  more: Omit<ApiFault, 'code' | 'message'> = {},
): { readonly ok: false; readonly fault: ApiFault } {
  return fail({ code, message, ...more })
}

/**
 * THREAT: ids could be tried to learn what other workspaces hold. What does not exist and what is not the caller's to see
 * are told apart by nobody: one fault, one text.
 */
export const notFound: ApiFault = {
  code: 'not_found',
  message: 'There is nothing here, or you may not see it.',
}

export const unauthenticated: ApiFault = { code: 'unauthenticated', message: 'Sign in first.' }

export function tooMany(waitMs: number, message: string): ApiFault {
  return { code: 'too_many', message, retryAfter: Math.max(1, Math.ceil(waitMs / 1000)) }
}

/** A sentence made of a fault's message, which is lower case and has no full stop. */
function sentence(fault: Pick<Fault, 'message'>): string {
  return `${fault.message.charAt(0).toUpperCase()}${fault.message.slice(1)}.`
}

/** What zod found, by the path of each input; of several faults of one input the first is told. */
export function invalid(issues: readonly z.core.$ZodIssue[]): ApiFault {
  const fields: Record<string, string> = {}
  for (const issue of issues) {
    const path = issue.path.map(String).join('.')
    if (!Object.hasOwn(fields, path)) fields[path] = sentence(issue)
  }
  // One fault speaks for itself, also on a screen that does not know the field.
  const [only = 'The request is not what this address takes.', ...others] = Object.values(fields)
  const message = others.length === 0 ? only : `${others.length + 1} fields need another look.`
  return { code: 'invalid', message, fields }
}

/** The only place where a fault becomes an answer. */
export function faultResponse(fault: ApiFault, requestId: string): Response {
  const body: FaultBody = {
    code: fault.code,
    message: fault.message,
    ...(fault.fields !== undefined && { fields: { ...fault.fields } }),
    ...(fault.retryAfter !== undefined && { retryAfter: fault.retryAfter }),
    requestId,
    ...(fault.detail !== undefined && { detail: fault.detail }),
  }
  const headers = new Headers({ 'content-type': 'application/json' })
  if (fault.retryAfter !== undefined) headers.set('retry-after', String(fault.retryAfter))
  return new Response(JSON.stringify(body), { status: faultStatuses[fault.code], headers })
}

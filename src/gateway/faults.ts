import { errorText, resultText, rpcCodes } from '#mcp/frame'
import type { Outcome } from '#model/activity'
import type { ApprovalId, CallId } from '#model/id'
import type { Decision } from '#policy'

/** What `_meta["sallyport/decision"]` tells a client that can read it. */
export interface DecisionNote {
  readonly outcome: Outcome
  readonly rule: string
  readonly decisionId: CallId
  readonly retryAfterMs?: number | undefined
  readonly approvalId?: ApprovalId | undefined
}

const decisionKey = 'sallyport/decision'

/** The words that a model reads as a refusal of the policy, and not of the tool. */
export const marks = { denied: '[POLICY DENIED]', pending: '[APPROVAL PENDING]' } as const

/**
 * A refusal as a tool's result: of all shapes only this one reaches the model as something to read and act upon.
 * From 2026-07-28 on a result says of what type it is.
 */
export function refusalText(
  idText: string,
  refusal: { readonly text: string; readonly note: DecisionNote; readonly isModern: boolean },
): string {
  const result = {
    content: [{ type: 'text', text: refusal.text }],
    isError: true,
    ...(refusal.isModern && { resultType: 'complete' }),
    _meta: { [decisionKey]: refusal.note },
  }
  return resultText(idText, JSON.stringify(result))
}

/** Why a call that waited does not run. */
export const grantOver = {
  rule: '(grant over)',
  message: 'The grant was revoked, or expired, while the call waited.',
} as const

/** Why a call that waited is not carried out: nobody wants it any more. */
export const takenBack = { message: 'The client took the call back.' } as const

function seconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000))
}

/** What was refused, why, and what to do about it, in that order. */
export function deniedWords(decision: Pick<Decision, 'message' | 'remedy' | 'retryAfterMs'>): string {
  const advice =
    decision.retryAfterMs === undefined
      ? (decision.remedy ?? 'The same call will be refused again.')
      : `Retry after ${seconds(decision.retryAfterMs)} s.`
  return `${marks.denied} ${decision.message} ${advice}`
}

/** The same words for a tool that is hidden and one that does not exist: nobody can tell the two apart. */
export function unknownToolText(idText: string, tool: string): string {
  return errorText(idText, { code: rpcCodes.invalidParams, message: `Unknown tool: ${tool}` })
}

/** Something here failed, so the call is refused; the id finds it in the log. */
export function faultWords(incident: string): string {
  return `${marks.denied} The gateway could not judge this call, so it was refused. Tell your administrator: incident ${incident}.`
}

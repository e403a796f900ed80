import type { CompiledPolicy } from './compile.ts'
import type { Call, Counts, Decision } from './decision.ts'

/** What becomes of a call, and why. Total: it never throws, and what it cannot judge it denies. */
export function evaluate(
  _policy: CompiledPolicy | undefined,
  _call: Call,
  _counts: Counts,
  _now: number,
): Decision {
  return { outcome: 'deny', rule: '(no policy)', message: 'No policy.', reservations: [], trail: [] }
}

import type { Call } from '#model/activity'
import { numberWords } from '#web/ui/display/number-words.ts'
import type { ActionTone } from '#web/ui/tone.ts'

const tones = {
  allow: 'allow',
  deny: 'deny',
  hide: 'hide',
  approval: 'ask',
} as const satisfies Record<Call['outcome'], ActionTone>

/** The rules that a limit can stand in; a tool may itself be called `limits`. */
const byLimit = /^\/(?:all_tools|(?:tools|risk)\/[^/]+)\/(?:limits|rate_limit)(?:\/|$)/

/** What became of a call, for its badge: a call that a limit denied was limited. */
export function decisionOf(call: Pick<Call, 'outcome' | 'rule'>): ActionTone {
  const limited = call.outcome === 'deny' && byLimit.test(call.rule)
  return limited ? 'limit' : tones[call.outcome]
}

const shadows = {
  allow: 'would have allowed it',
  deny: 'would have denied it',
  hide: 'would have hidden it',
  approval: 'would have asked a person',
} as const satisfies Record<Call['outcome'], string>

/** What the shadow revision would have made of a call. */
export function shadowWords(shadow: NonNullable<Call['shadow']>): string {
  const limited = decisionOf(shadow) === 'limit'
  return limited ? 'would have limited it' : shadows[shadow.outcome]
}

/** The name under which a server lists what was called: for an action, its dispatcher's. */
export function listedName(tool: string): string {
  const [dispatcher = tool] = tool.split(':')
  return dispatcher
}

const upstreamWords = {
  ok: 'answered',
  tool_error: 'answered with an error',
  rpc_error: 'refused the request',
  unreachable: 'could not be reached',
  timeout: 'did not answer in time',
  cancelled: 'was told to stop',
  unknown: 'was asked, and no answer is known',
} as const satisfies Record<NonNullable<Call['upstream']>, string>

/** How the server answered. */
export function upstreamOf(call: Pick<Call, 'upstream'>): string {
  return call.upstream === null ? 'was not asked' : upstreamWords[call.upstream]
}

/** Short, for a row; nothing when there is nothing to look at. */
export function upstreamMark(call: Pick<Call, 'upstream'>): string {
  return call.upstream === null || call.upstream === 'ok' ? '' : call.upstream.replace('_', ' ')
}

/** "0.8 ms", "38 ms", "1.2 s": as many digits as matter. */
export function durationWords(ms: number): string {
  if (ms >= 10_000) return `${numberWords(Math.round(ms / 1000))} s`
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`
}

/** What the gateway itself took of a call's time. */
export function gatewayMs(call: Pick<Call, 'totalMs' | 'upstreamMs'>): number {
  return Math.max(0, call.totalMs - (call.upstreamMs ?? 0))
}

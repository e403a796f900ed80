import { isModern } from '#mcp/version'
import type { CallId } from '#model/id'
import type { Decision } from '#policy'
import type { CallExchange } from './call-exchange.ts'
import type { JudgedCall } from './decide.ts'
import { deniedWords, refusalText } from './faults.ts'

/** Why a call that was on its way is not sent after all. */
export type Withheld = Pick<Decision, 'rule' | 'message' | 'remedy'>

export function policyChanged(rule: string): Withheld {
  return { rule, message: 'The policy changed while the call waited.', remedy: 'Call again.' }
}

/** What its client is told, as JSON text. */
export function refusedText({ frame, version }: CallExchange, decisionId: CallId, why: Withheld): string {
  const note = { outcome: 'deny', rule: why.rule, decisionId } as const
  return refusalText(frame.idText, { text: deniedWords(why), note, isModern: isModern(version) })
}

/** Whether what a person approved is what the policy still asks for: nothing was published, no definition changed. */
export function isSameNeed(
  before: CallExchange,
  call: JudgedCall,
  now: CallExchange,
  again: JudgedCall,
): boolean {
  const digestIn = ({ caller }: CallExchange) => caller.server.tools.get(call.tool)?.digest
  return (
    call.policy?.id === again.policy?.id &&
    call.policy?.revision === again.policy?.revision &&
    call.called === again.called &&
    digestIn(before) === digestIn(now)
  )
}

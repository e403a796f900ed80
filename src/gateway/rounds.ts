import { readServerMessage } from '#mcp/message'
import type { ApprovalId } from '#model/id'
import type { Clock } from '#platform/clock'
import { hashText } from '#platform/id'
import { forgetOldest } from '#std/forget-oldest'
import type { CallExchange } from './call-exchange.ts'
import type { JudgedCall } from './decide.ts'
import { roundKey } from './held-call.ts'

/** A call that the server has answered with questions, and that goes on with the client's answers to them. */
export interface Round {
  readonly approvalId: ApprovalId | undefined
  readonly until: number
}

/** As long as people may take to answer. */
const validMs = 15 * 60_000
const most = 10_000

/**
 * Calls that go on (MCP 2026-07-28, "Multi round-trip requests"): a request for the same tool with the same arguments
 * that brings the state which the server gave out with its questions is no other call, so it is not counted or approved
 * again. INVARIANT: a state is good for the grant that it was given to, for just that call under just that policy, and
 * once: else one count would pay for many calls.
 */
export class Rounds {
  readonly #clock: Clock
  readonly #open = new Map<string, Round>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** To be told of each answer to a call. */
  note(exchange: CallExchange, call: JudgedCall, answer: string, approvalId: ApprovalId | undefined): void {
    if (!answer.includes('input_required')) return
    const message = readServerMessage(answer)
    const result = message.kind === 'answer' ? message.result : undefined
    const state = result?.['requestState']
    if (result?.['resultType'] === 'input_required' && typeof state === 'string')
      this.#set(keyOf(exchange, call, state), { approvalId, until: this.#clock.now() + validMs })
  }

  /** What was spent has reached nobody, so it is not. */
  keep(exchange: CallExchange, call: JudgedCall, round: Round): void {
    const state = exchange.frame.params?.['requestState']
    if (typeof state === 'string') this.#set(keyOf(exchange, call, state), round)
  }

  #set(key: string, round: Round): void {
    this.#open.set(key, round)
    forgetOldest(this.#open, most)
  }

  /** The call that this one goes on with, if it does. */
  find(exchange: CallExchange, call: JudgedCall): Round | undefined {
    const state = exchange.frame.params?.['requestState']
    if (typeof state !== 'string' || this.#open.size === 0) return undefined
    const round = this.#open.get(keyOf(exchange, call, state))
    return round === undefined || round.until <= this.#clock.now() ? undefined : round
  }

  /** Nobody can go on with it a second time. */
  spend(exchange: CallExchange, call: JudgedCall): void {
    const state = exchange.frame.params?.['requestState']
    if (typeof state === 'string') this.#open.delete(keyOf(exchange, call, state))
  }
}

function keyOf(exchange: CallExchange, call: JudgedCall, state: string): string {
  return hashText(JSON.stringify([...roundKey(exchange, call), state]))
}

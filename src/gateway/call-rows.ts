import type { Call } from '#model/activity'
import type { ApprovalId, CallId } from '#model/id'
import type { Clock } from '#platform/clock'
import type { Decision } from '#policy'
import { upstreamStatusOf } from './answer-outcome.ts'
import type { CallExchange } from './call-exchange.ts'
import { newCallId } from './call-id.ts'
import { type Values, valuesOf } from './call-values.ts'
import type { JudgedCall } from './decide.ts'
import type { Recorder } from './record.ts'
import type { RelayEnd } from './relay.ts'
import { type Shadow, type Shadowed, uncounted } from './shadow.ts'

/** What is the same for every row about a call. */
export interface Recorded {
  readonly outcome: Call['outcome']
  readonly rule: string
  readonly message: string | null
  readonly approvalId?: ApprovalId | undefined
}

/** A call as it is recorded: by the name it is called, and judged as far as it was. */
export type Named = Pick<JudgedCall, 'called'> & {
  readonly policy?: JudgedCall['policy']
  readonly decision?: Decision | undefined
}

interface RowParts {
  readonly recorded: Recorded
  /** Given for a call that is sent. */
  readonly reservations?: Decision['reservations']
  readonly shadowed: Shadowed | undefined
}

export interface CallRowsNeeds {
  readonly clock: Clock
  readonly recorder: Recorder
  readonly shadow: Shadow
  /** Whether argument values are kept for a while. */
  readonly keepsValues: boolean
}

/** What is written down of every call: when it is refused, before it is sent, and when it has ended. */
export class CallRows {
  readonly #needs: CallRowsNeeds

  constructor(needs: CallRowsNeeds) {
    this.#needs = needs
  }

  /** Records a call that goes no further. INVARIANT: it is in the journal before it is answered. */
  note(exchange: CallExchange, call: Named, recorded: Recorded): CallId {
    const { recorder, clock, shadow } = this.#needs
    const shadowed = shadow.judge(exchange, clock.now(), recorded.approvalId === undefined ? 'ended' : 'held')
    const row = this.row(exchange, call, { recorded, shadowed })
    recorder.intend(row)
    recorder.add(row, this.#values(exchange, call))
    return row.id
  }

  /** What was written down has not left after all. */
  stopped(row: Call, why: Partial<Pick<Call, 'outcome' | 'rule'>> & { readonly message: string }): void {
    const shadow = uncounted(row.shadow)
    this.#needs.recorder.add({ ...row, ...why, upstream: null, reservations: [], shadow })
  }

  /** A call that was sent has its answer, or will have none. */
  ended(exchange: CallExchange, call: Named, { row, end }: { row: Call; end: RelayEnd }): void {
    const { recorder } = this.#needs
    const totalMs = performance.now() - exchange.receivedAt
    const told = { ...row, upstream: end.status, totalMs, upstreamMs: end.ms }
    const ended = end.wasReached ? told : { ...told, reservations: [], shadow: uncounted(row.shadow) }
    recorder.add(ended, this.#values(exchange, call))
    if (end.status !== 'unknown' || exchange.session === undefined) return
    // The stream ended before the answer; a client that resumes it gets the answer there, and the record its end.
    exchange.session.await(exchange.frame.id, {
      take: (answer) => {
        recorder.add({ ...ended, upstream: upstreamStatusOf(answer) })
        return answer
      },
    })
  }

  /** The row of a call as it stands now; nothing is written yet. */
  row(
    { caller, session, receivedAt, clientName }: CallExchange,
    { called, policy }: Named,
    { recorded, reservations, shadowed }: RowParts,
  ): Call {
    const { outcome, rule, message, approvalId } = recorded
    const { clock } = this.#needs
    const { grant, server } = caller
    return {
      id: newCallId(clock),
      at: clock.now(),
      workspaceId: server.server.workspaceId,
      serverId: server.server.id,
      grantId: grant.id,
      tool: called,
      outcome,
      rule,
      message,
      policyId: policy?.id ?? grant.policyId,
      revision: policy?.revision ?? null,
      approvalId: approvalId ?? null,
      upstream: reservations === undefined ? null : 'unknown',
      totalMs: performance.now() - receivedAt,
      upstreamMs: null,
      clientName,
      session: session?.tag ?? null,
      reservations:
        reservations?.map(({ key, windowMs, amount }) => ({ key, window: windowMs, amount })) ?? [],
      shadow: shadowed?.verdict ?? null,
    }
  }

  #values(exchange: CallExchange, { policy, decision }: Named): Values | undefined {
    return this.#needs.keepsValues ? valuesOf(exchange, policy, decision) : undefined
  }
}

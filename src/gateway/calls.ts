import { errorText, rpcCodes } from '#mcp/frame'
import { isModern } from '#mcp/version'
import type { ApprovalId } from '#model/id'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/id'
import type { Counters, Counts, Decision } from '#policy'
import { invariant } from '#std/invariant'
import type { Bonds } from './bonds.ts'
import type { CallExchange } from './call-exchange.ts'
import type { CallRows, Named } from './call-rows.ts'
import { type CallVerdict, type JudgedCall, judgeCall, policyOf } from './decide.ts'
import { endUnanswered } from './downstream/outlet.ts'
import { deniedWords, faultWords, grantOver, refusalText, takenBack, unknownToolText } from './faults.ts'
import { forward, leftUnsent } from './forward.ts'
import type { Lists } from './lists.ts'
import { misnaming } from './misnamed.ts'
import type { Recorder } from './record.ts'
import type { RelayEnd } from './relay.ts'
import type { Round, Rounds } from './rounds.ts'
import type { Sessions } from './sessions.ts'
import type { Shadow } from './shadow.ts'
import type { Snapshot } from './snapshot.ts'
import { isSameNeed, policyChanged, refusedText, type Withheld } from './withheld.ts'

/** Asks people. Resolves when the client has its answer. */
export interface Holder {
  hold(exchange: CallExchange, call: JudgedCall): Promise<void>
}

type RoundVerdict = CallVerdict & { readonly round?: Round }

/** A call that waited, as it may go now. */
interface Again {
  readonly exchange: CallExchange
  readonly call: JudgedCall
  readonly options: Sending
  /** Only people can let it go. */
  readonly isAsked: boolean
}

/** How a call is sent that was judged. */
interface Sending {
  readonly approvalId?: ApprovalId | undefined
  /** What it goes on with: it was counted then. */
  readonly round?: Round | undefined
  /** Given with a round: who asks people where it is spent by then. */
  readonly holder?: Holder
  /** Once sent it must come to its end, though the client may have left. */
  readonly outlivesClient?: boolean
  /** Asked when nothing but this stands between the call and the server: false if its client has taken it back. */
  readonly mayLeave?: () => boolean
}

export interface CallsNeeds {
  readonly clock: Clock
  readonly counters: Counters
  readonly recorder: Recorder
  readonly sessions: Sessions
  readonly snapshot: Snapshot
  readonly lists: Lists
  readonly rounds: Rounds
  readonly bonds: Bonds
  readonly shadow: Shadow
  readonly rows: CallRows
}

/** Every `tools/call`, from verdict to record. */
export class Calls {
  readonly #needs: CallsNeeds

  constructor(needs: CallsNeeds) {
    this.#needs = needs
  }

  judge(exchange: CallExchange): CallVerdict {
    const { clock, counters } = this.#needs
    return judgeCall(exchange, { counts: counters, now: clock.now() })
  }

  /** A call that goes on is judged again but for its limits: it was counted when it began. */
  #judgeRound(exchange: CallExchange): RoundVerdict {
    const verdict = judgeCall(exchange, { counts: uncounted, now: this.#needs.clock.now() })
    const round = verdict.kind === 'judged' ? this.#needs.rounds.find(exchange, verdict) : undefined
    if (verdict.kind !== 'judged' || round === undefined) return this.judge(exchange)
    return { ...verdict, round, decision: { ...verdict.decision, reservations: [] } }
  }

  run(exchange: CallExchange, holder: Holder): Promise<unknown> | undefined {
    const { outlet, frame } = exchange
    const goesOn = isModern(exchange.version) && frame.params?.['requestState'] !== undefined
    const verdict: RoundVerdict = goesOn ? this.#judgeRound(exchange) : this.judge(exchange)
    if (verdict.kind === 'invalid') {
      outlet.answer(errorText(frame.idText, { code: rpcCodes.invalidParams, message: verdict.message }))
      return undefined
    }
    if (verdict.kind === 'unknown') {
      this.hide(exchange, { called: verdict.tool }, toolGone)
      return undefined
    }
    const { decision } = verdict
    const misnamed = misnaming(exchange, verdict)
    if (decision.outcome === 'hide') this.hide(exchange, verdict, decision)
    else if (decision.outcome === 'deny') this.refuse(exchange, verdict, decision)
    else if (misnamed !== undefined) this.refuse(exchange, verdict, misnamed)
    else if (decision.outcome === 'approval' && verdict.round?.approvalId === undefined)
      return holder.hold(exchange, verdict)
    else if (verdict.round === undefined) return this.execute(exchange, verdict)
    else {
      const { round } = verdict
      return this.execute(exchange, verdict, { round, approvalId: round.approvalId, holder })
    }
    return undefined
  }

  /** Answers as if there were no such tool. */
  hide(
    exchange: CallExchange,
    { called, policy, decision }: Named,
    { rule, message }: { readonly rule: string; readonly message: string },
  ): void {
    this.#needs.rows.note(exchange, { called, policy, decision }, { outcome: 'hide', rule, message })
    exchange.outlet.answer(unknownToolText(exchange.frame.idText, called))
  }

  /** Answers with a refusal that the model can read, and records it. */
  refuse(
    exchange: CallExchange,
    call: Named,
    why: Pick<Decision, 'rule' | 'message' | 'remedy' | 'retryAfterMs'> & {
      readonly approvalId?: ApprovalId
    },
    text = deniedWords(why),
  ): void {
    const { rule, message, retryAfterMs, approvalId } = why
    const outcome = text.startsWith('[APPROVAL') ? 'approval' : 'deny'
    const decisionId = this.#needs.rows.note(exchange, call, { outcome, rule, message, approvalId })
    const note = {
      outcome,
      rule,
      decisionId,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(approvalId !== undefined && { approvalId }),
    } as const
    exchange.outlet.answer(
      refusalText(exchange.frame.idText, { text, note, isModern: isModern(exchange.version) }),
    )
  }

  /** Forwards a call that may go, after making room in its counters and saying so in the journal. */
  execute(
    exchange: CallExchange,
    call: JudgedCall,
    options: Sending = {},
  ): Promise<RelayEnd | undefined> | undefined {
    const room = this.#needs.recorder.room()
    if (room !== undefined) return this.#waitFor(room, exchange, call, options)
    const hasWaited = options.approvalId !== undefined && options.round === undefined
    return this.#go(exchange, call, { hasWaited, options })
  }

  async #waitFor(
    room: Promise<void>,
    exchange: CallExchange,
    call: JudgedCall,
    options: Sending,
  ): Promise<RelayEnd | undefined> {
    // What was approved is taken back where it was held.
    const mayBeTakenBack = options.approvalId === undefined
    let isTakenBack = false
    if (mayBeTakenBack) {
      exchange.session?.waits(exchange.frame.id)
      // Where there are no sessions, to leave is to take back (MCP 2026-07-28, Streamable HTTP, "Cancellation").
      if (isModern(exchange.version))
        exchange.outlet.onGone(() => {
          isTakenBack = true
        })
    }
    await room
    if (mayBeTakenBack && exchange.session?.goesOn(exchange.frame.id) === false) isTakenBack = true
    if (!isTakenBack) return this.#go(exchange, call, { hasWaited: true, options })
    const { rule } = call.decision
    this.#needs.rows.note(exchange, call, { outcome: 'allow', rule, message: takenBack.message })
    endUnanswered(exchange.outlet)
    return undefined
  }

  #go(
    exchange: CallExchange,
    call: JudgedCall,
    { hasWaited, options }: { readonly hasWaited: boolean; readonly options: Sending },
  ): Promise<RelayEnd | undefined> | undefined {
    const { recorder, clock } = this.#needs
    if (recorder.isLost) {
      const message = 'The activity log cannot be written at the moment, and nothing goes unrecorded.'
      this.refuse(exchange, call, { rule: '(activity lost)', message }, faultWords(newId('fault', clock)))
      return undefined
    }
    if (!hasWaited) return this.#send(exchange, call, options)
    // INVARIANT: whoever waited, be it for room or for an approval to be taken, is judged by what is in force now.
    const again = this.#judgeAgain(exchange, call, options)
    if (again?.isAsked === true) return options.holder?.hold(again.exchange, again.call).then(() => undefined)
    return again && this.#send(again.exchange, again.call, again.options)
  }

  /** Undefined when the call may not go any more, and has been told so. */
  #judgeAgain(exchange: CallExchange, call: JudgedCall, options: Sending): Again | undefined {
    const { snapshot, clock } = this.#needs
    const { grant, server } = exchange.caller
    const caller = snapshot.grant(grant.id, server.server.id, clock.now())
    if (caller === undefined) {
      this.refuse(exchange, { called: call.called }, grantOver)
      return undefined
    }
    const now = { ...exchange, caller }
    const goesOn = options.round !== undefined
    const verdict: RoundVerdict = goesOn ? this.#judgeRound(now) : this.judge(now)
    const { round } = verdict
    // INVARIANT: who finds its round spent makes a new call; what was approved for the round is not for it.
    const sending = goesOn ? { ...options, round, approvalId: round?.approvalId } : options
    invariant(verdict.kind !== 'invalid', 'what waited was judged before')
    if (verdict.kind === 'unknown' || verdict.decision.outcome === 'hide')
      this.hide(
        now,
        verdict.kind === 'unknown' ? { called: verdict.tool } : verdict,
        verdict.kind === 'unknown' ? toolGone : verdict.decision,
      )
    else if (verdict.decision.outcome === 'deny') this.refuse(now, verdict, verdict.decision)
    else if (
      verdict.decision.outcome === 'approval' &&
      (sending.approvalId === undefined || !isSameNeed(exchange, call, now, verdict))
    ) {
      if (goesOn && round === undefined) return { exchange: now, call: verdict, options: {}, isAsked: true }
      this.refuse(now, verdict, policyChanged(verdict.decision.rule))
    } else return { exchange: now, call: verdict, options: sending, isAsked: false }
    return undefined
  }

  async #send(exchange: CallExchange, call: JudgedCall, options: Sending): Promise<RelayEnd | undefined> {
    const { recorder, counters, clock, sessions, snapshot, lists, rounds, bonds, shadow, rows } = this.#needs
    const { decision } = call
    const now = clock.now()
    const refusal = counters.reserve(decision.reservations, now)
    if (refusal !== undefined) {
      const { rule, message } = refusal.reservation
      const { retryAfterMs } = refusal
      this.refuse(exchange, call, { rule, message, ...(retryAfterMs !== undefined && { retryAfterMs }) })
      return undefined
    }
    const outcome = options.approvalId === undefined ? 'allow' : 'approval'
    const { rule, message } = decision
    const { approvalId, round, outlivesClient } = options
    const shadowed = round === undefined ? shadow.judge(exchange, now, 'forwarded') : undefined
    const row = rows.row(exchange, call, {
      recorded: { outcome, rule, message, approvalId },
      reservations: decision.reservations,
      shadowed,
    })
    const undo = () => {
      counters.giveBack(decision.reservations, now)
      shadow.giveBack(shadowed, now)
      if (round !== undefined) rounds.keep(exchange, call, round)
    }
    // INVARIANT: spent before anything is waited for, or two could go on with one round.
    if (round !== undefined) rounds.spend(exchange, call)
    try {
      // INVARIANT: counted, then written down, then sent.
      const written = recorder.intended(row)
      if (written !== undefined) await written
    } catch (error) {
      undo()
      throw error
    }
    if (snapshot.token(exchange.caller.grant.tokenHash) === undefined) {
      undo()
      rows.stopped(row, { outcome: 'deny', ...grantOver })
      exchange.outlet.answer(refusedText(exchange, row.id, grantOver))
      return undefined
    }
    if (options.mayLeave?.() === false) {
      undo()
      rows.stopped(row, takenBack)
      endUnanswered(exchange.outlet)
      return undefined
    }
    const passing = (data: string) => lists.passing(exchange, data)
    const keepsAnswer = isModern(exchange.version) || bonds.watches(exchange)
    const seen = bonds.reader(exchange)
    let withheld: Withheld | undefined
    const stopped = () => {
      withheld = this.#withheld(exchange, call)
      return withheld && refusedText(exchange, row.id, withheld)
    }
    const end = await forward(exchange, sessions, { passing, seen, keepsAnswer, outlivesClient, stopped })
    if (end === leftUnsent) {
      undo()
      rows.stopped(row, takenBack)
      return end
    }
    if (withheld !== undefined) {
      undo()
      rows.stopped(row, { outcome: 'deny', rule: withheld.rule, message: withheld.message })
      return end
    }
    if (keepsAnswer && end.answer !== undefined) {
      rounds.note(exchange, call, end.answer, approvalId)
      bonds.answered(exchange, end.answer)
    }
    if (!end.wasReached) undo()
    rows.ended(exchange, call, { row, end })
    return end
  }

  /** Why a call that waited for its session may go no further: what it was judged by is in force no more. */
  #withheld(exchange: CallExchange, call: JudgedCall): Withheld | undefined {
    const { snapshot, clock } = this.#needs
    const { grant, server } = exchange.caller
    const caller = snapshot.grant(grant.id, server.server.id, clock.now())
    if (caller === undefined) return grantOver
    const now = { ...exchange, caller }
    const isAsBefore = isSameNeed(exchange, call, now, { ...call, policy: policyOf(caller) })
    return isAsBefore ? undefined : policyChanged(call.decision.rule)
  }
}

const uncounted: Counts = { check: () => undefined }

const toolGone = { rule: '(unknown tool)', message: 'The server has no tool of this name.' } as const

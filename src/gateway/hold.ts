import { eventText } from '#mcp/event-stream'
import { notificationText } from '#mcp/frame'
import { isModern } from '#mcp/version'
import type { Approval } from '#model/approval'
import type { ApprovalId } from '#model/id'
import type { Clock } from '#platform/clock'
import { invariant } from '#std/invariant'
import { isJsonObject } from '#std/json'
import type { Approvals } from './approvals.ts'
import type { CallExchange } from './call-exchange.ts'
import type { CallRows } from './call-rows.ts'
import type { Calls, Holder } from './calls.ts'
import type { JudgedCall } from './decide.ts'
import { endUnanswered } from './downstream/outlet.ts'
import { grantOver, marks, takenBack } from './faults.ts'
import { isFor, isOver, keyOf, newApproval, refusalWords, runKey, withId } from './held-call.ts'
import type { Session } from './sessions.ts'
import type { GatewaySettings } from './settings.ts'
import type { Snapshot } from './snapshot.ts'
import type { HeldKey } from './visit.ts'
import { WaitingCall, WaitingCalls } from './waiting-calls.ts'

interface Run {
  readonly approvalId: ApprovalId
  readonly done: Promise<true>
  hasLeft: boolean
}

interface Needs {
  readonly approvals: Approvals
  readonly calls: Calls
  readonly rows: CallRows
  readonly snapshot: Snapshot
  readonly clock: Clock
  readonly settings: GatewaySettings
}

const pendingRetryMs = 15_000
/** Anew after each change of policy; a policy that changes faster than this is told to the agent. */
const mostRounds = 8

/** Holds calls until a person decides: one approval, one execution. */
export class Hold implements Holder {
  readonly #needs: Needs
  /** Approvals that are being written, by what is asked: of two equal calls at once the second joins the first. */
  readonly #creating = new Map<string, Promise<void>>()
  /** Approved calls under way, by what was asked. */
  readonly #running = new Map<string, Run>()
  readonly #waiting = new WaitingCalls()

  constructor(needs: Needs) {
    this.#needs = needs
  }

  async hold(exchange: CallExchange, call: JudgedCall): Promise<void> {
    const waiting = new WaitingCall(exchange)
    // INVARIANT: known before anything is waited for, or a client could take its call back and have it run all the same.
    this.#waiting.add(waiting)
    // Where there are no sessions, a client takes its request back by leaving (MCP 2026-07-28, Cancellation).
    const left = isModern(exchange.version) ? 'cancelled' : 'gone'
    exchange.outlet.onGone(() => waiting.end(left))
    const budget = setTimeout(() => waiting.end('budget'), this.#needs.settings.holdMs)
    try {
      await this.#ask(waiting, call)
    } finally {
      clearTimeout(budget)
      this.#waiting.drop(waiting)
    }
  }

  /** The client takes a call back. False when none is held under that id. */
  cancel(key: HeldKey): boolean {
    return this.#waiting.cancel(key)
  }

  endSession(session: Session): void {
    this.#waiting.endSession(session)
  }

  /** The gateway is closing: clients are told to come again, and their calls are parked. */
  parkAll(): void {
    this.#waiting.parkAll()
  }

  async #ask(waiting: WaitingCall, call: JudgedCall): Promise<void> {
    if (await this.#joinRun(waiting, call)) return
    if (await this.#tellKept(waiting, call)) return
    // Whether there is an answer for it is not known, so nobody is asked to have it run again.
    if (waiting.isDeserted) return this.#desert(waiting, call)
    let current = call
    for (let round = 0; round < mostRounds; round += 1) {
      const approval = await this.#approvalFor(waiting, current)
      if (approval === undefined)
        return waiting.isCancelled ? this.#desert(waiting, current) : this.#tooMany(waiting.exchange, current)
      const settled = await this.#settled(waiting, approval)
      if (settled === undefined || waiting.isCancelled) return this.#leave(waiting, current, approval.id)
      if (settled.state !== 'approved') return this.#refused(waiting.exchange, current, settled)
      const again = await this.#release(waiting, settled)
      if (again === undefined) return
      current = again
    }
    const message = 'The policy keeps changing while this call waits.'
    this.#needs.calls.refuse(waiting.exchange, current, { rule: current.decision.rule, message })
  }

  /** The retry of a client that left while its approved call ran waits for that run, and starts no other. */
  async #joinRun(waiting: WaitingCall, call: JudgedCall): Promise<boolean> {
    const { exchange } = waiting
    const run = this.#running.get(runKey(exchange, call))
    if (run === undefined || !run.hasLeft) return false
    const hasRun = await Promise.race([run.done, waiting.ended])
    if (hasRun === true) return false
    if (waiting.isDeserted) {
      this.#desert(waiting, call, run.approvalId)
      return true
    }
    const message = 'The approved call is still running.'
    const text = `${marks.pending} ${message} Call again with the same arguments for its answer; try after ${pendingRetryMs / 1000} s.`
    const { rule } = call.decision
    this.#needs.calls.refuse(
      exchange,
      call,
      { rule, message, retryAfterMs: pendingRetryMs, approvalId: run.approvalId },
      text,
    )
    return true
  }

  /** What this very call was to be told when its client had left. INVARIANT: only a client that is there is told. */
  async #tellKept(waiting: WaitingCall, call: JudgedCall): Promise<boolean> {
    if (waiting.isDeserted) return false
    const { approvals, rows } = this.#needs
    const { exchange } = waiting
    const kept = await approvals.takeKept(keyOf(exchange, call))
    if (kept === undefined) return false
    const { approval, answer } = kept
    if (waiting.isDeserted) {
      await approvals.keepAnswer(approval.id, answer ?? '')
      return false
    }
    exchange.outlet.onUnsent(() => void approvals.keepAnswer(approval.id, answer ?? ''))
    if (answer === undefined) {
      this.#refused(exchange, call, approval)
      return true
    }
    const { rule } = call.decision
    const message = 'The answer of the approved execution was kept, and given to this retry.'
    rows.note(exchange, call, { outcome: 'approval', rule, message, approvalId: approval.id })
    exchange.outlet.answer(withId(answer, exchange.frame.idText))
    return true
  }

  /** The approval of just this call that is open already, or a new one; undefined when too many are open, or it was taken back. */
  async #approvalFor(waiting: WaitingCall, call: JudgedCall): Promise<Approval | undefined> {
    const { approvals, clock, settings } = this.#needs
    const { exchange } = waiting
    const key = runKey(exchange, call)
    // INVARIANT: no wait between looking and writing down that one is being made.
    for (let making = this.#creating.get(key); making !== undefined; making = this.#creating.get(key))
      await making
    const found = approvals.find(keyOf(exchange, call))
    if (found !== undefined) {
      if (isFor(found, exchange, call) && !isOver(found, clock.now())) {
        if (found.state === 'parked') await approvals.move(found.id, ['parked'], 'waiting')
        return approvals.get(found.id) ?? found
      }
      await approvals.move(found.id, ['waiting', 'parked', 'approved'], 'cancelled')
    }
    if (waiting.isCancelled || approvals.openOf(exchange.caller.grant.id) >= settings.approvalsPerGrant)
      return undefined
    const approval = newApproval(exchange, call, clock)
    const created = approvals.create(approval)
    this.#creating.set(
      key,
      created.catch(() => undefined),
    )
    await created.finally(() => this.#creating.delete(key))
    return approval
  }

  /**
   * The approval as people left it; undefined when its client waits no longer. Keeps the client on the line, and lets it
   * know that it is not forgotten.
   */
  #settled(waiting: WaitingCall, approval: Approval): Promise<Approval | undefined> | Approval | undefined {
    const { approvals, settings } = this.#needs
    const { outlet } = waiting.exchange
    if (waiting.isDeserted) return undefined
    if (approval.state === 'approved') return approval
    const { promise, resolve } = Promise.withResolvers<Approval | undefined>()
    const stop = approvals.watch(approval.id, (changed) => {
      if (changed.state !== 'waiting' && changed.state !== 'parked') resolve(changed)
    })
    const tell = this.#teller(waiting.exchange, approval)
    const ticks = setInterval(tell, settings.holdCommentMs)
    if (outlet.takesEvents) outlet.openEvents()
    tell()
    // Between making the approval and watching it somebody may have been quick.
    const now = approvals.get(approval.id)
    if (now === undefined || now.state === 'approved') resolve(now)
    return Promise.race([promise, waiting.ended]).finally(() => {
      stop()
      clearInterval(ticks)
    })
  }

  #teller({ outlet, frame }: CallExchange, approval: Approval): () => void {
    const meta = frame.params?.['_meta']
    const token = isJsonObject(meta) ? meta['progressToken'] : undefined
    const message = `Waiting for approval: ${this.#link(approval.id)}`
    let progress = 0
    return () => {
      if (!outlet.takesEvents) return
      outlet.comment(`waiting for approval ${approval.id}`)
      if (typeof token !== 'string' && typeof token !== 'number') return
      progress += 1
      outlet.block(
        eventText(notificationText('notifications/progress', { progressToken: token, progress, message })),
      )
    }
  }

  /** The client no longer waits, for one reason or another. */
  async #leave(waiting: WaitingCall, call: JudgedCall, id: ApprovalId): Promise<void> {
    const { approvals, calls } = this.#needs
    if (!waiting.isCancelled && !approvals.isWatched(id)) await approvals.move(id, ['waiting'], 'parked')
    // Also who is just being told to come again may take the call back.
    if (waiting.isCancelled) {
      if (!approvals.isWatched(id)) await approvals.move(id, ['waiting', 'parked', 'approved'], 'cancelled')
      return this.#desert(waiting, call, id)
    }
    const message = `${call.decision.message} Approval ${id} is at ${this.#link(id)}.`
    const text = `${marks.pending} ${message} Nothing has been done yet. Call again with the same arguments once it is approved; try after ${pendingRetryMs / 1000} s.`
    const { rule } = call.decision
    const { exchange } = waiting
    calls.refuse(exchange, call, { rule, message, retryAfterMs: pendingRetryMs, approvalId: id }, text)
  }

  /** There is nobody to tell. */
  #desert({ exchange, isCancelled }: WaitingCall, call: JudgedCall, approvalId?: ApprovalId): void {
    const { rule } = call.decision
    const message = isCancelled ? takenBack.message : 'The client left while its call waited.'
    this.#needs.rows.note(exchange, call, { outcome: 'approval', rule, message, approvalId })
    endUnanswered(exchange.outlet)
  }

  #tooMany(exchange: CallExchange, call: JudgedCall): void {
    const message = 'Too many calls of this grant wait for approval already.'
    this.#needs.calls.refuse(exchange, call, { rule: call.decision.rule, message, retryAfterMs: 60_000 })
  }

  #refused(exchange: CallExchange, call: JudgedCall, approval: Approval): void {
    const { rule } = approval
    this.#needs.calls.refuse(exchange, call, {
      rule,
      message: refusalWords(approval),
      approvalId: approval.id,
    })
  }

  /**
   * A person has said yes. The call is judged anew by what is in force now, and runs if it still needs just this
   * approval, or none. Gives back the call when it must be asked about again.
   */
  async #release(waiting: WaitingCall, approval: Approval): Promise<JudgedCall | undefined> {
    const { approvals, calls, snapshot, clock } = this.#needs
    const { exchange } = waiting
    const { grant, server } = exchange.caller
    const caller = snapshot.grant(grant.id, server.server.id, clock.now())
    const now = { ...exchange, caller: caller ?? exchange.caller }
    const verdict = calls.judge(now)
    invariant(verdict.kind !== 'invalid', 'a held call was judged before')
    const isRevoked = caller === undefined
    if (
      isRevoked ||
      verdict.kind === 'unknown' ||
      verdict.decision.outcome === 'hide' ||
      verdict.decision.outcome === 'deny'
    ) {
      await approvals.move(approval.id, ['approved'], 'cancelled')
      if (isRevoked) calls.refuse(exchange, { called: approval.tool, policy: undefined }, grantOver)
      else if (verdict.kind === 'unknown')
        calls.hide(now, { called: verdict.tool }, { rule: '(unknown tool)', message: 'The tool is gone.' })
      else if (verdict.decision.outcome === 'hide') calls.hide(now, verdict, verdict.decision)
      else calls.refuse(now, verdict, { ...verdict.decision, approvalId: approval.id })
      return undefined
    }
    if (verdict.decision.outcome === 'approval' && !isFor(approval, now, verdict)) {
      await approvals.move(approval.id, ['approved'], 'cancelled')
      return verdict
    }
    // INVARIANT: who moves it runs it; the others ask anew.
    if (!(await approvals.move(approval.id, ['approved'], 'executed'))) return verdict
    await this.#run(waiting, now, verdict, approval.id)
    return undefined
  }

  async #run(
    waiting: WaitingCall,
    exchange: CallExchange,
    call: JudgedCall,
    approvalId: ApprovalId,
  ): Promise<void> {
    const key = runKey(exchange, call)
    const { promise, resolve } = Promise.withResolvers<true>()
    const run: Run = { approvalId, done: promise, hasLeft: false }
    this.#running.set(key, run)
    exchange.outlet.onGone(() => {
      run.hasLeft = true
    })
    try {
      await this.#runOnce(waiting, exchange, call, run)
    } finally {
      if (this.#running.get(key) === run) this.#running.delete(key)
      resolve(true)
    }
  }

  async #runOnce(waiting: WaitingCall, exchange: CallExchange, call: JudgedCall, run: Run): Promise<void> {
    const { approvals, calls } = this.#needs
    const { approvalId } = run
    const mayLeave = () => {
      // From here on it is the server that must be told of its end.
      this.#waiting.drop(waiting)
      return !waiting.isCancelled
    }
    const end = await calls.execute(exchange, call, { approvalId, outlivesClient: true, mayLeave })
    if (end === undefined && waiting.isCancelled) await approvals.move(approvalId, ['executed'], 'cancelled')
    else if (end === undefined || !end.wasReached) await approvals.move(approvalId, ['executed'], 'approved')
    else if (end.answer === undefined && end.status !== 'ok')
      await approvals.move(approvalId, ['executed'], 'outcome_unknown')
    else if (end.answer !== undefined) await this.#keepUnlessSent(exchange, run, end.answer)
  }

  async #keepUnlessSent(
    { outlet }: CallExchange,
    { approvalId, hasLeft }: Run,
    answer: string,
  ): Promise<void> {
    const { approvals } = this.#needs
    if (hasLeft) await approvals.keepAnswer(approvalId, answer)
    else outlet.onUnsent(() => void approvals.keepAnswer(approvalId, answer))
  }

  #link(id: ApprovalId): string {
    return `${this.#needs.settings.publicUrl()}/approvals/${id}`
  }
}

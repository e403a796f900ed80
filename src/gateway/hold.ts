import { eventText } from '#mcp/event-stream'
import { notificationText, type RequestId } from '#mcp/frame'
import type { Approval } from '#model/approval'
import type { ApprovalId } from '#model/id'
import type { Clock } from '#platform/clock'
import { invariant } from '#std/invariant'
import { isJsonObject } from '#std/json'
import type { Approvals } from './approvals.ts'
import type { CallExchange, Calls, Holder } from './calls.ts'
import type { JudgedCall } from './decide.ts'
import { grantOver, marks } from './faults.ts'
import { isFor, isOver, keyOf, newApproval, refusalWords, runKey, withId } from './held-call.ts'
import type { Session } from './sessions.ts'
import type { GatewaySettings } from './settings.ts'
import type { Snapshot } from './snapshot.ts'
import type { HeldKey } from './visit.ts'

/** How waiting for a person ended. */
type Wait =
  | { readonly kind: 'settled'; readonly approval: Approval }
  /** The client's patience is nearly over: it is told to come again. */
  | { readonly kind: 'budget' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'cancelled' }

interface Run {
  readonly approvalId: ApprovalId
  readonly done: Promise<void>
  hasLeft: boolean
}

interface Held {
  readonly session: Session | undefined
  readonly end: (why: 'cancelled' | 'budget') => void
}

interface Needs {
  readonly approvals: Approvals
  readonly calls: Calls
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
  /** By whose request it is; clients without a session share their grant, and may share an id. */
  readonly #held = new Map<string, Set<Held>>()

  constructor(needs: Needs) {
    this.#needs = needs
  }

  async hold(exchange: CallExchange, call: JudgedCall): Promise<void> {
    if (await this.#joinRun(exchange, call)) return
    if (await this.#tellKept(exchange, call)) return
    let current = call
    for (let round = 0; round < mostRounds; round += 1) {
      const approval = await this.#approvalFor(exchange, current)
      if (approval === undefined) return this.#tooMany(exchange, current)
      const wait: Wait =
        approval.state === 'approved' ? { kind: 'settled', approval } : await this.#wait(exchange, approval)
      if (wait.kind !== 'settled') return this.#leave(exchange, current, approval.id, wait.kind)
      if (wait.approval.state !== 'approved') return this.#refused(exchange, current, wait.approval)
      const again = await this.#release(exchange, wait.approval)
      if (again === undefined) return
      current = again
    }
    const message = 'The policy keeps changing while this call waits.'
    this.#needs.calls.refuse(exchange, current, { rule: current.decision.rule, message })
  }

  /** The client takes a call back. False when none is held under that id. */
  cancel(key: HeldKey): boolean {
    // Of several the newest: whoever takes a call back has most likely just made it, and the others stay to be taken back.
    const held = [...(this.#held.get(keyText(key)) ?? [])].at(-1)
    held?.end('cancelled')
    return held !== undefined
  }

  endSession(session: Session): void {
    for (const held of this.#all()) if (held.session === session) held.end('cancelled')
  }

  /** The gateway is closing: clients are told to come again, and their calls are parked. */
  parkAll(): void {
    for (const held of this.#all()) held.end('budget')
  }

  #all(): Held[] {
    return [...this.#held.values()].flatMap((held) => [...held])
  }

  #keep(key: string, held: Held): void {
    const others = this.#held.get(key) ?? new Set()
    this.#held.set(key, others.add(held))
  }

  #drop(key: string, held: Held): void {
    const others = this.#held.get(key)
    others?.delete(held)
    if (others?.size === 0) this.#held.delete(key)
  }

  /** The retry of a client that left while its approved call ran waits for that run, and starts no other. */
  async #joinRun(exchange: CallExchange, call: JudgedCall): Promise<boolean> {
    const run = this.#running.get(runKey(exchange, call))
    if (run === undefined || !run.hasLeft) return false
    const { promise: budget, resolve } = Promise.withResolvers<'budget'>()
    const timer = setTimeout(() => resolve('budget'), this.#needs.settings.holdMs)
    const end = await Promise.race([run.done, budget])
    clearTimeout(timer)
    if (end !== 'budget') return false
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

  /** What this very call was to be told when its client had left. */
  async #tellKept(exchange: CallExchange, call: JudgedCall): Promise<boolean> {
    const kept = await this.#needs.approvals.takeKept(keyOf(exchange, call))
    if (kept === undefined) return false
    if (kept.answer === undefined) {
      this.#refused(exchange, call, kept.approval)
      return true
    }
    const { rule } = call.decision
    const message = 'The answer of the approved execution was kept, and given to this retry.'
    this.#needs.calls.note(exchange, call, {
      outcome: 'approval',
      rule,
      message,
      approvalId: kept.approval.id,
    })
    exchange.outlet.answer(withId(kept.answer, exchange.frame.idText))
    return true
  }

  /** The approval of just this call that is open already, or a new one; undefined when too many are open. */
  async #approvalFor(exchange: CallExchange, call: JudgedCall): Promise<Approval | undefined> {
    const { approvals, clock, settings } = this.#needs
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
    if (approvals.openOf(exchange.caller.grant.id) >= settings.approvalsPerGrant) return undefined
    const approval = newApproval(exchange, call, clock)
    const created = approvals.create(approval)
    this.#creating.set(
      key,
      created.catch(() => undefined),
    )
    await created.finally(() => this.#creating.delete(key))
    return approval
  }

  /** Keeps the client on the line, and lets it know that it is not forgotten. */
  #wait(exchange: CallExchange, approval: Approval): Promise<Wait> {
    const { approvals, settings } = this.#needs
    const { outlet, frame, session, caller } = exchange
    const { promise, resolve } = Promise.withResolvers<Wait>()
    const stop = approvals.watch(approval.id, (changed) => {
      if (changed.state !== 'waiting' && changed.state !== 'parked')
        resolve({ kind: 'settled', approval: changed })
    })
    const key = keyText({ owner: session?.id ?? caller.grant.id, id: frame.id })
    const held: Held = { session, end: (kind) => resolve({ kind }) }
    this.#keep(key, held)
    outlet.onGone(() => resolve({ kind: 'gone' }))
    const budget = setTimeout(() => resolve({ kind: 'budget' }), settings.holdMs)
    const tell = this.#teller(exchange, approval)
    const ticks = setInterval(tell, settings.holdCommentMs)
    if (outlet.takesEvents) outlet.openEvents()
    tell()
    // Between making the approval and watching it somebody may have been quick.
    const now = approvals.get(approval.id)
    if (now === undefined) resolve({ kind: 'budget' })
    else if (now.state === 'approved') resolve({ kind: 'settled', approval: now })
    return promise.finally(() => {
      stop()
      clearTimeout(budget)
      clearInterval(ticks)
      this.#drop(key, held)
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
  async #leave(
    exchange: CallExchange,
    call: JudgedCall,
    id: ApprovalId,
    why: 'budget' | 'gone' | 'cancelled',
  ): Promise<void> {
    const { approvals, calls } = this.#needs
    const isShared = approvals.isWatched(id)
    if (why === 'cancelled') {
      if (!isShared) await approvals.move(id, ['waiting', 'parked'], 'cancelled')
      const { rule } = call.decision
      calls.note(exchange, call, {
        outcome: 'approval',
        rule,
        message: 'The client took the call back.',
        approvalId: id,
      })
      exchange.outlet.end()
      return
    }
    if (!isShared) await approvals.move(id, ['waiting'], 'parked')
    const message = `${call.decision.message} Approval ${id} is at ${this.#link(id)}.`
    const text = `${marks.pending} ${message} Nothing has been done yet. Call again with the same arguments once it is approved; try after ${pendingRetryMs / 1000} s.`
    const { rule } = call.decision
    calls.refuse(exchange, call, { rule, message, retryAfterMs: pendingRetryMs, approvalId: id }, text)
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
  async #release(exchange: CallExchange, approval: Approval): Promise<JudgedCall | undefined> {
    const { approvals, calls, snapshot, clock } = this.#needs
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
    await this.#run(now, verdict, approval.id)
    return undefined
  }

  async #run(exchange: CallExchange, call: JudgedCall, approvalId: ApprovalId): Promise<void> {
    const key = runKey(exchange, call)
    const { promise, resolve } = Promise.withResolvers<void>()
    const run: Run = { approvalId, done: promise, hasLeft: false }
    this.#running.set(key, run)
    exchange.outlet.onGone(() => {
      run.hasLeft = true
    })
    try {
      await this.#runOnce(exchange, call, run)
    } finally {
      if (this.#running.get(key) === run) this.#running.delete(key)
      resolve()
    }
  }

  async #runOnce(exchange: CallExchange, call: JudgedCall, run: Run): Promise<void> {
    const { approvals, calls } = this.#needs
    const { approvalId } = run
    const end = await calls.execute(exchange, call, { approvalId, outlivesClient: true })
    if (end === undefined || !end.wasReached) await approvals.move(approvalId, ['executed'], 'approved')
    else if (end.answer === undefined && end.status !== 'ok')
      await approvals.move(approvalId, ['executed'], 'outcome_unknown')
    else if (run.hasLeft && end.answer !== undefined) await approvals.keepAnswer(approvalId, end.answer)
  }

  #link(id: ApprovalId): string {
    return `${this.#needs.settings.publicUrl()}/approvals/${id}`
  }
}

function keyText({ owner, id }: { owner: string; id: RequestId }): string {
  return `${owner} ${typeof id} ${id}`
}

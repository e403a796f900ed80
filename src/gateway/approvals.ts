import type { Approval, ApprovalState } from '#model/approval'
import type { ApprovalId, GrantId } from '#model/id'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Sealer } from '#platform/seal'
import type { ApprovalKey, Approvals as StoredApprovals } from '#storage'

/** What is kept for the retry of a client that has left: the answer, or only that there is bad news to tell. */
export interface Kept {
  readonly approval: Approval
  /** JSON text of a whole answer; absent for a refusal. */
  readonly answer: string | undefined
}

const open: readonly ApprovalState[] = ['waiting', 'parked', 'approved']
const told: readonly ApprovalState[] = ['executed', 'denied', 'expired']
const bad: readonly ApprovalState[] = ['denied', 'expired']
/** Timers take no longer than 2^31 ms; a long wait is made of shorter ones. */
const longestTimer = 3_600_000

type Listener = (approval: Approval) => void

interface Needs {
  readonly approvals: StoredApprovals
  readonly clock: Clock
  readonly log: Log
  readonly sealer: Sealer
  readonly validMs: number
}

/** The approvals that are not settled, in memory and in step with storage; and who waits for which. */
export class Approvals {
  readonly #needs: Needs
  readonly #open = new Map<ApprovalId, Approval>()
  readonly #byKey = new Map<string, ApprovalId>()
  /** Those that storage has not yet told of: they count, or many at once would all find room. */
  readonly #making = new Map<ApprovalId, GrantId>()
  readonly #listeners = new Map<ApprovalId, Set<Listener>>()
  #timer: NodeJS.Timeout | undefined

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** Nobody of the last run is on the line any more. */
  async load(): Promise<void> {
    const { approvals, clock } = this.#needs
    for (const approval of await approvals.open()) {
      this.changed(approval)
      if (approval.state === 'waiting')
        await approvals.transition(approval.id, { from: ['waiting'], to: 'parked', at: clock.now() })
    }
  }

  /** An approval as it now stands. Called for every change, whoever made it. */
  changed(approval: Approval): void {
    const key = keyText(approval)
    if (open.includes(approval.state)) {
      this.#open.set(approval.id, approval)
      this.#byKey.set(key, approval.id)
    } else {
      this.#open.delete(approval.id)
      if (this.#byKey.get(key) === approval.id) this.#byKey.delete(key)
    }
    const listeners = this.#listeners.get(approval.id)
    if (listeners !== undefined) for (const listener of [...listeners]) listener(approval)
    else if (bad.includes(approval.state)) void this.#keep(approval.id, '')
    this.#arm()
  }

  find(key: ApprovalKey): Approval | undefined {
    const id = this.#byKey.get(keyText(key))
    return id === undefined ? undefined : this.#open.get(id)
  }

  get(id: ApprovalId): Approval | undefined {
    return this.#open.get(id)
  }

  /** How many of a grant's calls wait for people, or are about to. */
  openOf(grantId: GrantId): number {
    let count = 0
    for (const approval of this.#open.values()) if (approval.grantId === grantId) count += 1
    for (const [id, maker] of this.#making) if (maker === grantId && !this.#open.has(id)) count += 1
    return count
  }

  async create(approval: Approval): Promise<void> {
    this.#making.set(approval.id, approval.grantId)
    try {
      await this.#needs.approvals.create(approval)
    } finally {
      this.#making.delete(approval.id)
    }
  }

  /** Calls `listener` with every change of one approval; the answer ends it. */
  watch(id: ApprovalId, listener: Listener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set()
    this.#listeners.set(id, listeners)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(id)
    }
  }

  isWatched(id: ApprovalId): boolean {
    return this.#listeners.has(id)
  }

  /** INVARIANT: compare and set in storage; of many that ask for one step, one gets it. */
  move(id: ApprovalId, from: readonly ApprovalState[], to: ApprovalState): Promise<boolean> {
    return this.#needs.approvals.transition(id, { from, to, at: this.#needs.clock.now() })
  }

  async keepAnswer(id: ApprovalId, answer: string): Promise<void> {
    await this.#keep(id, answer)
  }

  /** What the same call was to be told and was not: once, and not for ever. */
  async takeKept(key: ApprovalKey): Promise<Kept | undefined> {
    const { approvals, clock, sealer, validMs } = this.#needs
    const approval = await approvals.find(key, told)
    if (approval === undefined || (approval.settledAt ?? 0) + validMs < clock.now()) return undefined
    const sealed = await approvals.takeAnswer(approval.id)
    if (sealed === undefined) return undefined
    const plain = sealer.open(sealed, approval.id)
    if (!plain.ok) return undefined
    return { approval, answer: plain.value === '' ? undefined : plain.value }
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  async #keep(id: ApprovalId, answer: string): Promise<void> {
    const { approvals, sealer, log } = this.#needs
    try {
      await approvals.keepAnswer(id, sealer.seal(answer, id))
    } catch (error) {
      log.error({ err: error, approvalId: id }, 'what a client is to be told at its retry could not be kept')
    }
  }

  /** When the next one runs out. */
  #arm(): void {
    clearTimeout(this.#timer)
    let next = Number.POSITIVE_INFINITY
    for (const approval of this.#open.values()) next = Math.min(next, endOf(approval))
    if (next === Number.POSITIVE_INFINITY) return
    const ms = Math.min(longestTimer, Math.max(0, next - this.#needs.clock.now()))
    this.#timer = setTimeout(() => void this.#expire(), ms)
    this.#timer.unref()
  }

  async #expire(): Promise<void> {
    const now = this.#needs.clock.now()
    try {
      for (const approval of [...this.#open.values()])
        if (endOf(approval) <= now) await this.move(approval.id, [approval.state], 'expired')
      this.#arm()
    } catch (error) {
      this.#needs.log.error({ err: error }, 'approvals that ran out could not be settled')
      this.#timer = setTimeout(() => void this.#expire(), 1_000)
      this.#timer.unref()
    }
  }
}

function endOf(approval: Approval): number {
  return approval.state === 'approved' ? (approval.validUntil ?? approval.expiresAt) : approval.expiresAt
}

function keyText({ grantId, tool, argumentsDigest }: ApprovalKey): string {
  return `${grantId} ${argumentsDigest} ${tool}`
}

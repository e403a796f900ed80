import type { RequestId } from '#mcp/frame'
import type { CallExchange } from './call-exchange.ts'
import type { Session } from './sessions.ts'
import type { HeldKey } from './visit.ts'

/** Why a client waits no longer: its patience is nearly over, it has left, or it has taken the call back. */
type Ending = 'budget' | 'gone' | 'cancelled'

/** The later ones say more: who was told to come again may leave, and may take the call back. */
const gravity: readonly Ending[] = ['budget', 'gone', 'cancelled']

/** A call from its arrival until it goes on or its client has been told: whoever ends it is heard at every step. */
export class WaitingCall {
  readonly exchange: CallExchange
  readonly key: string
  readonly ended: Promise<undefined>
  readonly #resolve: (value: undefined) => void
  #ending: Ending | undefined

  constructor(exchange: CallExchange) {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.exchange = exchange
    this.key = keyText({ owner: exchange.session?.id ?? exchange.caller.grant.id, id: exchange.frame.id })
    this.ended = promise
    this.#resolve = resolve
  }

  end(why: Ending): void {
    if (this.#ending === undefined || gravity.indexOf(why) > gravity.indexOf(this.#ending)) this.#ending = why
    this.#resolve(undefined)
  }

  get isCancelled(): boolean {
    return this.#ending === 'cancelled'
  }

  /** Nobody waits for its answer. */
  get isDeserted(): boolean {
    return this.#ending === 'gone' || this.#ending === 'cancelled'
  }
}

/** The calls that are held. Clients without a session share their grant, and may share an id. */
export class WaitingCalls {
  readonly #byKey = new Map<string, Set<WaitingCall>>()

  add(call: WaitingCall): void {
    const others = this.#byKey.get(call.key) ?? new Set()
    this.#byKey.set(call.key, others.add(call))
  }

  drop(call: WaitingCall): void {
    const others = this.#byKey.get(call.key)
    others?.delete(call)
    if (others?.size === 0) this.#byKey.delete(call.key)
  }

  /** False when none is held under that id. */
  cancel(key: HeldKey): boolean {
    // Of several the newest: whoever takes a call back has most likely just made it, and the others stay to be taken back.
    const call = [...(this.#byKey.get(keyText(key)) ?? [])].at(-1)
    if (call !== undefined) this.#cancel(call)
    return call !== undefined
  }

  endSession(session: Session): void {
    for (const call of this.#all()) if (call.exchange.session === session) this.#cancel(call)
  }

  parkAll(): void {
    for (const call of this.#all()) call.end('budget')
  }

  #cancel(call: WaitingCall): void {
    call.end('cancelled')
    this.drop(call)
  }

  #all(): WaitingCall[] {
    return [...this.#byKey.values()].flatMap((call) => [...call])
  }
}

function keyText({ owner, id }: { owner: string; id: RequestId }): string {
  return `${owner} ${typeof id} ${id}`
}

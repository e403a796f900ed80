import type { GrantId, ServerId } from '#model/id'
import type { Caller } from './identify.ts'
import type { Relay } from './relay.ts'
import type { ListenStream, OpenStreams } from './streams.ts'

/** What one POST has under way with the server. INVARIANT: what runs under a grant ends with it. */
export class RunningPost implements ListenStream {
  readonly grantId: GrantId
  readonly serverId: ServerId
  readonly tokenHash = undefined
  readonly #streams: OpenStreams
  /** Most have one, and a list made to measure costs less than a set. */
  #relays: readonly Relay[] = []
  /** The POST itself until it is answered, and the relays until they are over: some servers go on after their answer. */
  #open = 1
  /** The grant is over: nothing more is sent for it. */
  isEnded = false

  /** Among `streams` until `left` was said as often as there were relays, and once more. */
  constructor({ grant, server }: Caller, streams: OpenStreams) {
    this.grantId = grant.id
    this.serverId = server.server.id
    this.#streams = streams
    streams.add(this)
  }

  add(relay: Relay): void {
    this.#relays = [...this.#relays, relay]
    this.#open += 1
  }

  left(): void {
    this.#open -= 1
    if (this.#open === 0) this.#streams.delete(this)
  }

  /** Its answers are no place for news of ours. */
  tellListChanged(): void {}

  /** A relay that is over takes no notice. */
  end(): void {
    this.isEnded = true
    for (const relay of this.#relays) relay.revoke()
  }
}

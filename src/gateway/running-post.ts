import type { GrantId, ServerId } from '#model/id'
import type { Caller } from './identify.ts'
import type { Relay } from './relay.ts'
import type { ListenStream } from './streams.ts'

/** What one POST has under way with the server. INVARIANT: what runs under a grant ends with it. */
export class RunningPost implements ListenStream {
  readonly grantId: GrantId
  readonly serverId: ServerId
  readonly #relays = new Set<Relay>()

  constructor({ grant, server }: Caller) {
    this.grantId = grant.id
    this.serverId = server.server.id
  }

  add(relay: Relay): void {
    this.#relays.add(relay)
  }

  delete(relay: Relay): void {
    this.#relays.delete(relay)
  }

  /** Its answers are no place for news of ours. */
  tellListChanged(): void {}

  end(): void {
    for (const relay of this.#relays) relay.revoke()
  }
}

import type { GrantId, ServerId } from '#model/id'

/** An open stream to a client into which messages of ours may go, between two of the server's. */
export interface ListenStream {
  readonly grantId: GrantId
  readonly serverId: ServerId
  /** Of the token that opened it, and ends it when another takes its place; undefined where it comes to its end by itself. */
  readonly tokenHash: string | undefined
  /** Tells that the list of tools may have changed. */
  tellListChanged(): void
  end(): void
}

/** Every stream that is open, with a session or without: none may outlive its grant. */
export class OpenStreams {
  readonly #ofServer = new Map<ServerId, Set<ListenStream>>()

  add(stream: ListenStream): void {
    const own = this.#ofServer.get(stream.serverId) ?? new Set()
    this.#ofServer.set(stream.serverId, own)
    own.add(stream)
  }

  delete(stream: ListenStream): void {
    const own = this.#ofServer.get(stream.serverId)
    own?.delete(stream)
    if (own?.size === 0) this.#ofServer.delete(stream.serverId)
  }

  ofServer(serverId: ServerId): readonly ListenStream[] {
    return [...(this.#ofServer.get(serverId) ?? [])]
  }

  servers(): readonly ServerId[] {
    return [...this.#ofServer.keys()]
  }
}

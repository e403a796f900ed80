import type { ServerId } from '#model/id'
import { TransportInput } from '#model/server'
import type { Log } from '#platform/log'
import type { Sealer } from '#platform/seal'
import type { StoredServer } from '#storage'
import { brokenUpstream, type Upstream } from './upstream.ts'

/** Makes an upstream of what a person typed in. */
export type OpenUpstream = (server: StoredServer, transport: TransportInput) => Upstream

interface Opened {
  readonly sealed: string
  readonly upstream: Upstream
}

/** One upstream a server, kept as long as its address and credentials stay as they are. */
export class Upstreams {
  readonly #open: OpenUpstream
  readonly #sealer: Sealer
  readonly #log: Log
  readonly #opened = new Map<ServerId, Opened>()

  constructor(needs: { open: OpenUpstream; sealer: Sealer; log: Log }) {
    this.#open = needs.open
    this.#sealer = needs.sealer
    this.#log = needs.log
  }

  of(server: StoredServer): Upstream {
    const before = this.#opened.get(server.id)
    if (before?.sealed === server.sealedTransport) return before.upstream
    if (before !== undefined) void before.upstream.close()
    const upstream = this.#unsealed(server)
    this.#opened.set(server.id, { sealed: server.sealedTransport, upstream })
    return upstream
  }

  drop(id: ServerId): void {
    const opened = this.#opened.get(id)
    this.#opened.delete(id)
    if (opened !== undefined) void opened.upstream.close()
  }

  async close(): Promise<void> {
    const all = [...this.#opened.values()]
    this.#opened.clear()
    await Promise.all(all.map(({ upstream }) => upstream.close()))
  }

  transportOf(server: StoredServer): TransportInput | undefined {
    const plain = this.#sealer.open(server.sealedTransport, server.id)
    if (!plain.ok) {
      this.#log.error(
        { serverId: server.id, fault: plain.fault },
        'the credentials of a server cannot be unsealed',
      )
      return undefined
    }
    return TransportInput.parse(JSON.parse(plain.value))
  }

  #unsealed(server: StoredServer): Upstream {
    const transport = this.transportOf(server)
    return transport === undefined
      ? brokenUpstream('The credentials of this server cannot be unsealed: the sealing key has changed.')
      : this.#open(server, transport)
  }
}

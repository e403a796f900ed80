import { eventText } from '#mcp/event-stream'
import { notificationText } from '#mcp/frame'
import type { GrantId, ServerId } from '#model/id'
import type { Exchange } from './forward.ts'
import type { Relay } from './relay.ts'
import type { ListenStream } from './streams.ts'

/** The answer to `subscriptions/listen`: the stream on which modern clients hear what a server says unasked. */
export class Subscription implements ListenStream {
  readonly grantId: GrantId
  readonly serverId: ServerId
  readonly tokenHash: string
  readonly #exchange: Exchange
  #relay: Relay | undefined
  #isOver = false

  constructor(exchange: Exchange) {
    this.#exchange = exchange
    this.grantId = exchange.caller.grant.id
    this.serverId = exchange.caller.server.server.id
    this.tokenHash = exchange.caller.grant.tokenHash
  }

  attach(relay: Relay): void {
    this.#relay = relay
    if (this.#isOver) this.end()
  }

  /** Named after the request that asked for it (MCP 2026-07-28, Subscriptions). */
  tellListChanged(): void {
    if (this.#relay?.takesBlocks !== true) return
    const { id } = this.#exchange.frame
    const params = { _meta: { 'io.modelcontextprotocol/subscriptionId': id } }
    this.#exchange.outlet.chunk(eventText(notificationText('notifications/tools/list_changed', params)))
  }

  end(): void {
    this.#isOver = true
    this.#relay?.cancel()
    this.#exchange.outlet.cut()
  }
}

import type { ToolDefinition } from '#mcp/tool'
import { inventoryOf } from '#model/discovered-inventory'
import type { Discover } from '#model/discovery'
import type { ServerId } from '#model/id'
import type { TransportInput } from '#model/server'
import type { Clock } from '#platform/clock'
import { digestOf } from '#platform/id'
import type { Log } from '#platform/log'
import type { Inventories, StoredServer } from '#storage'

/** Servers announce in bursts, and some again and again. */
const gatherMs = 1_000
const restMs = 15_000
/** Each after twice the time of the last: some two hours, in which a server that was just deployed is back. */
const mostTries = 8

interface Needs {
  readonly inventories: Inventories
  readonly discover: Discover
  /** As it is registered now; undefined when it is no more. */
  readonly serverOf: (id: ServerId) => StoredServer | undefined
  readonly transportOf: (server: StoredServer) => TransportInput | undefined
  readonly clock: Clock
  readonly log: Log
}

/** More than any server has; beyond it a server must say itself that its list has changed. */
const mostStrangers = 20_000

/** What is known of one server's announcements. */
interface Announced {
  timer: NodeJS.Timeout | undefined
  listedAt: number
  isListing: boolean
  /** Announced while the list was being read, which may not have it. */
  isMissed: boolean
  failures: number
  /** Tools that it listed to others and for which it was asked. */
  readonly strangers: Set<string>
}

/** Asks a server for its tools again when it says that they have changed, or it can be seen. */
export class Relist {
  readonly #needs: Needs
  readonly #announced = new Map<ServerId, Announced>()
  #isOver = false

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** To be told of everything a server says unasked; twice does no harm. */
  hear({ id }: StoredServer, said: string): void {
    if (said.includes('notifications/tools/list_changed')) this.#changed(id, this.#of(id))
  }

  /**
   * To be told of tools that a server listed to a client and that its inventory lacks: few servers say that their list
   * has changed. It is asked once for each, for what depends on who asks may never be listed to us.
   */
  meet({ id }: StoredServer, tools: readonly ToolDefinition[]): void {
    const announced = this.#of(id)
    const { strangers } = announced
    const before = strangers.size
    for (const { name } of tools) if (strangers.size < mostStrangers) strangers.add(name)
    if (strangers.size > before) this.#changed(id, announced)
  }

  close(): void {
    this.#isOver = true
    for (const { timer } of this.#announced.values()) clearTimeout(timer)
  }

  #of(id: ServerId): Announced {
    const announced = this.#announced.get(id) ?? {
      timer: undefined,
      listedAt: Number.NEGATIVE_INFINITY,
      isListing: false,
      isMissed: false,
      failures: 0,
      strangers: new Set(),
    }
    this.#announced.set(id, announced)
    return announced
  }

  #changed(id: ServerId, announced: Announced): void {
    if (this.#isOver) return
    if (announced.isListing) announced.isMissed = true
    else if (announced.timer === undefined) this.#wait(id, announced)
  }

  #wait(id: ServerId, announced: Announced): void {
    const rest = announced.listedAt + restMs * 2 ** announced.failures - this.#needs.clock.now()
    announced.timer = setTimeout(() => void this.#list(id, announced), Math.max(gatherMs, rest))
    announced.timer.unref()
  }

  async #list(id: ServerId, announced: Announced): Promise<void> {
    announced.timer = undefined
    announced.isListing = true
    announced.isMissed = false
    announced.listedAt = this.#needs.clock.now()
    const isListed = await this.#listed(id)
    announced.isListing = false
    announced.failures = isListed ? 0 : announced.failures + 1
    const isOpen = announced.isMissed || (!isListed && announced.failures <= mostTries)
    if (!isOpen) announced.failures = 0
    else if (!this.#isOver) this.#wait(id, announced)
  }

  /** Whether there is no reason to try again. INVARIANT: a listing that fails or is empty leaves the inventory as it was. */
  async #listed(id: ServerId): Promise<boolean> {
    const { inventories, discover, serverOf, transportOf, clock, log } = this.#needs
    const server = serverOf(id)
    const transport = server && transportOf(server)
    if (transport === undefined) return true
    try {
      const found = await discover(transport, () => undefined)
      // What was asked at another address is no news of this one.
      if (this.#isOver || serverOf(id)?.sealedTransport !== server?.sealedTransport) return true
      if (found.ok && found.value.tools.length > 0)
        await inventories.put(inventoryOf(id, found.value, { discoveredAt: clock.now(), digest: digestOf }))
      else if (!found.ok)
        log.warn({ serverId: id, fault: found.fault }, 'a server that changed could not be listed')
      return found.ok
    } catch (error) {
      log.error({ err: error, serverId: id }, 'a changed list of tools could not be stored')
      return false
    }
  }
}

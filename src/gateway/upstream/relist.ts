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

/** What is known of one server's announcements. */
interface Announced {
  timer: NodeJS.Timeout | undefined
  listedAt: number
  isListing: boolean
  /** Announced while the list was being read, which may not have it. */
  isMissed: boolean
  failures: number
}

/** Asks a server for its tools again when it says that they have changed. */
export class Relist {
  readonly #needs: Needs
  readonly #announced = new Map<ServerId, Announced>()
  #isOver = false

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** To be told of everything a server says unasked; twice does no harm. */
  hear({ id }: StoredServer, said: string): void {
    if (!said.includes('notifications/tools/list_changed') || this.#isOver) return
    const announced = this.#announced.get(id) ?? {
      timer: undefined,
      listedAt: Number.NEGATIVE_INFINITY,
      isListing: false,
      isMissed: false,
      failures: 0,
    }
    this.#announced.set(id, announced)
    if (announced.isListing) announced.isMissed = true
    else if (announced.timer === undefined) this.#wait(id, announced)
  }

  close(): void {
    this.#isOver = true
    for (const { timer } of this.#announced.values()) clearTimeout(timer)
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

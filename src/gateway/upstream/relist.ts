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

interface Needs {
  readonly inventories: Inventories
  readonly discover: Discover
  readonly transportOf: (server: StoredServer) => TransportInput | undefined
  readonly clock: Clock
  readonly log: Log
}

/** Asks a server for its tools again when it says that they have changed. */
export class Relist {
  readonly #needs: Needs
  readonly #timers = new Map<ServerId, NodeJS.Timeout>()
  readonly #lastAt = new Map<ServerId, number>()
  #isOver = false

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** To be told of everything a server says unasked; twice does no harm. */
  hear(server: StoredServer, said: string): void {
    if (!said.includes('notifications/tools/list_changed') || this.#isOver || this.#timers.has(server.id))
      return
    const rest = (this.#lastAt.get(server.id) ?? Number.NEGATIVE_INFINITY) + restMs - this.#needs.clock.now()
    const timer = setTimeout(() => void this.#list(server), Math.max(gatherMs, rest))
    timer.unref()
    this.#timers.set(server.id, timer)
  }

  close(): void {
    this.#isOver = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  /** INVARIANT: a listing that fails or is empty leaves the inventory as it was. */
  async #list(server: StoredServer): Promise<void> {
    const { inventories, discover, transportOf, clock, log } = this.#needs
    this.#lastAt.set(server.id, clock.now())
    const transport = transportOf(server)
    try {
      const found = transport === undefined ? undefined : await discover(transport, () => undefined)
      if (found?.ok === true && found.value.tools.length > 0 && !this.#isOver)
        await inventories.put(
          inventoryOf(server.id, found.value, { discoveredAt: clock.now(), digest: digestOf }),
        )
      else if (found?.ok === false)
        log.warn({ serverId: server.id, fault: found.fault }, 'a server that changed could not be listed')
    } catch (error) {
      log.error({ err: error, serverId: server.id }, 'a changed list of tools could not be stored')
    } finally {
      this.#timers.delete(server.id)
    }
  }
}

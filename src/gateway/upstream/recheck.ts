import { inventoryOf } from '#model/discovered-inventory'
import { asSpoken, type Discover, type Discovered, type DiscoveryFault } from '#model/discovery'
import type { ServerId } from '#model/id'
import type { TransportInput } from '#model/server'
import type { Clock } from '#platform/clock'
import { digestOf } from '#platform/id'
import type { Log } from '#platform/log'
import { fail, type Result } from '#std/result'
import type { Inventories, StoredServer } from '#storage'

interface Needs {
  readonly inventories: Inventories
  readonly discover: Discover
  readonly transportOf: (server: StoredServer) => TransportInput | undefined
  readonly clock: Clock
  readonly log: Log
  readonly firstMs: number
}

const longestMs = 5 * 60_000

interface Watched {
  timer: NodeJS.Timeout | undefined
  tries: number
}

type Tell = (found: Result<Discovered, DiscoveryFault>) => void

/**
 * Asks a server that does not answer again, ever more rarely and for ever: nobody should have to press a button, nor an
 * agent to fail, for a server that is back to be known as back, with the tools it then has.
 */
export class Recheck {
  readonly #needs: Needs
  readonly #watched = new Map<ServerId, Watched>()
  #isOver = false

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** `tell` hears how each try ended. */
  start(server: StoredServer, tell: Tell): void {
    if (this.#isOver || this.#watched.has(server.id)) return
    const watched: Watched = { timer: undefined, tries: 0 }
    this.#watched.set(server.id, watched)
    this.#wait(server, watched, tell)
  }

  stop(id: ServerId): void {
    clearTimeout(this.#watched.get(id)?.timer)
    this.#watched.delete(id)
  }

  close(): void {
    this.#isOver = true
    for (const id of [...this.#watched.keys()]) this.stop(id)
  }

  #wait(server: StoredServer, watched: Watched, tell: Tell): void {
    const delay = Math.min(this.#needs.firstMs * 2 ** Math.min(watched.tries, 20), longestMs)
    watched.tries += 1
    watched.timer = setTimeout(() => void this.#try(server, watched, tell), delay)
    watched.timer.unref()
  }

  async #try(server: StoredServer, watched: Watched, tell: Tell): Promise<void> {
    const { inventories, discover, transportOf, clock, log } = this.#needs
    const transport = transportOf(server)
    if (transport === undefined) return this.stop(server.id)
    const found = asRegistered(transport, await discover(transport, () => undefined))
    // Whatever happened meanwhile knows better: an agent got through, or the server has another address, or is gone.
    if (this.#watched.get(server.id) !== watched) return
    if (!found.ok) {
      this.#wait(server, watched, tell)
      tell(found)
      return
    }
    this.stop(server.id)
    try {
      if (found.value.tools.length > 0)
        await inventories.put(
          inventoryOf(server.id, found.value, { discoveredAt: clock.now(), digest: digestOf }),
        )
    } catch (error) {
      log.error({ err: error, serverId: server.id }, 'the tools of a server that is back could not be stored')
    }
    tell(found)
  }
}

/** How a server is reached is for people to change, be it by a button. */
function asRegistered(
  transport: TransportInput,
  found: Result<Discovered, DiscoveryFault>,
): Result<Discovered, DiscoveryFault> {
  if (!found.ok || asSpoken(transport, found.value).kind === transport.kind) return found
  const message =
    'The server speaks HTTP+SSE, the older transport. Discover its tools again, and it is registered so.'
  return fail({ code: 'not_mcp', message })
}

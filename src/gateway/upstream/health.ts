import type { IncomingHttpHeaders } from 'node:http'
import type { ServerId } from '#model/id'
import type { Health } from '#model/server'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Servers, StoredServer } from '#storage'
import type { Recheck } from './recheck.ts'
import type { Flow, Upstream, UpstreamAnswer, UpstreamFault } from './upstream.ts'

/** That all is well is written again after this long, so that `checkedAt` is not from last year. */
const refreshMs = 10 * 60_000
const restMs = 1_000
/** Clients give up after a minute, sooner than we do: by then a server that stands still would never be known to. */
const suspectMs = 30_000

/** A session that is lost, or seems so: the server is about to be asked for another. No room for one: the bound is ours. */
const saysNothing: ReadonlySet<UpstreamFault['code']> = new Set([
  'session_lost',
  'session_refused',
  'no_room',
])

interface Needs {
  readonly servers: Servers
  readonly clock: Clock
  readonly log: Log
  /** Asks again what does not answer. */
  readonly recheck: Recheck
}

/** The last word on each upstream, learnt from the traffic itself and written down when it changes. */
export class HealthWatch {
  readonly #needs: Needs
  readonly #last = new Map<ServerId, Health>()
  readonly #written = new Map<ServerId, Health>()
  readonly #timers = new Map<ServerId, NodeJS.Timeout>()

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** The same upstream, with somebody looking on. */
  over(server: StoredServer, upstream: Upstream, hasTools: () => boolean): Upstream {
    const { recheck, clock } = this.#needs
    const { id } = server
    this.#last.set(id, server.health)
    const answered = () => {
      recheck.stop(id)
      this.#note(id, hasTools() ? 'ok' : 'no_tools', null)
    }
    let isLetGo = false
    const failed = (fault: UpstreamFault) => {
      // What breaks because we hang up says nothing of the server.
      if (isLetGo) return
      this.#note(id, stateOf(fault), forPeople(fault))
      this.#askAgain(server)
    }
    const abandoned = (askedAt: number) => {
      if (!isLetGo && clock.now() - askedAt >= suspectMs) this.#askAgain(server)
    }
    const onlooker = { answered, failed, abandoned }
    if (server.health.state === 'unreachable') this.#askAgain(server)
    return {
      request(request, answer) {
        // Until it has something to say, a stream may be silent for as long as it likes.
        const askedAt = request.method === 'GET' ? undefined : clock.now()
        const watched = new WatchedAnswer(answer, onlooker, askedAt)
        watched.flow = upstream.request(request, watched)
        return watched
      },
      close() {
        isLetGo = true
        recheck.stop(id)
        return upstream.close()
      },
    }
  }

  /** Somebody else has tried it, and wrote down what came of that. */
  seen(server: StoredServer): void {
    const { id, health } = server
    if ((health.checkedAt ?? 0) <= (this.#last.get(id)?.checkedAt ?? 0)) return
    this.#last.set(id, health)
    if (health.state === 'unreachable') this.#askAgain(server)
    else this.#needs.recheck.stop(id)
  }

  #askAgain(server: StoredServer): void {
    const { id } = server
    this.#needs.recheck.start(server, (found) => {
      if (found.ok) this.#note(id, found.value.tools.length > 0 ? 'ok' : 'no_tools', null)
      else this.#note(id, stateOf(found.fault), found.fault.message)
    })
  }

  #note(id: ServerId, state: Health['state'], error: string | null): void {
    const last = this.#last.get(id)
    const now = this.#needs.clock.now()
    if (last?.state === state && last.error === error && now - (last.checkedAt ?? 0) < refreshMs) return
    this.#last.set(id, { state, error, checkedAt: now })
    // A server that comes and goes with each call is written down once a second, as it then is.
    if (this.#timers.has(id)) return
    this.#write(id)
    const timer = setTimeout(() => {
      this.#timers.delete(id)
      if (this.#last.get(id) !== this.#written.get(id)) this.#write(id)
    }, restMs)
    timer.unref()
    this.#timers.set(id, timer)
  }

  #write(id: ServerId): void {
    const { servers, log } = this.#needs
    const health = this.#last.get(id)
    if (health === undefined) return
    this.#written.set(id, health)
    servers
      .setHealth(id, health)
      .catch((failure: unknown) =>
        log.warn({ err: failure, serverId: id }, 'the health of a server could not be stored'),
      )
  }

  close(): void {
    this.#needs.recheck.close()
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }
}

interface Onlooker {
  answered(): void
  failed(fault: UpstreamFault): void
  /** Nobody waited any longer for even the beginning of an answer. */
  abandoned(askedAt: number): void
}

/** An answer that passes while somebody looks on. */
class WatchedAnswer implements UpstreamAnswer, Flow {
  readonly #answer: UpstreamAnswer
  readonly #onlooker: Onlooker
  /** Undefined where it does not matter, or matters no more. */
  #askedAt: number | undefined
  flow: Flow | undefined

  constructor(answer: UpstreamAnswer, onlooker: Onlooker, askedAt: number | undefined) {
    this.#answer = answer
    this.#onlooker = onlooker
    this.#askedAt = askedAt
  }

  abort(): void {
    if (this.#askedAt !== undefined) this.#onlooker.abandoned(this.#askedAt)
    this.#askedAt = undefined
    this.flow?.abort()
  }

  pause(): void {
    this.flow?.pause()
  }

  resume(): void {
    this.flow?.resume()
  }

  start(status: number, headers: Readonly<IncomingHttpHeaders>, length?: number): void {
    this.#askedAt = undefined
    // Below 500 somebody answered for the server; above, a proxy may have answered for nobody.
    if (status < 500) this.#onlooker.answered()
    this.#answer.start(status, headers, length)
  }

  data(chunk: Buffer): void {
    this.#answer.data(chunk)
  }

  end(): void {
    this.#answer.end()
  }

  fail(fault: UpstreamFault): void {
    this.#askedAt = undefined
    if (!saysNothing.has(fault.code)) this.#onlooker.failed(fault)
    this.#answer.fail(fault)
  }
}

/** The message, and what only those who run the server may know. */
export function forPeople({ message, detail }: UpstreamFault): string {
  return detail === undefined ? message : `${message} ${detail}`
}

function stateOf({ code }: { readonly code: string }): Health['state'] {
  return code === 'needs_authorisation' ? 'needs_authorisation' : 'unreachable'
}

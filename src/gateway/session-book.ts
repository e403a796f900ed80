import { z } from 'zod'
import { GrantId, ServerId } from '#model/id'
import type { Journal } from '#platform/journal'
import type { Log } from '#platform/log'
import type { Sealer } from '#platform/seal'
import type { Session } from './sessions.ts'

/** What it takes to go on with a session in another process. */
const Entry = z.object({
  grantId: GrantId,
  serverId: ServerId,
  upstreamId: z.string(),
  initialize: z.string(),
  version: z.string().optional(),
  clientName: z.string().nullable(),
})

/** What stands in the place of a session that has ended. */
const over = null

const Sealed = z.object({ sealed: z.string() })

/** A session as it was written down. */
export interface Remembered extends z.infer<typeof Entry> {
  readonly id: string
}

interface Needs {
  readonly journal: Journal
  readonly sealer: Sealer
  readonly log: Log
}

/**
 * Sessions as they outlive the process. Of seven clients that stay connected one opens another session by itself when its own is not found;
 * the others stay broken until a person starts them again, and a gateway that is updated must not cost that.
 */
export class SessionBook {
  readonly #needs: Needs
  readonly #written = new Set<string>()

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** Sealed, since an upstream may take a session's id for proof of who speaks. */
  write(session: Session): void {
    const { journal, sealer, log } = this.#needs
    const { id, grantId, serverId, upstreamId, initialize, stream, version, clientName } = session
    // A session that is a stream ends with it, and one without an id upstream has nothing to go on with.
    if (stream !== undefined || upstreamId === undefined || initialize === undefined) return
    const said = initialize.toString('utf8')
    const entry = { grantId, serverId, upstreamId, initialize: said, clientName, ...(version && { version }) }
    try {
      journal.write(id, { sealed: sealer.seal(JSON.stringify(entry), contextOf(id)) })
      this.#written.add(id)
    } catch (error) {
      log.warn({ err: error, serverId }, 'a session could not be written down: it ends with the process')
    }
  }

  /** INVARIANT: that a session is over is written too, or a killed process would leave it to the next as open. */
  strike({ id }: Pick<Session, 'id'>): void {
    const { journal, log } = this.#needs
    if (!this.#written.delete(id)) return
    try {
      journal.write(id, over)
    } catch (error) {
      log.warn({ err: error, session: id }, 'the end of a session could not be written down')
    }
    journal.settle([id])
  }

  /** What earlier processes left open. What `isGood` does not want is struck. */
  recover(isGood: (entry: Remembered) => boolean): Remembered[] {
    const { journal } = this.#needs
    const ended = journal.recovered.filter(({ line }) => line === over)
    journal.settle(ended.map(({ id }) => id))
    return journal.recovered.flatMap(({ id, line }) => {
      if (line === over) return []
      this.#written.add(id)
      const entry = this.#read(id, line)
      if (entry !== undefined && isGood(entry)) return [entry]
      this.strike({ id })
      return []
    })
  }

  #read(id: string, line: unknown): Remembered | undefined {
    const { sealer, log } = this.#needs
    const sealed = Sealed.safeParse(line)
    const plain = sealed.success ? sealer.open(sealed.data.sealed, contextOf(id)) : undefined
    const entry = plain?.ok === true ? Entry.safeParse(JSON.parse(plain.value)) : undefined
    if (entry?.success === true) return { id, ...entry.data }
    log.warn({ session: id }, 'a session that was written down cannot be read: its client must open another')
    return undefined
  }
}

function contextOf(id: string): string {
  return `session ${id}`
}

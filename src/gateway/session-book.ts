import { z } from 'zod'
import { isToolDefinition } from '#mcp/list-answer'
import type { ToolDefinition } from '#mcp/tool'
import { GrantId, ServerId } from '#model/id'
import { type BookNeeds, SealedBook } from './sealed-book.ts'
import type { Session } from './sessions.ts'

/** What it takes to go on with a session in another process. */
const Entry = z.object({
  grantId: GrantId,
  serverId: ServerId,
  upstreamId: z.string().optional(),
  initialize: z.string(),
  version: z.string().optional(),
  clientName: z.string().nullable(),
  isOlder: z.boolean().optional(),
  listed: z.array(z.custom<ToolDefinition>(isToolDefinition)).optional(),
})

/** What lists differ by from one client to another is a few tools; of more than these their clients must be told again. */
const longestListed = 8_192

/** A session as it was written down. */
export interface Remembered extends z.infer<typeof Entry> {
  readonly id: string
}

/**
 * Sessions as they outlive the process. Of seven clients that stay connected one opens another session by itself when its own is not found;
 * the others stay broken until a person starts them again, and a gateway that is updated must not cost that.
 */
export class SessionBook {
  readonly #book: SealedBook<z.infer<typeof Entry>>

  constructor(needs: BookNeeds) {
    this.#book = new SealedBook(needs, Entry, {
      noun: 'session',
      unwritten: 'a session could not be written down: it ends with the process',
      unreadable: 'a session that was written down cannot be read: its client must open another',
    })
  }

  write(session: Session): void {
    const { id, grantId, serverId, upstreamId, initialize, isOlder, version, clientName, listed } = session
    // Without an id upstream there is nothing to go on with, unless the server gives none.
    if (initialize === undefined || (upstreamId === undefined && !session.isStateless)) return
    const said = initialize.toString('utf8')
    this.#book.write(id, {
      grantId,
      serverId,
      initialize: said,
      clientName,
      ...(upstreamId !== undefined && { upstreamId }),
      ...(version && { version }),
      ...(isOlder && { isOlder }),
      ...(!listed.isEmpty && { listed: someOf(listed.all()) }),
    })
  }

  strike({ id }: Pick<Session, 'id'>): void {
    this.#book.strike(id)
  }

  /** What earlier processes left open. What `isGood` does not want is struck. */
  recover(isGood: (entry: Omit<Remembered, 'id'>) => boolean): Remembered[] {
    return this.#book.recover(isGood).map(({ id, entry }) => ({ id, ...entry }))
  }
}

function someOf(tools: Iterable<ToolDefinition>): ToolDefinition[] {
  const some: ToolDefinition[] = []
  let length = 0
  for (const tool of tools) {
    length += JSON.stringify(tool).length
    if (length > longestListed) break
    some.push(tool)
  }
  return some
}

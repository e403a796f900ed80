import { errorText, type RequestId, rpcCodes } from '#mcp/frame'
import { filterTools, holdsTools } from '#mcp/list-answer'
import { readServerMessage } from '#mcp/message'
import type { ToolDefinition } from '#mcp/tool'
import type { Clock } from '#platform/clock'
import { isShown, listedTo, policyOf } from './decide.ts'
import type { Caller } from './identify.ts'
import { ListCache } from './list-cache.ts'
import type { Session } from './sessions.ts'
import type { Snapshot } from './snapshot.ts'

/** Whose list it is. */
export interface Listed {
  readonly caller: Caller
  readonly session: Session | undefined
}

interface Needs {
  readonly snapshot: Snapshot
  readonly clock: Clock
  /** Is told of each message that passes. */
  readonly hear: (listed: Listed, message: string) => void
  /** Is told of tools that the inventory lacks, when they are listed to somebody for the first time. */
  readonly meet: (listed: Listed, strangers: readonly ToolDefinition[]) => void
}

/** Lists of tools as the policy shows them: the one in force when the answer comes, not when it was asked for. */
export class Lists {
  readonly #needs: Needs

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** The answer to `tools/list`; undefined when it cannot be read with certainty. */
  shown({ caller, session }: Listed, answer: string, idText: string): string | undefined {
    const current = this.#current(caller)
    const { server, grant } = current
    const known = cacheOf(current, session)?.find(answer, idText)
    if (known !== undefined) return known
    const policy = policyOf(current)
    const list = filterTools(answer, (tool) => isShown(server, policy, tool))
    if (list === undefined) return undefined
    const strangers = list.tools.filter((tool) => !server.tools.has(tool.name))
    if (strangers.length > 0) {
      const { clock, meet } = this.#needs
      const listed = { caller: current, session }
      if (listedTo(listed).learn(strangers, clock.now())) meet(listed, strangers)
      return list.text
    }
    const cache = server.lists.get(grant.policyId) ?? new ListCache()
    server.lists.set(grant.policyId, cache)
    cache.keep(answer, idText, list.text)
    return list.text
  }

  /** An answer that was filtered before, in bytes. */
  known(
    { caller, session }: Listed,
    answer: readonly Buffer[],
    idText: string,
  ): readonly Buffer[] | undefined {
    return cacheOf(this.#current(caller), session)?.findBytes(answer, idText)
  }

  /**
   * Any message on any stream. INVARIANT: a list of tools is filtered wherever it turns up, also in an answer that a
   * server replays and nobody waits for; what may be one and cannot be read does not pass.
   */
  passing(listed: Listed, data: string): string {
    this.#needs.hear(listed, data)
    if (!holdsTools(data)) return data
    const message = readServerMessage(data)
    const idText = message.kind === 'answer' ? idTextOf(message.id) : 'null'
    return this.shown(listed, data, idText) ?? unreadableList(idText)
  }

  #current(caller: Caller): Caller {
    const { snapshot } = this.#needs
    const { grant, server } = caller
    return (
      snapshot.token(grant.tokenHash) ?? {
        ...caller,
        server: snapshot.server(server.server.id) ?? server,
      }
    )
  }
}

/**
 * What was filtered before for this policy. INVARIANT: it has no list with tools that the inventory lacks, for these must
 * be noted for each who is told of them.
 */
function cacheOf({ server, grant }: Caller, session: Session | undefined): ListCache | undefined {
  return session === undefined || session.listed.isEmpty ? server.lists.get(grant.policyId) : undefined
}

function idTextOf(id: RequestId): string {
  return JSON.stringify(id)
}

export function unreadableList(idText: string): string {
  return errorText(idText, { code: rpcCodes.internal, message: 'The server’s list of tools cannot be read.' })
}

import { eventText } from '#mcp/event-stream'
import { errorText, type RequestId, rpcCodes } from '#mcp/frame'
import type { Clock } from '#platform/clock'
import type { HttpRequest } from '#platform/http/exchange'
import { ClientStream } from './downstream/client-stream.ts'
import { acceptedBy } from './downstream/headers.ts'
import { Feed } from './feed.ts'
import type { Caller } from './identify.ts'
import { type Listening, seenUnasked } from './listen.ts'
import type { Listed } from './lists.ts'
import type { NotRenewed, Session, Sessions } from './sessions.ts'
import type { Snapshot } from './snapshot.ts'
import type { OpenStreams } from './streams.ts'
import type { Visit } from './visit.ts'

interface Needs {
  readonly sessions: Sessions
  readonly snapshot: Snapshot
  readonly streams: OpenStreams
  readonly clock: Clock
  readonly streamCommentMs: number
  readonly streamAwayMs: number
  /** A new session of such a client. */
  begin(caller: Caller): Session
  /** Ends a session upstream. */
  leave(session: Session): void
  /** Opens it anew there. */
  renew(visit: Visit): Promise<NotRenewed | undefined>
  /** What goes on of all that a server says. */
  hearing(listed: Listed): Pick<Listening, 'passing' | 'seen'>
}

/** The streams of clients that speak HTTP+SSE, and what becomes of their sessions when these are lost. */
export class OlderStreams {
  readonly #needs: Needs
  /** What ran when a stream was lost: its answers had nowhere to go. */
  readonly #unanswered = new WeakMap<Session, readonly RequestId[]>()

  constructor(needs: Needs) {
    this.#needs = needs
  }

  /** Opens its stream for such a client; false = the GET is another's. */
  open(visit: Visit): boolean {
    const left = this.#leftBy(visit)
    if (left === undefined && !opensStream(visit)) return false
    this.#begin(visit, left)
    return true
  }

  /** From here on the server may speak unasked. */
  introduced(session: Session | undefined): void {
    if (session?.stream === undefined || session.stream.isIntroduced) return
    session.stream.isIntroduced = true
    session.feed?.open()
  }

  /**
   * The session to which a client that speaks HTTP+SSE comes back, having lost its stream. What it says then is what a
   * client of streamable HTTP says (the SDK's names the version, and no event to go on after) but for the session; and
   * where a server keeps sessions, no client of streamable HTTP would leave that out. Where it keeps none, it is an
   * `EventSource` that never takes a stream from a cache, and says so
   * ([HTML, section 9.2.2](https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface)).
   * Among several sessions of one grant that wait, whose clients cannot be told apart, it is the last used; the others
   * come back to the others.
   */
  #leftBy({ caller, session, request: { headers } }: Visit): Session | undefined {
    const version = headers['mcp-protocol-version']
    const isReturn =
      session === undefined &&
      version !== undefined &&
      headers['last-event-id'] === undefined &&
      acceptedBy(headers.accept).events
    if (!isReturn) return undefined
    // A stream that is open is nobody's to take: of two clients each would take it from the other again and again.
    const isEventSource = headers['cache-control']?.includes('no-cache') === true
    const waiting = this.#needs.sessions
      .waiting(caller.grant.id, caller.server.server.id)
      .filter(({ isStateless }) => !isStateless || isEventSource)
    const own = lastUsed(waiting.filter((one) => one.version === version))
    // Who may as well be new takes no session of others.
    return own ?? (version === olderVersion ? undefined : lastUsed(waiting))
  }

  /**
   * The session of a client that speaks HTTP+SSE is its stream, and where it posts to names it. Most such clients come
   * back by themselves when it is lost, and none introduces itself again: so the session is there for them as it was.
   */
  #begin(visit: Visit, left: Session | undefined): void {
    const { caller, request, response } = visit
    const { streams, snapshot, clock, hearing, streamCommentMs } = this.#needs
    const session = left ?? this.#needs.begin(caller)
    const { grantId, serverId } = session
    const stream = new ClientStream({
      response,
      grantId,
      serverId,
      tokenHash: caller.grant.tokenHash,
      commentMs: streamCommentMs,
      takesEventsAlone: request.headers['mcp-protocol-version'] === olderVersion,
      onClose: () => {
        feed.close()
        streams.delete(stream)
        session.streams.delete(stream)
        this.#lost(session)
      },
    })
    const listed = { caller, session }
    const feed = new Feed({
      stream,
      session,
      upstream: () => snapshot.server(serverId)?.upstream,
      seen: (block) => seenUnasked(block, { session, ...hearing(listed) }),
    })
    session.stream = stream
    session.feed = feed
    session.lastUsedAt = clock.now()
    session.streams.add(stream)
    streams.add(stream)
    stream.open(`${pathOf(request)}?sessionId=${session.id}`)
    if (left !== undefined) void this.#goOn(visit, session, stream)
  }

  /** The server may speak unasked again; where it has ended the session meanwhile it is asked for another. */
  async #goOn(visit: Visit, session: Session, stream: ClientStream): Promise<void> {
    stream.isIntroduced = true
    for (const id of this.#unanswered.get(session) ?? [])
      stream.write(eventText(errorText(JSON.stringify(id), { code: rpcCodes.internal, message: lostWords })))
    this.#unanswered.delete(session)
    const why = session.isResting ? await this.#needs.renew({ ...visit, session }) : undefined
    if (stream.isOver) return
    if (why === undefined) session.feed?.open()
    else stream.end()
  }

  /** The stream of a session is over. It is kept for its client, and upstream only for a while: many leave for good. */
  #lost(session: Session): void {
    const { sessions, streamAwayMs } = this.#needs
    this.#unanswered.set(session, [...session.running])
    session.stream = undefined
    session.feed = undefined
    const isThere = () => sessions.find(session.id, session.grantId, session.serverId) === session
    if (!isThere()) return
    if (session.initialize === undefined) {
      sessions.remove(session)
      this.#needs.leave(session)
      return
    }
    const rest = () => {
      if (session.stream !== undefined || session.isResting || !isThere()) return
      session.isResting = true
      this.#needs.leave(session)
    }
    setTimeout(() => session.whenQuiet(rest), streamAwayMs).unref()
  }
}

const lostWords =
  'The connection was lost while this ran, and its answer with it. Whether it took effect is not known.'

/** The last version that has HTTP+SSE, and no header in which a client says so: the Java SDK's clients of it do, from the first. */
const olderVersion = '2024-11-05'

function lastUsed(sessions: readonly Session[]): Session | undefined {
  return sessions.toSorted((a, b) => b.lastUsedAt - a.lastUsedAt)[0]
}

/**
 * Whether a GET opens the stream of an HTTP+SSE client (MCP 2024-11-05) and not the listening stream of streamable HTTP.
 * Both come without a session, the latter from clients of servers that have none; but those have been introduced by then
 * and since 2025-06-18 must say which version they speak, and whoever resumes says from where. A client of 2025-03-26
 * says neither, and one of streamable HTTP that was given 2024-11-05 may say just that; these too are given the older
 * stream, which they can live with: an event named `endpoint` is none of their messages (the SDK skips it), and what
 * follows is what they listen for.
 */
function opensStream({ session, request: { headers } }: Visit): boolean {
  const version = headers['mcp-protocol-version']
  return (
    session === undefined &&
    (version === undefined || version === olderVersion) &&
    headers['last-event-id'] === undefined &&
    acceptedBy(headers.accept).events
  )
}

function pathOf({ url = '' }: HttpRequest): string {
  return url.split('?', 1)[0] ?? url
}

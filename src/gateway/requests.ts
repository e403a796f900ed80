import type { IncomingHttpHeaders } from 'node:http'
import { errorText, type NotificationFrame, type ResponseFrame, resultText, rpcCodes } from '#mcp/frame'
import { readServerMessage } from '#mcp/message'
import { emptyLists, guardOf } from '#mcp/method'
import { isModern } from '#mcp/version'
import type { Clock } from '#platform/clock'
import type { HttpResponse } from '#platform/http/exchange'
import { isJsonObject, type JsonObject } from '#std/json'
import type { Bonds } from './bonds.ts'
import type { CallExchange } from './call-exchange.ts'
import { allowsTopic, policyOf } from './decide.ts'
import { headersToSend } from './downstream/headers.ts'
import { passWhole } from './downstream/outlet.ts'
import { refuseHttp } from './downstream/refuse.ts'
import { marks } from './faults.ts'
import { type Exchange, forward, forwardQuietly, renew } from './forward.ts'
import type { Caller } from './identify.ts'
import { introductionOf } from './introduction.ts'
import { listen } from './listen.ts'
import { type Listed, type Lists, unreadableList } from './lists.ts'
import { OlderStreams } from './older-streams.ts'
import type { Progress } from './progress.ts'
import type { Relay } from './relay.ts'
import { type NotRenewed, Session, type Sessions } from './sessions.ts'
import type { Snapshot } from './snapshot.ts'
import type { OpenStreams } from './streams.ts'
import { Subscription } from './subscription.ts'
import { exchangeWhole } from './upstream/whole.ts'
import type { HeldKey, Visit } from './visit.ts'

interface Needs {
  readonly sessions: Sessions
  readonly snapshot: Snapshot
  readonly streams: OpenStreams
  readonly lists: Lists
  readonly bonds: Bonds
  readonly progress: Progress
  readonly clock: Clock
  readonly streamCommentMs: number
  readonly streamAwayMs: number
  /** Ends what was open in a session, here and upstream. */
  endSession(session: Session): void
}

/** Every message but `tools/call`. */
export class Requests {
  readonly #needs: Needs
  readonly #older: OlderStreams

  constructor(needs: Needs) {
    this.#needs = needs
    this.#older = new OlderStreams({
      ...needs,
      begin: (caller) => this.#newSession(caller, true),
      leave: (session) => this.#leave(session),
      renew: (visit) => this.#renew(visit),
      hearing: (listed) => this.#stream(listed),
    })
  }

  /** What no policy speaks of passes as it is. */
  async pass(exchange: CallExchange): Promise<void> {
    const { sessions, streams, bonds } = this.#needs
    const { frame, outlet } = exchange
    const refusal = bonds.refusal(exchange)
    if (refusal !== undefined) {
      outlet.answer(refusal)
      return
    }
    const strange = bonds.standIn(exchange)
    if (strange !== undefined) {
      await forward(strange.exchange, sessions, { ...this.#stream(exchange), rewrite: strange.restore })
      return
    }
    if (frame.method === 'tasks/list') {
      const rewrite = (answer: string) => bonds.ownTasks(exchange, answer)
      await forward(exchange, sessions, { ...this.#stream(exchange), rewrite })
      return
    }
    if (frame.method !== 'subscriptions/listen') {
      await forward(exchange, sessions, this.#stream(exchange))
      return
    }
    const stream = new Subscription(exchange)
    streams.add(stream)
    const onRelay = (relay: Relay) => stream.attach(relay)
    const options = { ...this.#stream(exchange), onRelay }
    await forward(exchange, sessions, options).finally(() => streams.delete(stream))
  }

  /** Opens a session if the upstream does, under an id of our own. */
  async initialize(exchange: CallExchange): Promise<void> {
    const { caller, frame, body, session } = exchange
    const stream = session?.stream === undefined ? undefined : session
    // Some introduce themselves again when they come back, and no server takes that twice in one session.
    if (stream?.initialize !== undefined) {
      // One that is just being opened would else take the place of the one that is asked for here.
      await stream.renewal
      this.#leave(stream)
      stream.isResting = false
    }
    const client = introductionOf(frame.params)
    let opened: Session | undefined
    let version: string | undefined
    // The headers come before an answer in events, and are looked at after one in JSON.
    const known = () => {
      const session = opened ?? stream
      if (session === undefined || version === undefined) return
      session.version = version
      this.#needs.sessions.keep(session)
    }
    const onHead = (headers: IncomingHttpHeaders) => {
      const upstreamId = headers['mcp-session-id']
      if (typeof upstreamId !== 'string' || opened !== undefined) return opened?.id
      opened = stream ?? this.#newSession(caller)
      opened.opened({ upstreamId, initialize: body, clientName: client.clientName ?? null })
      known()
      return opened.id
    }
    const rewrite = (answer: string) => {
      const message = readServerMessage(answer)
      if (message.kind !== 'answer' || message.result === undefined) return answer
      const { protocolVersion } = message.result
      if (typeof protocolVersion === 'string') version = protocolVersion
      // The stream of such a client is a session of ours, be there one upstream or not.
      stream?.opened({
        upstreamId: stream.upstreamId,
        initialize: body,
        clientName: client.clientName ?? null,
      })
      known()
      this.#needs.progress.introduce(caller.grant.id, { ...client, protocolVersion: version ?? null })
      return answer
    }
    await forward(exchange, this.#needs.sessions, { onHead, rewrite, ...this.#stream(exchange) })
  }

  /** The tools that the policy shows; of the others not a word. */
  async list(exchange: CallExchange): Promise<void> {
    const { caller, session, frame } = exchange
    const { lists } = this.#needs
    const take = (answer: string) => lists.shown(exchange, answer, frame.idText)
    const known = (answer: readonly Buffer[]) => lists.known(exchange, answer, frame.idText)
    this.#needs.progress.note(caller.grant.id, 'listedAt')
    session?.await(frame.id, { take: (answer) => take(answer) ?? unreadableList(frame.idText) })
    const end = await forward(exchange, this.#needs.sessions, {
      rewrite: take,
      known,
      ...this.#stream(exchange),
    })
    if (end.status !== 'unknown') session?.takeAwaited(frame.id)
  }

  /** Resources, prompts and completion, by the policy's word. */
  async topic(exchange: CallExchange): Promise<void> {
    const { caller, frame, outlet } = exchange
    const topic = topicOf(frame.method, frame.params)
    if (topic === undefined || allowsTopic(policyOf(caller), topic)) return this.pass(exchange)
    const list = emptyLists.get(frame.method)
    if (list !== undefined) {
      const result = {
        [list]: [],
        ...(isModern(exchange.version) && { resultType: 'complete', cacheScope: 'private' }),
      }
      outlet.answer(resultText(frame.idText, JSON.stringify(result)))
      return
    }
    const message = `${marks.denied} The policy of this grant does not allow the server’s ${topic}.`
    outlet.answer(errorText(frame.idText, { code: rpcCodes.invalidParams, message }))
  }

  /** A notification, or the client's answer to the server. Without a `response` it is part of a batch. */
  async quietly(
    exchange: Exchange<NotificationFrame | ResponseFrame>,
    response: HttpResponse | undefined,
    holder: { cancel(key: HeldKey): boolean },
  ): Promise<void> {
    const { frame } = exchange
    if (frame.kind === 'response' && !this.#needs.bonds.takeAsked(exchange, frame.id)) {
      const message = 'The server has asked this grant nothing under this id, or has its answer.'
      if (response !== undefined) refuseHttp(response, 400, message, { code: rpcCodes.invalidRequest })
      return
    }
    const cancelled = cancelledBy(exchange)
    const isUnsent =
      cancelled !== undefined &&
      (holder.cancel(cancelled) || exchange.session?.takeBack(cancelled.id) === true)
    if (isUnsent) {
      // The upstream never heard of the call, so it hears nothing of its end.
      response?.writeHead(202).end()
      return
    }
    const sent = await forwardQuietly(exchange, this.#needs.sessions)
    if (isIntroduction(exchange)) this.#older.introduced(exchange.session)
    if (response === undefined) return
    if ('code' in sent) {
      refuseHttp(response, sent.code === 'timeout' ? 504 : 502, sent.message)
      return
    }
    const { session, outlet } = exchange
    if (session?.isOlder === true && sent.status < 300) {
      // Clients that speak HTTP+SSE know 202 of old, and some take no 204.
      outlet.taken()
      return
    }
    if (session?.isOlder === false) response.setHeader('mcp-session-id', session.id)
    passWhole(response, sent)
  }

  listen(visit: Visit): void {
    if (this.#older.open(visit)) return
    listen({
      ...visit,
      headers: this.#headersToListen(visit),
      streams: this.#needs.streams,
      renew: (lostId) => this.#renew(visit, lostId),
      ...this.#stream(visit),
    })
  }

  /** From a place that is not the grant's nothing is resumed: it hears what is said from now on, as at any other place. */
  #headersToListen(visit: Visit): readonly string[] {
    const place = visit.request.headers['last-event-id']
    const headers = headersToSend(visit.request, 'none')
    return typeof place !== 'string' || this.#needs.bonds.mayResume(visit, place)
      ? headers
      : headers.filter((_, at) => headers[at - (at % 2)] !== 'last-event-id')
  }

  #renew({ caller, session, request }: Visit, lostId?: string): Promise<NotRenewed | undefined> {
    const types = ['content-type', 'application/json', 'accept', 'application/json, text/event-stream']
    const own = headersToSend(request, 'none').filter((_, at, all) => !ofStream.has(all[at - (at % 2)] ?? ''))
    return renew({ caller, session, headers: [...types, ...own] }, this.#needs.sessions, lostId)
  }

  #newSession(caller: Caller, isOlder = false): Session {
    const session = new Session({
      grantId: caller.grant.id,
      serverId: caller.server.server.id,
      isOlder,
      now: this.#needs.clock.now(),
    })
    for (const crowded of this.#needs.sessions.add(session)) this.#needs.endSession(crowded)
    return session
  }

  /** The client closes its session: with the upstream first, which may say no. */
  async end({ request, response, caller, session }: Visit): Promise<void> {
    await session?.renewal
    if (session?.isResting === true) {
      // The server was told when it began to rest.
      this.#needs.sessions.remove(session)
      response.writeHead(200, { 'content-length': 0 }).end()
      return
    }
    const ended = await exchangeWhole(caller.server.upstream, {
      method: 'DELETE',
      headers: headersToSend(request, 'none'),
      session: session?.upstreamId,
      isSessionSure: true,
    })
    if (!ended.ok) {
      if (session !== undefined) this.#needs.sessions.remove(session)
      refuseHttp(response, 502, ended.fault.message)
      return
    }
    const { status } = ended.value
    if (session !== undefined && (status < 300 || status === 404)) this.#needs.sessions.remove(session)
    passWhole(response, ended.value)
  }

  /** A goodbye that does not arrive is no loss: the server will end the session by itself. */
  #leave(session: Session): void {
    this.endUpstream(session).catch(() => undefined)
  }

  /** Tells the upstream that a session is over that its client never closed. */
  async endUpstream(session: Session): Promise<void> {
    const server = this.#needs.snapshot.server(session.serverId)
    const { upstreamId } = session
    if (server === undefined || upstreamId === undefined) return
    session.upstreamId = undefined
    await exchangeWhole(server.upstream, {
      method: 'DELETE',
      headers: [],
      session: upstreamId,
      isSessionSure: true,
    })
  }

  /** What goes on of all that a server says. */
  #stream(listed: Listed) {
    return {
      passing: (data: string) => this.#needs.lists.passing(listed, data),
      seen: this.#needs.bonds.reader(listed),
    }
  }
}

/** What is said of the stream that is asked for, and not of who asks. */
const ofStream = new Set(['accept', 'last-event-id'])

function topicOf(method: string, params: JsonObject | undefined): 'resources' | 'prompts' | undefined {
  const guard = guardOf(method)
  if (guard === 'resources' || guard === 'prompts') return guard
  const ref = params?.['ref']
  const type = isJsonObject(ref) ? ref['type'] : undefined
  if (type === 'ref/prompt') return 'prompts'
  return type === 'ref/resource' ? 'resources' : undefined
}

function cancelledBy({
  caller,
  session,
  frame,
}: Exchange<NotificationFrame | ResponseFrame>): HeldKey | undefined {
  if (frame.kind !== 'notification' || frame.method !== 'notifications/cancelled') return undefined
  const id = frame.params?.['requestId']
  if (typeof id !== 'string' && typeof id !== 'number') return undefined
  return { owner: session?.id ?? caller.grant.id, id }
}

function isIntroduction({ frame }: Exchange<NotificationFrame | ResponseFrame>): boolean {
  return frame.kind === 'notification' && frame.method === 'notifications/initialized'
}

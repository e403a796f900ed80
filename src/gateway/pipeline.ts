import { errorText, type Frame, faultText, parseBody, rpcCodes } from '#mcp/frame'
import { guardOf, isDisguised, isNotificationName } from '#mcp/method'
import { isModern } from '#mcp/version'
import { CallId } from '#model/id'
import type { Clock } from '#platform/clock'
import type { HttpRequest, HttpResponse } from '#platform/http/exchange'
import { newId } from '#platform/id'
import type { Log } from '#platform/log'
import type { OriginGuard } from '#platform/origin'
import { networkOf, type RateLimit } from '#platform/rate-limit'
import { answerBatch, type BatchRunner } from './batch.ts'
import type { CallExchange } from './call-exchange.ts'
import type { Calls, Holder } from './calls.ts'
import { definitionFor } from './decide.ts'
import { headerMismatch } from './downstream/header-match.ts'
import { Headings } from './downstream/heading.ts'
import { ResponseOutlet } from './downstream/outlet.ts'
import { answerPreflight, isPreflight, openToPage } from './downstream/page.ts'
import { paramHeaders } from './downstream/param-headers.ts'
import { readBody } from './downstream/read-body.ts'
import { answerHttp, refuseHttp } from './downstream/refuse.ts'
import { faultWords, refusalText } from './faults.ts'
import { sessionNotFound } from './forward.ts'
import { identify, isBearerFault } from './identify.ts'
import { envelopeOf } from './introduction.ts'
import type { Progress } from './progress.ts'
import type { Requests } from './requests.ts'
import { RunningPost } from './running-post.ts'
import { headersFor, sessionNamedBy } from './session-name.ts'
import type { Session, Sessions } from './sessions.ts'
import type { GatewaySettings } from './settings.ts'
import { isExpired, type Snapshot } from './snapshot.ts'
import type { OpenStreams } from './streams.ts'
import type { Door, HeldKey, Visit } from './visit.ts'

export interface PipelineNeeds {
  readonly snapshot: Snapshot
  readonly sessions: Sessions
  readonly streams: OpenStreams
  readonly calls: Calls
  readonly holder: Holder & {
    cancel(key: HeldKey): boolean
    endSession(session: Session): void
    parkAll(): void
  }
  readonly requests: Requests
  readonly progress: Progress
  readonly originGuard: OriginGuard
  readonly failures: RateLimit
  readonly clock: Clock
  readonly log: Log
  readonly settings: GatewaySettings
}

/** Every request to `/mcp/<slug>`: identify, decide, hold, forward, record. */
export class Pipeline {
  readonly #needs: PipelineNeeds
  readonly #headings: Headings
  #isClosing = false
  #running = 0
  #onIdle: () => void = () => undefined
  readonly #each: BatchRunner = {
    request: (exchange) => this.#request(exchange),
    quietly: (exchange) => this.#needs.requests.quietly(exchange, undefined, this.#needs.holder),
  }

  constructor(needs: PipelineNeeds) {
    this.#needs = needs
    this.#headings = new Headings(needs.originGuard)
  }

  handle(request: HttpRequest, response: HttpResponse): void {
    // Writing to a client that has left is not news.
    response.on('error', ignored)
    if (this.#isClosing && request.method === 'GET') {
      // Whoever waits on a stream comes back where it had no answer, and gives up for ever where it had one that is no
      // stream ([HTML, section 9.2.3](https://html.spec.whatwg.org/multipage/server-sent-events.html#processing-model)).
      response.destroy()
      return
    }
    if (this.#isClosing) {
      const { page } = this.#headings.of(request)
      if (page !== undefined) openToPage(response, page)
      const headers = { 'retry-after': '2', connection: 'close' }
      refuseHttp(response, 503, 'The gateway is restarting.', { headers })
      return
    }
    void this.#guarded(request, response)
  }

  /** INVARIANT: the one edge at which a throw is caught, and there it is a denial. */
  async #guarded(request: HttpRequest, response: HttpResponse): Promise<void> {
    this.#running += 1
    try {
      await this.#serve(request, response)
    } catch (error) {
      if (!request.destroyed || response.headersSent)
        answerHttp(response, 500, errorText('null', this.#incident(error)))
    } finally {
      this.#running -= 1
      if (this.#running === 0) this.#onIdle()
    }
  }

  /** Takes nothing new, parks what waits for a person, and gives what runs some time to end. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true
    this.#needs.holder.parkAll()
    if (this.#running === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onIdle = resolve
    const timer = setTimeout(resolve, graceMs)
    await promise
    clearTimeout(timer)
  }

  #serve(request: HttpRequest, response: HttpResponse): Promise<void> | undefined {
    const visit = this.#admit(request, response)
    if (visit === undefined) return undefined
    if (request.method === 'POST') return this.#post(visit)
    if (request.method === 'DELETE') return this.#delete(visit)
    if (request.method === 'GET') this.#needs.requests.listen(visit)
    else refuseHttp(response, 405, 'Method not allowed.', { headers: { allow: 'GET, POST, DELETE' } })
    return undefined
  }

  /** Who it is and what for; undefined when it has been answered. */
  #admit(request: HttpRequest, response: HttpResponse): Visit | undefined {
    const { progress, clock } = this.#needs
    const heading = this.#headings.of(request)
    const { admission, page, repeated, slug } = heading
    if (!admission.isHostOurs || admission.origin === 'foreign') {
      refuseHttp(response, 403, admission.isHostOurs ? 'Origin not allowed.' : 'Host not allowed.')
      return undefined
    }
    if (page !== undefined) openToPage(response, page)
    if (repeated !== undefined) {
      refuseHttp(response, 400, `The header \`${repeated}\` must not be sent twice.`)
      return undefined
    }
    if (slug === undefined) {
      refuseHttp(response, 404, 'There is nothing here. A gateway address is /mcp/<server>.')
      return undefined
    }
    if (page !== undefined && isPreflight(request)) {
      answerPreflight(request, response)
      return undefined
    }
    const visit = this.#known({ request, response, slug, heading })
    if (visit === undefined) return undefined
    progress.note(visit.caller.grant.id, 'seenAt')
    if (visit.session !== undefined) visit.session.lastUsedAt = clock.now()
    return visit
  }

  /** The grant and the session as they stand at this moment; undefined when it has been answered. */
  #known(door: Door): Visit | undefined {
    const { snapshot, sessions, clock } = this.#needs
    const { request, response, slug, heading } = door
    const caller = identify(snapshot, slug, heading.bearer, clock.now())
    if (isBearerFault(caller)) {
      this.#refuseBearer(response, heading.admission.client, caller)
      return undefined
    }
    const { id, isStream } = sessionNamedBy(request, heading)
    const found = id === undefined ? undefined : sessions.find(id, caller.grant.id, caller.server.server.id)
    const isThere = found?.isOlder === isStream && (!isStream || found.stream !== undefined)
    const session = isThere ? found : undefined
    if (id !== undefined && session === undefined) {
      answerHttp(response, 404, sessionNotFound())
      return undefined
    }
    return { ...door, caller, session }
  }

  /** The common case costs one look into a map: the grant is as it was. */
  #stillKnown(visit: Visit): Visit | undefined {
    const { snapshot, sessions, clock } = this.#needs
    const { caller, session } = visit
    const isSame =
      snapshot.token(caller.grant.tokenHash)?.server === caller.server &&
      !isExpired(caller.grant, clock.now())
    const isOpen =
      session === undefined || sessions.find(session.id, session.grantId, session.serverId) === session
    return isSame && isOpen ? visit : this.#known(visit)
  }

  /** Only failures are counted, so nobody's good token suffers from a neighbour's bad ones. */
  #refuseBearer(response: HttpResponse, client: string, fault: { code: string; message: string }): void {
    const taken = this.#needs.failures.take(networkOf(client))
    if (taken.ok) {
      const headers = { 'www-authenticate': 'Bearer' }
      refuseHttp(response, 401, fault.message, { code: -32001, reason: fault.code, headers })
      return
    }
    const seconds = Math.ceil(taken.fault.retryAfterMs / 1000)
    const message = `Too many requests without a valid token. Retry after ${seconds} s.`
    refuseHttp(response, 429, message, { headers: { 'retry-after': String(seconds) } })
  }

  async #post(admitted: Visit): Promise<void> {
    const { request, response, heading } = admitted
    const reading = readBody(request, heading, this.#needs.settings.bodyBytes)
    const isHere = !(reading instanceof Promise)
    const read = isHere ? reading : await reading
    if (!read.ok) {
      refuseHttp(response, read.fault.status, read.fault.message, {
        code: read.fault.status === 400 ? rpcCodes.parse : -32000,
        ...(read.fault.status === 413 && { headers: { connection: 'close' } }),
      })
      return
    }
    // INVARIANT: a call is judged by what is in force when it is judged. A body may take its time, and meanwhile the
    // token may have been revoked, the session closed, or a policy published.
    const visit = isHere ? admitted : this.#stillKnown(admitted)
    if (visit === undefined) return
    const { caller, session } = visit
    const receivedAt = performance.now()
    const parsed = parseBody(read.value.toString('utf8'))
    if (!parsed.ok) {
      answerHttp(response, 400, faultText(parsed.fault))
      return
    }
    const { isBatch, frames } = parsed.value
    const [only] = frames
    const stream = session?.stream
    const outlet = stream?.outlet(response) ?? new ResponseOutlet(response, heading.accepts, session?.id)
    const version = heading.headers['mcp-protocol-version']
    const asked = {
      caller,
      session,
      post: new RunningPost(caller, this.#needs.streams),
      headers: headersFor(session, isBatch ? heading.sent.batch : heading.sent.one),
      version: typeof version === 'string' ? version : session?.version,
      clientName:
        session?.clientName ??
        this.#needs.progress.nameOf(caller.grant.id) ??
        caller.grant.progress.clientName,
      receivedAt,
      body: read.value,
      outlet,
    }
    try {
      if (isBatch || only === undefined) await answerBatch(response, frames, asked, this.#each)
      else if (only.ok) await this.#single(visit, only.value, asked)
      else answerHttp(response, 400, faultText(only.fault))
    } finally {
      asked.post.left()
      stream?.release(outlet)
    }
  }

  #single(
    { request, response, heading }: Visit,
    frame: Frame,
    asked: Omit<CallExchange, 'frame'>,
  ): Promise<void> | undefined {
    const mismatch = headerMismatch(heading.headers, frame)
    if (mismatch !== undefined) {
      const idText = frame.kind === 'request' ? frame.idText : 'null'
      answerHttp(response, 400, errorText(idText, { code: rpcCodes.headerMismatch, message: mismatch }))
      return undefined
    }
    if (frame.kind === 'request') return this.#repeated(request, response, { ...asked, frame })
    if (frame.kind === 'notification' && !isNotificationName(frame.method)) {
      // A request that hides from its answer would run all the same in a careless server.
      const message = `\`${frame.method}\` needs an id`
      answerHttp(response, 400, errorText('null', { code: rpcCodes.invalidRequest, message }))
      return undefined
    }
    return this.#needs.requests.quietly({ ...asked, frame }, response, this.#needs.holder)
  }

  /** Arguments that travel in headers too go along where they say the same. */
  #repeated(
    { rawHeaders }: HttpRequest,
    response: HttpResponse,
    exchange: CallExchange,
  ): Promise<void> | undefined {
    const { frame } = exchange
    if (frame.method !== 'tools/call' || !isModern(exchange.version)) return this.#request(exchange)
    const tool = definitionFor(exchange, String(frame.params?.['name']))
    const repeated = paramHeaders(rawHeaders, frame, tool)
    if (repeated.kind === 'same')
      return this.#request({ ...exchange, headers: [...exchange.headers, ...repeated.headers] })
    const error = { code: rpcCodes.headerMismatch, message: repeated.message }
    answerHttp(response, 400, errorText(frame.idText, error))
    return undefined
  }

  async #request(exchange: CallExchange): Promise<void> {
    const { frame, outlet, session } = exchange
    outlet.taken()
    if (isDisguised(frame.method)) {
      outlet.answer(errorText(frame.idText, { code: rpcCodes.methodNotFound, message: 'Method not found' }))
      return
    }
    if (session?.running.has(frame.id) === true) {
      // Two requests with one id: the answer to one could pass for the answer to the other.
      outlet.answer(
        errorText(frame.idText, {
          code: rpcCodes.invalidRequest,
          message: 'a request with this id is running',
        }),
      )
      return
    }
    session?.running.add(frame.id)
    try {
      await this.#judged(this.#introduced(exchange))
    } catch (error) {
      const { message } = this.#incident(error)
      outlet.answer(
        frame.method === 'tools/call'
          ? refusalText(frame.idText, {
              text: message,
              note: {
                outcome: 'deny',
                rule: '(gateway fault)',
                decisionId: CallId.parse(newId('call', this.#needs.clock)),
              },
              isModern: isModern(exchange.version),
            })
          : errorText(frame.idText, { code: rpcCodes.internal, message }),
      )
    } finally {
      session?.ended(frame.id, this.#needs.clock.now())
    }
  }

  /** Who calls, where each request says so. A question for what the server can do is not yet a connection. */
  #introduced(exchange: CallExchange): CallExchange {
    const { caller, frame } = exchange
    const introduction = envelopeOf(frame.params)
    if (introduction === undefined) return exchange
    if (frame.method !== 'server/discover') this.#needs.progress.introduce(caller.grant.id, introduction)
    return { ...exchange, clientName: introduction.clientName ?? exchange.clientName }
  }

  #judged(exchange: CallExchange): Promise<unknown> | undefined {
    const { requests, calls, holder, progress } = this.#needs
    const { method } = exchange.frame
    switch (guardOf(method)) {
      case 'tools_call':
        progress.note(exchange.caller.grant.id, 'calledAt')
        return calls.run(exchange, holder)
      case 'tools_list':
        return requests.list(exchange)
      case 'resources':
      case 'prompts':
      case 'completion':
        return requests.topic(exchange)
      default:
        return method === 'initialize' ? requests.initialize(exchange) : requests.pass(exchange)
    }
  }

  async #delete(visit: Visit): Promise<void> {
    const { holder, requests, sessions } = this.#needs
    const { session } = visit
    if (session !== undefined) holder.endSession(session)
    await requests.end(visit)
    // What was asked while the server was told goes with the session too.
    const isOver =
      session !== undefined && sessions.find(session.id, session.grantId, session.serverId) !== session
    if (isOver) holder.endSession(session)
  }

  #incident(error: unknown): { code: number; message: string } {
    const incident = newId('fault', this.#needs.clock)
    this.#needs.log.error({ err: error, incident }, 'a request failed in the gateway and was refused')
    return { code: rpcCodes.internal, message: faultWords(incident) }
  }
}

function ignored(): void {}

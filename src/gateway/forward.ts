import {
  errorText,
  type NotificationFrame,
  notificationText,
  parseBody,
  type RequestFrame,
  type ResponseFrame,
  rpcCodes,
} from '#mcp/frame'
import { isIdempotent } from '#mcp/method'
import { forgetOldest } from '#std/forget-oldest'
import { ok, type Result } from '#std/result'
import { isLossFault, isSessionLoss, mayBeSessionLoss } from './answer-outcome.ts'
import { mediaType } from './downstream/headers.ts'
import { endUnanswered, type Outlet } from './downstream/outlet.ts'
import { grantOver } from './faults.ts'
import type { Caller } from './identify.ts'
import { type LeftOff, Relay, type RelayEnd, type RelayOptions } from './relay.ts'
import type { RunningPost } from './running-post.ts'
import type { NotRenewed, Session, Sessions } from './sessions.ts'
import { answerIn } from './upstream/answer-in.ts'
import type { UpstreamFault } from './upstream/upstream.ts'
import { type Exchanged, exchangeWhole } from './upstream/whole.ts'

/** One message of a client, with all that is needed to carry it upstream and its answer back. */
export interface Exchange<Kind = RequestFrame> {
  readonly caller: Caller
  readonly session: Session | undefined
  readonly frame: Kind
  /** The bytes that go upstream: just those that were judged. */
  readonly body: Buffer
  readonly headers: readonly string[]
  readonly outlet: Outlet
  /** What it came with. */
  readonly post: RunningPost
}

export interface ForwardOptions extends RelayOptions {
  /** Hears of the relay, so that it can be cancelled. */
  readonly onRelay?: (relay: Relay) => void
  /**
   * Asked before something is sent that waited for its session: why it may go no further, as JSON text for the client.
   * Without it that is asked of the grant alone.
   */
  readonly stopped?: () => string | undefined
}

/** Sends a request upstream and its answer to the client. Whatever happens, the client has an answer when it resolves. */
export async function forward(
  exchange: Exchange,
  sessions: Sessions,
  options: ForwardOptions = {},
): Promise<RelayEnd> {
  const { session, frame } = exchange
  let isSessionSure = session?.refused.delete(frame.method)
  if (session?.isResting === true) {
    const why = await renewFor(exchange, options, () => renew(exchange, sessions))
    if (why === 'taken_back') return takenBackOf(exchange)
    const stopped = stoppedBy(exchange, options)
    if (stopped !== undefined) return notSent(exchange, stopped)
    if (why !== undefined) return notOpened(exchange, why)
    isSessionSure = true
  }
  const sentIn = session?.upstreamId
  let end = await relayOnce(exchange, options, isSessionSure)
  // A kept-alive connection may be closed just as it is used again; that says nothing of the server.
  if (end.fault?.code === 'broken_off' && isIdempotent(frame.method) && !exchange.post.isEnded)
    end = await relayOnce(exchange, options)
  if (end.fault !== undefined && isLossFault(end.fault))
    end = await inAnother({ exchange, sessions, options }, end, sentIn)
  if (end.fault !== undefined) exchange.outlet.answer(faultAnswer(exchange.frame, end.fault))
  return end
}

/** What methods there are is for clients to say. */
const mostRefused = 64

interface Forwarding {
  readonly exchange: Exchange
  readonly sessions: Sessions
  readonly options: ForwardOptions
}

/** The session is lost: what may be sent again is sent in another. Without a fault the client has its answer. */
async function inAnother(
  { exchange, sessions, options }: Forwarding,
  end: RelayEnd,
  lostId: string | undefined,
): Promise<RelayEnd> {
  const { session, frame } = exchange
  const renewing = () => renew(exchange, sessions, lostId)
  // What reached somebody is not sent twice.
  const isSentAgain = isIdempotent(frame.method) || !end.wasReached
  const why = isSentAgain ? await renewFor(exchange, options, renewing) : await renewing()
  if (why === 'taken_back') return takenBackOf(exchange)
  if (why !== undefined) return notOpened(exchange, why)
  if (isSentAgain) {
    const stopped = stoppedBy(exchange, options)
    return stopped === undefined ? relayOnce(exchange, options, true) : notSent(exchange, stopped)
  }
  if (end.fault?.code === 'session_refused' && session !== undefined)
    forgetOldest(session.refused.add(frame.method), mostRefused)
  return end
}

/** Until it is there the client may take its request back; what must come to its end is not asked. */
async function renewFor(
  { session, frame }: Exchange,
  { outlivesClient }: ForwardOptions,
  renewing: () => Promise<NotRenewed | undefined>,
): Promise<NotRenewed | 'taken_back' | undefined> {
  if (outlivesClient === true) return renewing()
  session?.waits(frame.id)
  const why = await renewing()
  return session?.goesOn(frame.id) === false ? 'taken_back' : why
}

function takenBackOf({ outlet }: Exchange): RelayEnd {
  endUnanswered(outlet)
  return leftUnsent
}

function relayOnce(exchange: Exchange, options: ForwardOptions, isSessionSure = false): Promise<RelayEnd> {
  const { outlet, frame, session, caller, post, headers, body } = exchange
  const feed = session?.feed
  const leftOff = feed && (({ lastId, retryMs }: LeftOff) => feed.resume(lastId, frame.id, retryMs))
  const hasSession = session?.upstreamId !== undefined
  const relay = new Relay({ outlet, frame, hasSession, leftOff, post }, options)
  options.onRelay?.(relay)
  post.add(relay)
  relay.attach(
    caller.server.upstream.request(
      { method: 'POST', headers, session: session?.upstreamId, isSessionSure, body, frame },
      relay,
    ),
  )
  return relay.end$
}

/** INVARIANT: what waited is sent only if it may be sent now. */
function stoppedBy({ post, frame }: Exchange, { stopped }: ForwardOptions): string | undefined {
  if (stopped !== undefined) return stopped()
  const error = { code: rpcCodes.internal, message: grantOver.message }
  return post.isEnded ? errorText(frame.idText, error) : undefined
}

function notSent({ outlet }: Exchange, stopped: string): RelayEnd {
  outlet.answer(stopped)
  return unsent
}

function faultAnswer({ idText, method }: RequestFrame, fault: UpstreamFault): string {
  const isOpen = fault.wasReached && (fault.code === 'broken_off' || fault.code === 'timeout')
  const isLost = isLossFault(fault)
  const message = isLost
    ? 'The server had lost this session. It has been opened anew, and the call was not sent again: call again if it is safe.'
    : `${fault.message}${isOpen && method === 'tools/call' ? unknownEffect : ''}`
  return errorText(idText, {
    code: rpcCodes.internal,
    message,
    data: { cause: isLost ? 'session_lost' : fault.code },
  })
}

const unknownEffect = ' Whether the call took effect is not known.'

/** Nobody has carried out anything. 404 is what makes a client open another session, so only that ends one for it. */
function notOpened({ outlet, frame }: Exchange, why: NotRenewed): RelayEnd {
  const body = sessionNotFound(frame.idText)
  if (why !== 'gone') outlet.answer(faultAnswer(frame, { ...why, wasReached: false }))
  else if (outlet.isFresh) {
    outlet.pass(404, { 'content-type': 'application/json' }, undefined, Buffer.byteLength(body))
    outlet.chunk(body)
    outlet.end()
  } else outlet.answer(body)
  return unsent
}

const unsent: RelayEnd = { status: 'unreachable', wasReached: false, ms: 0 }
/** How an exchange ended that its client took back before it was sent. */
export const leftUnsent: RelayEnd = { status: 'cancelled', wasReached: false, ms: 0 }

export function sessionNotFound(idText = 'null'): string {
  return errorText(idText, { code: -32001, message: 'Session not found' })
}

/**
 * Opens the upstream's session anew in the client's own words. Many may ask at once, and some only when it has happened:
 * `lostId` is the session that they found lost. It happens once.
 */
export function renew(
  exchange: Pick<Exchange, 'caller' | 'session' | 'headers'>,
  sessions: Sessions,
  lostId?: string,
): Promise<NotRenewed | undefined> {
  const { session } = exchange
  const initialize = session?.initialize
  if (session === undefined || initialize === undefined) return Promise.resolve('gone')
  if (session.isStateless) {
    // Nothing was ended there while it rested.
    session.isResting = false
    return Promise.resolve(undefined)
  }
  if (lostId !== undefined && isOpenAgain(session, lostId)) return Promise.resolve(undefined)
  session.renewal ??= reopen({ ...exchange, session, initialize }, sessions.startTimeoutMs)
    .then((why) => {
      if (why === undefined && !sessions.has(session)) return leave(exchange, session)
      if (why === undefined) {
        sessions.keep(session)
        session.feed?.goOn()
      } else if (why === 'gone') sessions.remove(session)
      return why
    })
    .finally(() => {
      session.renewal = undefined
    })
  return session.renewal
}

/** Ended while it was opened anew, when nobody could know how it is called upstream. A goodbye that is lost is no loss. */
function leave({ caller }: Pick<Exchange, 'caller'>, session: Session): 'gone' {
  const { upstreamId } = session
  session.upstreamId = undefined
  void exchangeWhole(caller.server.upstream, { method: 'DELETE', headers: [], session: upstreamId })
  return 'gone'
}

function isOpenAgain({ upstreamId, isResting, renewal }: Session, lostId: string): boolean {
  return upstreamId !== undefined && upstreamId !== lostId && !isResting && renewal === undefined
}

interface Reopening extends Pick<Exchange, 'caller' | 'headers'> {
  readonly session: Session
  readonly initialize: Buffer
}

async function reopen(
  { caller, headers, session, initialize }: Reopening,
  timeoutMs: number,
): Promise<NotRenewed | undefined> {
  const { upstream } = caller.server
  const asked = requestIn(initialize)
  const opened = await exchangeWhole(
    upstream,
    { method: 'POST', headers: withoutVersion(headers), session: undefined, body: initialize },
    { timeoutMs, enough: (soFar) => asked !== undefined && answerIn(soFar, asked.id) !== undefined },
  )
  if (!opened.ok) return opened.fault
  const id = sessionIdOf(opened.value)
  if (id === undefined) return opened.value.status >= 500 ? broken(opened.value) : 'gone'
  const body = Buffer.from(notificationText('notifications/initialized'))
  const told = await exchangeWhole(
    upstream,
    { method: 'POST', headers, session: id, isSessionSure: true, body },
    { timeoutMs, isMessage: true },
  )
  if (!told.ok) return told.fault
  if (told.value.status >= 300) return broken(told.value)
  session.upstreamId = id
  session.isResting = false
  return undefined
}

function requestIn(body: Buffer): RequestFrame | undefined {
  const parsed = parseBody(body.toString('utf8'))
  const first = parsed.ok ? parsed.value.frames[0] : undefined
  return first?.ok === true && first.value.kind === 'request' ? first.value : undefined
}

function broken({ status }: Exchanged): UpstreamFault {
  return { code: 'unreachable', message: `The server answered HTTP ${status}.`, wasReached: true }
}

function sessionIdOf({ status, headers }: Exchanged): string | undefined {
  const id = headers['mcp-session-id']
  return status < 300 && typeof id === 'string' ? id : undefined
}

/** The version is what `initialize` negotiates, so it is not yet told. */
function withoutVersion(headers: readonly string[]): string[] {
  return headers.filter((_, at) => headers[at - (at % 2)] !== 'mcp-protocol-version')
}

/** Carries a notification, or the client's answer to a request of the server. */
export async function forwardQuietly(
  exchange: Exchange<NotificationFrame | ResponseFrame>,
  sessions: Sessions,
): Promise<Exchanged | UpstreamFault> {
  const { session, frame } = exchange
  if (session?.isResting === true) await renew(exchange, sessions)
  const sentIn = session?.upstreamId
  // An answer belongs to the request of a session that is gone; a notification can be told to the new one.
  const canBeTold = frame.kind === 'notification' && sentIn !== undefined
  const sent = await tell(exchange, !canBeTold)
  if (!canBeTold || !isLostBy(sent)) return sent.ok ? sent.value : sent.fault
  const why = await renew(exchange, sessions, sentIn)
  if (why === undefined) {
    const again = await tell(exchange, true)
    return again.ok ? again.value : again.fault
  }
  if (sent.ok) return sent.value
  return why === 'gone' ? notFound : why
}

/** Whether it arrives is all there is to hear, also where the server opens an event stream to say so. */
async function tell(
  { caller, session, headers, body, frame }: Exchange<NotificationFrame | ResponseFrame>,
  isSessionSure: boolean,
): Promise<Result<Exchanged, UpstreamFault>> {
  const sent = await exchangeWhole(
    caller.server.upstream,
    { method: 'POST', headers, session: session?.upstreamId, isSessionSure, body, frame },
    { isMessage: true },
  )
  const isTaken = sent.ok && sent.value.status < 300 && mediaType(sent.value.headers) === 'text/event-stream'
  return isTaken ? ok({ status: 202, headers: {}, body: Buffer.alloc(0) }) : sent
}

function isLostBy(sent: Result<Exchanged, UpstreamFault>): boolean {
  if (!sent.ok) return isLossFault(sent.fault)
  const { status, body } = sent.value
  return mayBeSessionLoss(status) && isSessionLoss(status, body.toString('utf8'))
}

const notFound: Exchanged = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(sessionNotFound()),
}

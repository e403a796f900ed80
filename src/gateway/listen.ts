import type { IncomingHttpHeaders } from 'node:http'
import { StringDecoder } from 'node:string_decoder'
import { blockSplitter, dataOf, eventText, withData } from '#mcp/event-stream'
import { notificationText } from '#mcp/frame'
import { readServerMessage } from '#mcp/message'
import type { GrantId, ServerId } from '#model/id'
import type { HttpResponse } from '#platform/http/exchange'
import { isLossFault, isSessionLoss, longestRefusal, mayBeSessionLoss } from './answer-outcome.ts'
import { headersToPass, mediaType } from './downstream/headers.ts'
import { answerHttp, refuseHttp } from './downstream/refuse.ts'
import { sessionNotFound } from './forward.ts'
import type { Caller } from './identify.ts'
import { gathered } from './relay.ts'
import type { Awaited, NotRenewed, Session } from './sessions.ts'
import type { ListenStream, OpenStreams } from './streams.ts'
import type { Flow, UpstreamAnswer, UpstreamFault } from './upstream/upstream.ts'

export interface Listening {
  readonly caller: Caller
  readonly session: Session | undefined
  /** What goes upstream with it. */
  readonly headers: readonly string[]
  readonly response: HttpResponse
  readonly streams: OpenStreams
  /** Opens the upstream's session anew, where that is the one that was found lost. */
  readonly renew: (lostId: string | undefined) => Promise<NotRenewed | undefined>
  /** What goes on of a message. */
  readonly passing: (data: string) => string
  /** Hears of each event as the server wrote it. */
  readonly seen: ((block: string) => void) | undefined
}

/**
 * The stream on which a server speaks unasked, and on which a broken answer is resumed. It goes on block by block: an
 * answer that was to be filtered is filtered here too, and messages of ours fit between.
 */
export function listen(listening: Listening): void {
  const stream = new Listener(listening)
  stream.open()
}

/** How a server refused its stream. */
interface Doubt {
  readonly status: number
  readonly headers: Readonly<IncomingHttpHeaders>
  readonly length: number | undefined
  readonly chunks: Buffer[]
  size: number
}

const listChanged = notificationText('notifications/tools/list_changed')

class Listener implements UpstreamAnswer, ListenStream {
  readonly #response: HttpResponse
  readonly #session: Session | undefined
  readonly #streams: OpenStreams
  readonly #listening: Listening
  readonly grantId: GrantId
  readonly serverId: ServerId
  readonly tokenHash: string
  readonly #splitter = blockSplitter()
  readonly #decoder = new StringDecoder('utf8')
  #isEvents = false
  #wasRenewed = false
  /** The upstream's session in which it was asked for. */
  #askedIn: string | undefined
  /** A refusal that may mean the session, until it is here whole. */
  #doubt: Doubt | undefined
  #flow: Flow | undefined

  constructor(listening: Listening) {
    const { response, caller, session, streams } = listening
    this.#listening = listening
    this.#response = response
    this.#session = session
    this.#streams = streams
    this.grantId = caller.grant.id
    this.serverId = caller.server.server.id
    this.tokenHash = caller.grant.tokenHash
    // INVARIANT: known before anything is asked of the server, so that no revocation passes it by.
    session?.streams.add(this)
    streams.add(this)
  }

  open(): void {
    this.#response.once('close', () => this.#closed())
    if (this.#session?.isResting === true) void this.#askAgain()
    else this.#ask()
  }

  #ask(): void {
    const { caller, session } = this.#listening
    this.#askedIn = session?.upstreamId
    const isSessionSure = this.#isSure
    const headers = this.#headers()
    const asked = { method: 'GET', headers, session: this.#askedIn, isSessionSure } as const
    this.#flow = caller.server.upstream.request(asked, this)
    if (this.#response.destroyed) this.#closed()
  }

  /** Asked in a session that was opened anew for it, or that had been: what the server says then is about the stream. */
  get #isSure(): boolean {
    return this.#wasRenewed || this.#session?.refused.has('GET') === true
  }

  /** A place in the session that was lost is none in the next. */
  #headers(): readonly string[] {
    const { headers } = this.#listening
    return this.#wasRenewed ? headers.filter((_, at) => headers[at - (at % 2)] !== 'last-event-id') : headers
  }

  /**
   * A stream is often the first that comes back to a server which lost its session, and loses nothing by waiting.
   * `mayBeStream`: what it heard may have been about the stream alone, so that from the next session it is believed.
   */
  async #askAgain(mayBeStream = false): Promise<void> {
    this.#wasRenewed = true
    const why = await this.#listening.renew(this.#askedIn)
    if (why === undefined && mayBeStream) this.#session?.refused.add('GET')
    if (why === undefined) this.#ask()
    else if (this.#response.headersSent) this.#response.destroy()
    else if (why === 'gone') answerHttp(this.#response, 404, sessionNotFound())
    else this.fail(why)
  }

  #closed(): void {
    this.#session?.streams.delete(this)
    this.#streams.delete(this)
    this.#flow?.abort()
  }

  start(status: number, headers: Readonly<IncomingHttpHeaders>, length?: number): void {
    if (mayBeSessionLoss(status) && this.#askedIn !== undefined && !this.#isSure)
      this.#doubt = { status, headers, length, chunks: [], size: 0 }
    else this.#pass(status, headers, length)
  }

  #pass(status: number, headers: Readonly<IncomingHttpHeaders>, length?: number): void {
    this.#isEvents = mediaType(headers) === 'text/event-stream'
    if (length !== undefined && !this.#isEvents) this.#response.setHeader('content-length', length)
    if (this.#session !== undefined) this.#response.setHeader('mcp-session-id', this.#session.id)
    this.#response.writeHead(status, headersToPass(headers))
    if (!this.#isEvents) return
    this.#response.flushHeaders()
    this.#session?.refused.delete('GET')
  }

  data(chunk: Buffer): void {
    if (this.#doubt !== undefined) {
      this.#doubt.chunks.push(chunk)
      this.#doubt.size += chunk.length
      if (this.#doubt.size > longestRefusal) this.#passRefusal(this.#doubt)
      return
    }
    if (!this.#isEvents) {
      this.#write(chunk)
      return
    }
    for (const block of this.#splitter.push(this.#decoder.write(chunk)))
      this.#write(seenUnasked(block, this.#listening))
    // What has no end cannot be looked at. A client that lost its stream asks again.
    if (this.#splitter.held > gathered) this.#response.destroy()
  }

  #passRefusal({ status, headers, length, chunks }: Doubt): void {
    this.#doubt = undefined
    this.#pass(status, headers, length)
    for (const chunk of chunks) this.data(chunk)
  }

  end(): void {
    const doubt = this.#doubt
    if (doubt !== undefined) {
      this.#doubt = undefined
      if (isSessionLoss(doubt.status, Buffer.concat(doubt.chunks).toString('utf8'))) {
        void this.#askAgain(true)
        return
      }
      this.#passRefusal(doubt)
    }
    const rest = this.#splitter.rest()
    if (rest !== '') this.#write(seenUnasked(rest, this.#listening))
    if (this.#response.headersSent) this.#response.end()
    else this.#response.destroy()
  }

  fail(fault: UpstreamFault): void {
    this.#doubt = undefined
    if (isLossFault(fault) && !this.#wasRenewed) void this.#askAgain(fault.code === 'session_refused')
    else if (this.#response.headersSent) this.#response.destroy()
    else refuseHttp(this.#response, fault.code === 'timeout' ? 504 : 502, fault.message)
  }

  tellListChanged(): void {
    if (this.#isEvents) this.#response.write(eventText(listChanged))
  }

  #write(chunk: Buffer | string): void {
    if (this.#response.write(chunk)) return
    this.#flow?.pause()
    this.#response.once('drain', () => this.#flow?.resume())
  }
}

/** INVARIANT: an answer that a session waits for is treated here just as on the stream where it was asked for. */
export function seenUnasked(
  block: string,
  { session, passing, seen }: Pick<Listening, 'session' | 'passing' | 'seen'>,
): string {
  seen?.(block)
  const data = dataOf(block)
  if (data === undefined) return block
  const waiting = awaitedIn(data, session)
  const passed = passing(waiting === undefined ? data : waiting.take(data))
  return passed === data ? block : withData(block, passed)
}

function awaitedIn(data: string, session: Session | undefined): Awaited | undefined {
  if (session?.isWaiting !== true) return undefined
  const message = readServerMessage(data)
  return message.kind === 'answer' ? session.takeAwaited(message.id) : undefined
}

import { randomUUID } from 'node:crypto'
import type { RequestId } from '#mcp/frame'
import type { GrantId, ServerId } from '#model/id'
import { hashText } from '#platform/id'
import { forgetOldest } from '#std/forget-oldest'
import type { ClientStream } from './downstream/client-stream.ts'
import type { Feed } from './feed.ts'
import { ListedTools } from './listed-tools.ts'
import type { SessionBook } from './session-book.ts'
import type { ListenStream } from './streams.ts'
import type { UpstreamFault } from './upstream/upstream.ts'

/** What a session waits for and must see when it comes, on whichever stream: `take` says what goes on instead. */
export interface Awaited {
  take(answer: string): string
}

/** Why a session is not open again: the server does not want it any more, or could not be asked for now. */
export type NotRenewed = 'gone' | UpstreamFault

/** A client's session with one server. Its id is ours, so it says nothing of the upstream's and is bound to the grant. */
export class Session {
  readonly id: string
  /** What the record calls it. THREAT: whoever reads the record must not be able to go on with the session. */
  readonly tag: string
  readonly grantId: GrantId
  readonly serverId: ServerId
  /** Lost and opened anew when the upstream forgets it; undefined where it knows no sessions, or not yet. */
  upstreamId: string | undefined
  /** The upstream took the introduction and keeps no sessions: there is none to lose, and none to open anew. */
  isStateless = false
  /** How the client opened it, word for word: with this it is opened anew. */
  initialize: Buffer | undefined
  /** Whether its client speaks HTTP+SSE. */
  readonly isOlder: boolean
  /** The stream of such a client. Its session begins with it, and waits for it where it is lost. */
  stream: ClientStream | undefined
  /** What listens to the server in that client's place. */
  feed: Feed | undefined
  version: string | undefined
  clientName: string | null = null
  readonly listed = new ListedTools()
  readonly #awaited = new Map<RequestId, Awaited>()
  /** Ids of requests without an answer yet. */
  readonly running = new Set<RequestId>()
  /** Those of them that are not sent yet, and whether their client has taken them back. */
  readonly #waiting = new Map<RequestId, boolean>()
  readonly streams = new Set<ListenStream>()
  /** When a request came last, or ended. */
  lastUsedAt: number
  /** Idle for long: ended upstream, and opened anew when its client comes back. */
  isResting = false
  /**
   * What was refused as if the session were lost, though that may have meant the request alone: methods, and `GET` for
   * the stream. In the session that was opened anew for it, the same refusal is taken at its word.
   */
  readonly refused = new Set<string>()
  /** The renewal that is under way: of many calls that find the session lost, one opens it anew. */
  renewal: Promise<NotRenewed | undefined> | undefined
  #onQuiet: (() => void)[] | undefined

  /** `id` is that of a session which another process opened. */
  constructor(begun: {
    grantId: GrantId
    serverId: ServerId
    now: number
    id?: string
    isOlder?: boolean | undefined
  }) {
    const { grantId, serverId, now, id = randomUUID(), isOlder = false } = begun
    this.id = id
    this.isOlder = isOlder
    this.tag = hashText(id).slice(0, 12)
    this.grantId = grantId
    this.serverId = serverId
    this.lastUsedAt = now
  }

  /** The upstream has answered to the client's introduction. */
  opened(as: { upstreamId: string | undefined; initialize: Buffer; clientName: string | null }): void {
    this.upstreamId = as.upstreamId
    this.isStateless = as.upstreamId === undefined
    // A session lives long, and a part of a block that many share would keep all of it.
    this.initialize = Buffer.allocUnsafeSlow(as.initialize.length)
    as.initialize.copy(this.initialize)
    this.clientName = as.clientName
  }

  get isWaiting(): boolean {
    return this.#awaited.size > 0
  }

  await(id: RequestId, awaited: Awaited): void {
    this.#awaited.set(id, awaited)
    forgetOldest(this.#awaited, mostAwaited)
  }

  /** What waits for the answer to a request, which then waits no more. */
  takeAwaited(id: RequestId): Awaited | undefined {
    const awaited = this.#awaited.get(id)
    this.#awaited.delete(id)
    return awaited
  }

  /** A request cannot be sent for the moment, until it `goesOn`. */
  waits(id: RequestId): void {
    this.#waiting.set(id, false)
  }

  /** False when it is sent, and taking it back is for the server to hear. */
  takeBack(id: RequestId): boolean {
    const isWaiting = this.#waiting.has(id)
    if (isWaiting) this.#waiting.set(id, true)
    return isWaiting
  }

  /** False when its client has taken it back. */
  goesOn(id: RequestId): boolean {
    const isTakenBack = this.#waiting.get(id) === true
    this.#waiting.delete(id)
    return !isTakenBack
  }

  /** A request has its answer, or will have none. What took long was used until now. */
  ended(id: RequestId, now: number): void {
    this.running.delete(id)
    if (this.#waiting.size > 0) this.#waiting.delete(id)
    this.lastUsedAt = now
    if (this.#onQuiet !== undefined && this.running.size === 0) this.#quiet()
  }

  /** As soon as nothing runs: what was approved comes to its end, whatever becomes of the session. */
  whenQuiet(listener: () => void): void {
    this.#onQuiet ??= []
    this.#onQuiet.push(listener)
    if (this.running.size === 0) this.#quiet()
  }

  #quiet(): void {
    const listeners = this.#onQuiet ?? []
    this.#onQuiet = undefined
    for (const listener of listeners) listener()
  }
}

/** More than any client leaves open; beyond it the oldest are forgotten. */
const mostAwaited = 256

/** Those that can go first: what runs in a session would end with it. */
function byIdleness(a: Session, b: Session): number {
  return Number(a.running.size > 0) - Number(b.running.size > 0) || a.lastUsedAt - b.lastUsedAt
}

interface SessionsNeeds {
  readonly perGrant: number
  readonly startTimeoutMs: number
  readonly book?: SessionBook | undefined
}

/** Every session of the process. */
export class Sessions {
  readonly #byId = new Map<string, Session>()
  readonly #ofGrant = new Map<GrantId, Set<Session>>()
  readonly #perGrant: number
  readonly #book: SessionBook | undefined
  /** How long an upstream may take to open a session anew. */
  readonly startTimeoutMs: number

  constructor({ perGrant, startTimeoutMs, book }: SessionsNeeds) {
    this.#perGrant = perGrant
    this.#book = book
    this.startTimeoutMs = startTimeoutMs
  }

  /** Answers with the sessions that had to make room: the caller tells their upstreams. */
  add(session: Session): Session[] {
    const own = this.#ofGrant.get(session.grantId) ?? new Set()
    this.#ofGrant.set(session.grantId, own)
    own.add(session)
    this.#byId.set(session.id, session)
    if (own.size <= this.#perGrant) return []
    const idlest = [...own].filter((one) => one !== session).sort(byIdleness)[0]
    if (idlest === undefined) return []
    this.remove(idlest)
    return [idlest]
  }

  /** Another grant's session is no session. */
  find(id: string, grantId: GrantId, serverId: ServerId): Session | undefined {
    const session = this.#byId.get(id)
    return session?.grantId === grantId && session.serverId === serverId ? session : undefined
  }

  /** Whether it was not ended meanwhile. */
  has(session: Session): boolean {
    return this.#byId.get(session.id) === session
  }

  /** Writes down how a session can be gone on with, now that it is known or has changed. */
  keep(session: Session): void {
    if (this.#byId.has(session.id)) this.#book?.write(session)
  }

  remove(session: Session): void {
    this.#book?.strike(session)
    this.#byId.delete(session.id)
    const own = this.#ofGrant.get(session.grantId)
    own?.delete(session)
    if (own?.size === 0) this.#ofGrant.delete(session.grantId)
    for (const stream of session.streams) stream.end()
  }

  /** Ends what is open for now: the next process goes on with the sessions themselves. */
  suspend(): void {
    const open = [...this.#byId.values()]
    this.#byId.clear()
    this.#ofGrant.clear()
    for (const session of open) for (const stream of session.streams) stream.end()
  }

  servers(): ServerId[] {
    return [...this.#byId.values()].map(({ serverId }) => serverId)
  }

  ofServer(serverId: ServerId): Session[] {
    return [...this.#byId.values()].filter((session) => session.serverId === serverId)
  }

  /** Sessions that wait for their clients, which speak HTTP+SSE and have lost their streams. */
  waiting(grantId: GrantId, serverId: ServerId): Session[] {
    return [...(this.#ofGrant.get(grantId) ?? [])].filter(
      (session) =>
        session.serverId === serverId &&
        session.isOlder &&
        session.stream === undefined &&
        session.initialize !== undefined,
    )
  }

  /** Sessions in which nothing runs, without an open stream, that were not used since `before`, awake or resting. */
  idle(before: number, isResting: boolean): Session[] {
    return [...this.#byId.values()].filter(
      (session) =>
        session.isResting === isResting &&
        session.running.size === 0 &&
        session.streams.size === 0 &&
        session.lastUsedAt < before,
    )
  }
}

import { errorText, notificationText, type RequestFrame, resultText, rpcCodes } from '#mcp/frame'
import { isLoudEnough, type LogLevel, logLevelOf, mostTalkative } from '#mcp/log-level'
import { batchIn, readServerMessage, type ServerMessage } from '#mcp/message'
import { ownNumber } from '#mcp/own-number'
import { spanAt } from '#mcp/span-at'
import { withMember, withSpan } from '#mcp/strict-json'
import { probeVersion, protocolVersions } from '#mcp/version'
import { isJsonObject, type JsonObject } from '#std/json'
import { ourselves } from '../conversation.ts'
import type { Ears, Pipe, PipeEnd, PipeEvents } from '../pipe.ts'
import { Lane } from './lane.ts'
import { Pulse } from './pulse.ts'

export interface SharedLineOptions {
  readonly ears: Ears
  /** How long it waits for somebody to come back after the last session has ended. */
  readonly lingerMs: number
  /** How long it may be silent while it owes an answer, and then how long it may take to answer a ping. */
  readonly silentMs: number
  readonly pingMs: number
}

interface Needs extends SharedLineOptions {
  readonly open: (events: PipeEvents) => Pipe
  /** Nobody may join any more. Told once. */
  readonly onEnd: () => void
}

type Answer = ServerMessage & { readonly kind: 'answer' }
type Question = ServerMessage & { readonly kind: 'request' }
type News = ServerMessage & { readonly kind: 'notification' }

/** An answer that the server owes, and whose it is. */
interface Owed {
  readonly lane: Lane | undefined
  take(answer: Answer, text: string): void
}

interface Newcomer {
  readonly lane: Lane
  readonly idText: string
  readonly version: unknown
}

/** More than any server works on; beyond it nothing more is asked of one that does not answer. */
const mostOwed = 10_000
const relatedTask = 'io.modelcontextprotocol/related-task'

/**
 * One program, and the sessions of several agents that speak with it. INVARIANT: the program takes all of them for one
 * client, so nothing that it says goes to a session unless it is certain whose it is. What names a request, a token, a
 * task or a resource is its session's. What names nothing goes to the only session that waits for an answer; where
 * several do, or none, it goes to nobody, and a question is refused.
 */
export class SharedLine {
  readonly #needs: Needs
  readonly #pipe: Pipe
  readonly #lanes = new Set<Lane>()
  readonly #owed = new Map<number, Owed>()
  #lastId = 0
  /** How the server introduced itself, as text. */
  #introduction: string | undefined
  #newcomers: Newcomer[] = []
  readonly #pulse: Pulse
  #linger: NodeJS.Timeout | undefined
  #isOver = false

  constructor(needs: Needs) {
    this.#needs = needs
    this.#pulse = new Pulse({
      silentMs: needs.silentMs,
      pingMs: needs.pingMs,
      ping: () => this.#ping(),
      onDead: () => this.#hangs(),
    })
    this.#pipe = needs.open({ message: (text) => this.#hear(text), end: (why) => this.#end(why) })
  }

  lane(events: PipeEvents): Lane {
    clearTimeout(this.#linger)
    const lane = new Lane(this, events)
    this.#lanes.add(lane)
    return lane
  }

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  tell(text: string): void {
    if (!this.#isOver) this.#pipe.send(text)
  }

  ask(id: number, text: string, owed: Owed): void {
    if (this.#owed.size >= mostOwed) {
      const message = `The server owes ${mostOwed} answers, so it is asked nothing more.`
      const refusal = errorText(String(id), { code: rpcCodes.internal, message })
      queueMicrotask(() => owed.take({ kind: 'answer', id, result: undefined }, refusal))
      return
    }
    this.#owed.set(id, owed)
    this.#pulse.start()
    this.tell(text)
  }

  /** A good server does not answer what was taken back. */
  forget(id: number): void {
    this.#owed.delete(id)
  }

  #ping(): void {
    const id = this.nextId()
    this.ask(id, JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' }), {
      lane: undefined,
      take: () => undefined,
    })
  }

  #hangs(): void {
    const { silentMs, pingMs } = this.#needs
    const seconds = Math.round((silentMs + pingMs) / 1000)
    this.#end({
      message: `The server's process said nothing for ${seconds} s, not even to a ping, and was ended.`,
    })
    void this.#pipe.close()
  }

  /** Answers in the server's place, and in its own turn. */
  answerSoon(lane: Lane, idText: string, result: string): void {
    queueMicrotask(() => lane.hear(resultText(idText, result)))
  }

  isWatched(uri: string): boolean {
    return [...this.#lanes].some((lane) => lane.watched.has(uri))
  }

  get level(): LogLevel | undefined {
    return mostTalkative([...this.#lanes].flatMap(({ level }) => level ?? []))
  }

  /**
   * Clients introduce themselves one by one and the server is introduced once, to us. It hears of no abilities: to be
   * asked for a sample of a model or for a form it would take one of several agents, and which it cannot say; and roots
   * would be one agent's folders for all (a file server takes them for what it may touch). So a good server asks nothing,
   * whoever came first, and behaves the same for each.
   */
  introduce(lane: Lane, { idText, params }: RequestFrame): void {
    const newcomer = { lane, idText, version: params?.['protocolVersion'] }
    if (this.#introduction !== undefined) {
      this.answerSoon(lane, idText, inVersion(this.#introduction, newcomer.version))
      return
    }
    this.#newcomers.push(newcomer)
    if (this.#newcomers.length > 1) return
    const id = this.nextId()
    const introduction = { protocolVersion: probeVersion, capabilities: {}, clientInfo: { ...ourselves } }
    const text = { jsonrpc: '2.0', id, method: 'initialize', params: introduction }
    this.ask(id, JSON.stringify(text), { lane: undefined, take: (answer, said) => this.#met(answer, said) })
  }

  #met({ result }: Answer, text: string): void {
    const span = result && spanAt(text, 'result')
    if (span !== undefined) {
      this.#introduction = text.slice(span.start, span.end)
      this.tell(notificationText('notifications/initialized'))
    }
    for (const { lane, idText, version } of this.#newcomers.splice(0))
      lane.hear(
        this.#introduction === undefined
          ? withMember(text, 'id', idText)
          : resultText(idText, inVersion(this.#introduction, version)),
      )
  }

  /** A session ends. What it asked is taken back, and what it was asked is answered: nobody is there any more for either. */
  async leave(
    lane: Lane,
    left: { readonly running: Iterable<number>; readonly asked: Iterable<string> },
  ): Promise<void> {
    if (!this.#lanes.delete(lane)) return
    this.#newcomers = this.#newcomers.filter((newcomer) => newcomer.lane !== lane)
    for (const id of left.running) {
      this.forget(id)
      this.tell(
        notificationText('notifications/cancelled', { requestId: id, reason: 'The session has ended' }),
      )
    }
    for (const idText of left.asked) this.#refuse(idText, 'the session that was asked has ended')
    for (const uri of lane.watched) if (!this.isWatched(uri)) this.#unwatch(uri)
    if (this.#lanes.size > 0) return
    // A program that never said who it is will hardly say it to the next.
    if (this.#introduction === undefined) await this.close()
    else this.#linger = setTimeout(() => void this.close(), this.#needs.lingerMs).unref()
  }

  #unwatch(uri: string): void {
    const text = { jsonrpc: '2.0', id: this.nextId(), method: 'resources/unsubscribe', params: { uri } }
    this.tell(JSON.stringify(text))
  }

  async close(): Promise<void> {
    this.#end({ message: 'The session was closed.' })
    await this.#pipe.close()
  }

  /** INVARIANT: whoever comes back at once finds a new line, so this one is left before anybody is told. */
  #end(why: PipeEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#pulse.stop()
    clearTimeout(this.#linger)
    this.#needs.onEnd()
    const told = [...this.#lanes]
    this.#lanes.clear()
    this.#owed.clear()
    for (const lane of told) lane.end(why)
  }

  #hear(text: string): void {
    this.#pulse.heard()
    const message = readServerMessage(text)
    if (message.kind === 'answer') {
      const id = ownNumber(message.id)
      const owed = id === undefined ? undefined : this.#owed.get(id)
      if (id !== undefined) this.#owed.delete(id)
      // Not where a call is taken back: whoever hangs may be the reason.
      if (this.#owed.size === 0) this.#pulse.stop()
      owed?.take(message, text)
    } else if (message.kind === 'request') this.#asked(message, text)
    else if (message.kind === 'notification') this.#told(message, text)
    else {
      const batch = batchIn(text)
      for (const one of batch) this.#hear(one)
      if (batch.length === 0) this.#needs.ears.noise?.(text)
    }
  }

  #asked(question: Question, text: string): void {
    const { id, method, params } = question
    const idText = JSON.stringify(id)
    if (method === 'ping') {
      this.tell(resultText(idText, '{}'))
      return
    }
    if (this.#introduction === undefined) {
      this.#refuse(idText, 'Method not found: the session is not initialized')
      return
    }
    // Of two questions under one id the answers could not be told apart.
    const asked = [...this.#lanes].filter((lane) => lane.forgetAsked(id))
    const lane = method === 'roots/list' || asked.length > 0 ? undefined : this.#ownerOf(params)
    if (lane === undefined) this.#refuse(idText, `Method not found: ${notCertain(method)}`)
    else lane.hearAsked(question, text)
  }

  #refuse(idText: string, message: string): void {
    this.tell(errorText(idText, { code: rpcCodes.methodNotFound, message }))
  }

  #told(news: News, text: string): void {
    const { method } = news
    if (method.endsWith('/list_changed')) {
      this.#needs.ears.unasked?.(text)
      // One server, so one list for all; of whatever else it says in the same breath it is not known for whom.
      for (const lane of this.#lanes) lane.hear(notificationText(method))
      return
    }
    for (const { lane, said } of this.#concerned(news, text)) lane.hear(said)
  }

  #concerned({ method, params }: News, text: string): readonly { lane: Lane; said: string }[] {
    const those = (isConcerned: (lane: Lane) => boolean) =>
      [...this.#lanes].filter(isConcerned).map((lane) => ({ lane, said: text }))
    switch (method) {
      case 'notifications/progress':
        return this.#reported(params, text)
      case 'notifications/cancelled':
        return those((lane) => lane.isAsked(params?.['requestId']))
      case 'notifications/tasks/status':
        return those((lane) => lane.ownsTask(params?.['taskId']))
      case 'notifications/resources/updated':
        return those((lane) => [...lane.watched].some((uri) => isWithin(params?.['uri'], uri)))
      default: {
        const owner = this.#ownerOf(params)
        return those((lane) => lane === owner && (method !== 'notifications/message' || hears(lane, params)))
      }
    }
  }

  #reported(params: JsonObject | undefined, text: string): readonly { lane: Lane; said: string }[] {
    const span = spanAt(text, 'params', 'progressToken')
    return [...this.#lanes].flatMap((lane) => {
      const token = lane.tokenOf(params?.['progressToken'])
      return token === undefined ? [] : [{ lane, said: withSpan(text, span, token) }]
    })
  }

  /** Whose a message is that names its task or nothing; undefined where that is not certain. */
  #ownerOf(params: JsonObject | undefined): Lane | undefined {
    const meta = params?.['_meta']
    const task = isJsonObject(meta) ? meta[relatedTask] : undefined
    if (isJsonObject(task)) return [...this.#lanes].find((lane) => lane.ownsTask(task['taskId']))
    const [only, ...others] = new Set([...this.#owed.values()].flatMap(({ lane }) => lane ?? []))
    return others.length === 0 ? only : undefined
  }
}

function notCertain(method: string): string {
  return method === 'roots/list'
    ? 'this program serves several agents, and the folders of one are not those of all'
    : 'this program serves several agents, and which of them is meant is not certain'
}

function hears({ level }: Lane, params: JsonObject | undefined): boolean {
  const said = logLevelOf(params?.['level'])
  return level === undefined || said === undefined || isLoudEnough(said, level)
}

/** What has changed may lie within what is watched (MCP 2025-11-25, Resources, "Subscriptions"). */
function isWithin(changed: unknown, watched: string): boolean {
  if (typeof changed !== 'string' || !changed.startsWith(watched)) return false
  return (
    changed.length === watched.length || watched.endsWith('/') || /^[/?#]/.test(changed.slice(watched.length))
  )
}

/**
 * Each client reads the version that it asked for, where that is older than the server's: a version adds to the one
 * before it what older readers skip, and most clients hang up on an answer in any other.
 */
function inVersion(introduction: string, asked: unknown): string {
  const span = spanAt(introduction, 'protocolVersion')
  const spoken: unknown = span && JSON.parse(introduction.slice(span.start, span.end))
  const isOlder = protocolVersions.some((version) => version === asked && version < String(spoken))
  return isOlder ? withSpan(introduction, span, JSON.stringify(asked)) : introduction
}

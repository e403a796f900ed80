import type { IncomingHttpHeaders } from 'node:http'
import { StringDecoder } from 'node:string_decoder'
import { blockSplitter, dataOf, idOf, retryOf, withData } from '#mcp/event-stream'
import { errorText, type RequestFrame, rpcCodes } from '#mcp/frame'
import { readServerMessage } from '#mcp/message'
import type { UpstreamStatus } from '#model/activity'
import {
  isSessionLoss,
  lookedAt,
  mayBeSessionLoss,
  outcomeOf,
  rpcErrorIn,
  statusOf,
} from './answer-outcome.ts'
import { mediaType } from './downstream/headers.ts'
import type { Outlet } from './downstream/outlet.ts'
import { isPlainResult } from './plain-result.ts'
import type { Flow, UpstreamAnswer, UpstreamFault } from './upstream/upstream.ts'

/** How an exchange with an upstream ended. With a `fault` the client has no answer yet. */
export interface RelayEnd {
  readonly status: UpstreamStatus
  readonly wasReached: boolean
  readonly fault?: UpstreamFault | undefined
  /** The answer as JSON text, where it was looked at. */
  readonly answer?: string | undefined
  readonly ms: number
}

/** Where a server left off that ended its stream before its answer. */
export interface LeftOff {
  readonly lastId: string
  readonly retryMs: number | undefined
}

/** What an answer is to, and where it goes. */
export interface RelayEnds {
  readonly outlet: Outlet
  readonly frame: RequestFrame
  /** Whether a session went along, so that 400 and 404 can mean that it is lost. */
  readonly hasSession: boolean
  /** Told, in place of an answer, from where the server can be asked to go on. */
  readonly leftOff: ((at: LeftOff) => void) | undefined
  /** Told once that nothing more comes, which may be long after the answer. */
  readonly post: { left(): void }
}

/** What becomes of an answer on its way. */
export interface RelayOptions {
  /** Changes the answer on its way; undefined = it may not pass. Without it, bytes go through untouched. */
  readonly rewrite?: ((answer: string) => string | undefined) | undefined
  /** An answer that was rewritten before, in bytes and at a glance. */
  readonly known?: ((answer: readonly Buffer[]) => readonly Buffer[] | undefined) | undefined
  /** The upstream's session id as it comes with the headers; the answer is the one for the client. */
  readonly onHead?: ((headers: Readonly<IncomingHttpHeaders>) => string | undefined) | undefined
  /** Whether the answer is wanted as text, besides. */
  readonly keepsAnswer?: boolean
  /** Once sent it must come to its end, though the client may have left. */
  readonly outlivesClient?: boolean | undefined
  /** What goes on of a message in an event stream that is not rewritten. */
  readonly passing?: ((data: string) => string) | undefined
  /** Hears of each event that goes to the client, as the server wrote it. */
  readonly seen?: ((block: string) => void) | undefined
}

/** Up to here an answer that comes in one piece goes on as one text with its head: that costs less than a gathering of two. */
const passedAtOnce = 16 * 1024
/** Longer ones, and longer events, cannot be filtered and do not pass. */
export const gathered = 64 * 1024 * 1024

type Mode = 'head' | 'pass_json' | 'gather' | 'blocks' | 'doubt' | 'over'

/** Carries one answer from an upstream to an outlet, unchanged unless it must not be. */
export class Relay implements UpstreamAnswer {
  readonly #ends: RelayEnds
  readonly #options: RelayOptions
  readonly #resolve: (end: RelayEnd) => void
  readonly #startedAt = performance.now()
  readonly end$: Promise<RelayEnd>
  #flow: Flow | undefined
  #mode: Mode = 'head'
  #status = 0
  #headers: Readonly<IncomingHttpHeaders> = {}
  /** How long the answer says it is. */
  #length: number | undefined
  #chunks: Buffer[] = []
  #size = 0
  /** An answer that came in one short piece; bytes are characters (latin1). */
  #only: string | undefined
  #splitter: ReturnType<typeof blockSplitter> | undefined
  #decoder: StringDecoder | undefined
  #answer: string | undefined
  #outcome: UpstreamStatus = 'unknown'
  /** Events go on as they come, and not one answer in their place. */
  #passesBlocks = false
  #leftOff: LeftOff | undefined
  #isGone = false

  constructor(ends: RelayEnds, options: RelayOptions) {
    this.#ends = ends
    this.#options = options
    const { promise, resolve } = Promise.withResolvers<RelayEnd>()
    this.end$ = promise
    this.#resolve = resolve
    const gone = () => this.#gone()
    ends.outlet.onGone(gone)
    ends.outlet.onOver(gone)
  }

  attach(flow: Flow): void {
    this.#flow = flow
    if (this.#isGone && this.#options.outlivesClient !== true) flow.abort()
  }

  /** Whether messages of ours fit between those that pass. */
  get takesBlocks(): boolean {
    return this.#passesBlocks && !this.#isGone && this.#mode !== 'over'
  }

  /** The client has taken it back. */
  cancel(): void {
    if (this.#mode === 'over') return
    this.#flow?.abort()
    this.#finish({ status: 'cancelled', wasReached: true })
  }

  /** The grant is over under which this was asked. What must come to its end does so, with nobody to tell. */
  revoke(): void {
    if (this.#mode === 'over') return
    const { outlet } = this.#ends
    const { outlivesClient } = this.#options
    const isStarted = this.#mode === 'pass_json' || this.#passesBlocks
    const isAnswered = this.#answer !== undefined
    if (outlivesClient !== true) this.cancel()
    if (isStarted || outlivesClient === true) outlet.cut()
    else if (!isAnswered) this.#answerFault('The grant was revoked, or expired, while this ran.')
  }

  start(status: number, headers: Readonly<IncomingHttpHeaders>, length?: number): void {
    this.#status = status
    this.#headers = headers
    this.#length = length
    const isEvents = mediaType(headers) === 'text/event-stream'
    if (this.#ends.hasSession && mayBeSessionLoss(status)) this.#mode = 'doubt'
    else if (isEvents || this.#options.rewrite !== undefined || !this.#ends.outlet.isFresh || this.#isGone)
      this.#read(isEvents)
    else {
      this.#mode = 'pass_json'
      this.#ends.outlet.pass(status, headers, this.#options.onHead?.(headers), length)
    }
    if (isEvents) {
      this.#splitter = blockSplitter()
      this.#decoder = new StringDecoder('utf8')
    }
  }

  /** The answer is needed whole, or in whole events. */
  #read(isEvents: boolean): void {
    this.#mode = isEvents ? 'blocks' : 'gather'
    const encoding = this.#headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity')
      this.#unreadable('in an encoding that was not asked for')
    else if (isEvents && this.#ends.outlet.isFresh && !this.#isGone) {
      const headers = this.#headers
      this.#ends.outlet.pass(this.#status, headers, this.#options.onHead?.(headers))
      this.#passesBlocks = true
      // Where others speak too no headers pass; but a session may begin with them.
    } else if (!this.#ends.outlet.isFresh) this.#options.onHead?.(this.#headers)
  }

  data(chunk: Buffer): void {
    switch (this.#mode) {
      case 'pass_json':
        this.#pass(chunk)
        if (this.#size < lookedAt) this.#keep(chunk)
        break
      case 'blocks':
        for (const block of this.#blocksIn(chunk)) this.#passBlock(block)
        if ((this.#splitter?.held ?? 0) > gathered) this.#unreadable('an event longer than can be read')
        break
      case 'gather':
      case 'doubt':
        this.#keep(chunk)
        if (this.#size > gathered) this.#unreadable('longer than can be filtered')
        break
      default:
    }
  }

  end(): void {
    switch (this.#mode) {
      case 'pass_json':
        if (!this.#isGone) this.#ends.outlet.end()
        this.#outcome = this.#outcomeOfPassed()
        if (this.#options.outlivesClient === true || this.#options.keepsAnswer === true)
          this.#answer = this.#text()
        break
      case 'blocks':
        this.#endBlocks()
        break
      case 'gather':
        this.#endGathered()
        break
      case 'doubt':
        this.#endDoubt()
        break
      default:
    }
    this.#finish({ status: this.#outcome, wasReached: true })
  }

  fail(fault: UpstreamFault): void {
    const isStarted = this.#mode === 'pass_json' || this.#passesBlocks
    if (isStarted && !this.#isGone) this.#ends.outlet.cut()
    const status = statusOf(fault)
    // What already began cannot be answered any more; whether the tool ran is not known.
    this.#finish(isStarted ? { status, wasReached: true } : { status, wasReached: fault.wasReached, fault })
  }

  #finish(end: Omit<RelayEnd, 'ms' | 'answer'>): void {
    if (this.#mode === 'over') return
    this.#mode = 'over'
    this.#chunks = []
    this.#ends.post.left()
    this.#tell(end)
  }

  /** Only the first telling counts. */
  #tell({ status, wasReached, fault }: Omit<RelayEnd, 'ms' | 'answer'>): void {
    const ms = performance.now() - this.#startedAt
    this.#resolve({ status, wasReached, fault, answer: this.#answer, ms })
  }

  #gone(): void {
    this.#isGone = true
    // Nobody reads any more, so nobody says when to go on.
    this.#flow?.resume()
    if (this.#mode === 'over' || this.#options.outlivesClient === true) return
    this.#flow?.abort()
    this.#finish({ status: this.#outcome === 'unknown' ? 'cancelled' : this.#outcome, wasReached: true })
  }

  #pass(chunk: Buffer): void {
    if (chunk.length === this.#length && chunk.length <= passedAtOnce) {
      this.#only = chunk.toString('latin1')
      if (!this.#isGone) this.#ends.outlet.only(this.#only)
    } else if (!this.#isGone && !this.#ends.outlet.chunk(chunk)) this.#waitForDrain()
  }

  #waitForDrain(): void {
    this.#flow?.pause()
    this.#ends.outlet.onDrain(() => this.#flow?.resume())
  }

  #outcomeOfPassed(): UpstreamStatus {
    const { frame } = this.#ends
    const isPlain = this.#only !== undefined && this.#status < 400 && isPlainResult(this.#only, frame.idText)
    return isPlain ? 'ok' : outcomeOf(this.#status, this.#bytes(), frame)
  }

  #keep(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
  }

  #bytes(): Buffer {
    const [only] = this.#chunks
    return this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks)
  }

  #text(): string {
    return this.#bytes().toString('utf8')
  }

  #blocksIn(chunk: Buffer): string[] {
    return this.#splitter?.push(this.#decoder?.write(chunk) ?? '') ?? []
  }

  /** Whether a block holds the answer; if so, what it is. */
  #look(block: string): string | undefined {
    const data = dataOf(block)
    if (data === undefined || !(data.includes('"result"') || data.includes('"error"'))) return undefined
    const message = readServerMessage(data)
    if (message.kind !== 'answer' || message.id !== this.#ends.frame.id) return undefined
    this.#outcome =
      message.result === undefined ? 'rpc_error' : message.result['isError'] === true ? 'tool_error' : 'ok'
    this.#answer = data
    // A server may keep the stream open after its answer; the call is over all the same.
    this.#tell({ status: this.#outcome, wasReached: true })
    return data
  }

  #passBlock(block: string): void {
    const answer = this.#look(block)
    if (this.#isGone) return
    const { outlet, leftOff } = this.#ends
    const { passing, seen } = this.#options
    seen?.(block)
    if (leftOff !== undefined) this.#leftOff = leftOffAt(block, this.#leftOff)
    if (answer !== undefined && !this.#passesBlocks) {
      outlet.answer(this.#rewritten(answer))
      return
    }
    const data = answer ?? dataOf(block)
    const passed = answer === undefined ? data && passing?.(data) : this.#rewritten(answer)
    const text =
      data === undefined || passed === undefined || passed === data ? block : withData(block, passed)
    const isTaken = this.#passesBlocks ? outlet.chunk(text) : outlet.block(text)
    if (!isTaken) this.#waitForDrain()
  }

  /** INVARIANT: an answer that cannot be filtered with certainty does not pass. */
  #rewritten(answer: string): string {
    const { frame } = this.#ends
    const { rewrite, passing } = this.#options
    if (rewrite === undefined) return passing?.(answer) ?? answer
    const rewritten = rewrite(answer)
    if (rewritten !== undefined) return rewritten
    this.#outcome = 'rpc_error'
    return errorText(frame.idText, {
      code: rpcCodes.internal,
      message: 'The server’s answer cannot be read, so it was not passed on.',
    })
  }

  #endBlocks(): void {
    // Some servers end their stream without the last blank line.
    const rest = this.#splitter?.rest() ?? ''
    if (rest !== '') this.#passBlock(rest)
    if (this.#isGone) return
    if (this.#passesBlocks) this.#ends.outlet.end()
    else if (this.#answer !== undefined) return
    else if (this.#leftOff !== undefined) this.#ends.leftOff?.(this.#leftOff)
    else this.#answerFault('The server ended its stream without an answer.')
  }

  #endGathered(): void {
    const { outlet, frame } = this.#ends
    const { rewrite, known } = this.#options
    if (rewrite !== undefined && this.#status < 400 && outlet.isFresh) {
      this.#outcome = 'ok'
      const parts = known?.(this.#chunks) ?? [Buffer.from(this.#rewritten(this.#text()))]
      if (!this.#isGone) this.#passWhole(parts)
      return
    }
    const bytes = this.#bytes()
    this.#answer = bytes.toString('utf8')
    this.#outcome = outcomeOf(this.#status, bytes, frame)
    if (this.#isGone) return
    if (outlet.isFresh) this.#passWhole([this.#filtered(this.#answer, bytes)])
    else if (readServerMessage(this.#answer).kind === 'answer') outlet.answer(this.#rewritten(this.#answer))
    else
      outlet.answer(
        rpcErrorIn(this.#answer, frame.idText) ??
          internal(frame.idText, `The server answered HTTP ${this.#status}.`),
      )
  }

  /** A list of tools under a status that says it is none is a list all the same, to a client that does not look. */
  #filtered(answer: string, bytes: Buffer): Buffer {
    const passed = this.#options.passing?.(answer) ?? answer
    return passed === answer ? bytes : Buffer.from(passed)
  }

  #passWhole(parts: readonly Buffer[]): void {
    const { outlet } = this.#ends
    const { onHead } = this.#options
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    outlet.pass(this.#status, this.#headers, onHead?.(this.#headers), length)
    for (const part of parts) outlet.chunk(part)
    outlet.end()
  }

  #endDoubt(): void {
    const text = this.#text()
    if (isSessionLoss(this.#status, text, this.#ends.frame.id)) {
      this.#finish({
        status: 'unreachable',
        wasReached: true,
        fault: { code: 'session_lost', message: 'The server has lost its session.', wasReached: true },
      })
    } else this.#endGathered()
  }

  #unreadable(how: string): void {
    this.#flow?.abort()
    this.fail({
      code: 'unreadable',
      message: `The server’s answer is ${how}, so it was not passed on.`,
      wasReached: true,
    })
  }

  #answerFault(message: string): void {
    this.#ends.outlet.answer(internal(this.#ends.frame.idText, message))
  }
}

function leftOffAt(block: string, before: LeftOff | undefined): LeftOff | undefined {
  const lastId = idOf(block) ?? before?.lastId
  return lastId === undefined ? undefined : { lastId, retryMs: retryOf(block) ?? before?.retryMs }
}

function internal(idText: string, message: string): string {
  return errorText(idText, { code: rpcCodes.internal, message })
}

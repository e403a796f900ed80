import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { StringDecoder } from 'node:string_decoder'
import { blockSplitter, dataOf, eventText, withData } from '#mcp/event-stream'
import { readServerMessage } from '#mcp/message'
import { headersToPass, headersToSend, mediaType } from './downstream/headers.ts'
import { refuseHttp } from './downstream/refuse.ts'
import type { Caller } from './identify.ts'
import type { ListenStream, Session } from './sessions.ts'
import type { Flow, UpstreamAnswer, UpstreamFault } from './upstream/upstream.ts'

export interface Listening {
  readonly caller: Caller
  readonly session: Session | undefined
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Hears each block of the server. */
  readonly onBlock: (block: string) => void
}

/**
 * The stream on which a server speaks unasked, and on which a broken answer is resumed. It goes on block by block: an
 * answer that was to be filtered is filtered here too, and messages of ours fit between.
 */
export function listen({ caller, session, request, response, onBlock }: Listening): void {
  const headers = headersToSend(request)
  const stream = new Listener(response, session, onBlock)
  const flow = caller.server.upstream.request(
    { method: 'GET', headers, session: session?.upstreamId },
    stream,
  )
  stream.attach(flow)
}

class Listener implements UpstreamAnswer, ListenStream {
  readonly #response: ServerResponse
  readonly #session: Session | undefined
  readonly #onBlock: (block: string) => void
  readonly #splitter = blockSplitter()
  readonly #decoder = new StringDecoder('utf8')
  #isEvents = false
  #flow: Flow | undefined

  constructor(response: ServerResponse, session: Session | undefined, onBlock: (block: string) => void) {
    this.#response = response
    this.#session = session
    this.#onBlock = onBlock
  }

  attach(flow: Flow): void {
    this.#flow = flow
    this.#response.once('close', () => {
      this.#session?.streams.delete(this)
      flow.abort()
    })
    if (this.#response.destroyed) flow.abort()
  }

  start(status: number, headers: IncomingHttpHeaders): void {
    this.#isEvents = mediaType(headers) === 'text/event-stream'
    const passed = headersToPass(headers)
    if (this.#session !== undefined) passed['mcp-session-id'] = this.#session.id
    this.#response.writeHead(status, passed)
    if (!this.#isEvents) return
    this.#response.flushHeaders()
    this.#session?.streams.add(this)
  }

  data(chunk: Buffer): void {
    if (!this.#isEvents) this.#write(chunk)
    else for (const block of this.#splitter.push(this.#decoder.write(chunk))) this.#write(this.#seen(block))
  }

  end(): void {
    this.#response.end()
  }

  fail(fault: UpstreamFault): void {
    if (this.#response.headersSent) this.#response.destroy()
    else refuseHttp(this.#response, fault.code === 'timeout' ? 504 : 502, fault.message)
  }

  inject(message: string): void {
    this.#response.write(eventText(message))
  }

  #write(chunk: Buffer | string): void {
    if (this.#response.write(chunk)) return
    this.#flow?.pause()
    this.#response.once('drain', () => this.#flow?.resume())
  }

  /** INVARIANT: an answer that this session waits for is treated here just as on the stream where it was asked for. */
  #seen(block: string): string {
    this.#onBlock(block)
    if (this.#session?.isWaiting !== true) return block
    const data = dataOf(block)
    const message = data === undefined ? undefined : readServerMessage(data)
    if (data === undefined || message?.kind !== 'answer') return block
    const waiting = this.#session.takeAwaited(message.id)
    if (waiting === undefined) return block
    const answer = waiting.take(data)
    return answer === data ? block : withData(block, answer)
  }
}

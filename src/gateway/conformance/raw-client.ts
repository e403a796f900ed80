import { request as httpRequest } from 'undici'
import { blockSplitter, dataOf } from '#mcp/event-stream'
import type { Gate } from './gate.ts'

/** An answer, with nothing read into it. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly text: string
  /** The JSON-RPC messages in it, in JSON or in events, parsed. */
  readonly messages: readonly RpcMessage[]
}

export interface RpcMessage {
  readonly id?: unknown
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown> & {
    readonly isError?: boolean
    readonly content?: readonly { readonly text: string }[]
    readonly tools?: readonly { readonly name: string }[]
    readonly _meta?: Record<string, Record<string, unknown>>
  }
  readonly error?: {
    readonly code: number
    readonly message: string
    readonly data?: Record<string, unknown>
  }
}

const acceptBoth = 'application/json, text/event-stream'

/** A client that says exactly what it is told to. */
export class RawClient {
  readonly url: string
  readonly headers: Record<string, string>
  /** How many answers have begun. */
  begun = 0
  #id = 0

  constructor(gate: Pick<Gate, 'url' | 'token'>, headers: Record<string, string> = {}) {
    this.url = gate.url
    this.headers = {
      'content-type': 'application/json',
      accept: acceptBoth,
      authorization: `Bearer ${gate.token}`,
      ...headers,
    }
  }

  /** Sends a body as it is. */
  async send(
    body: string | Buffer,
    headers: Record<string, string> = {},
    method: 'POST' | 'DELETE' = 'POST',
  ): Promise<RawAnswer> {
    const answer = await httpRequest(this.url, {
      method,
      headers: { ...this.headers, ...headers },
      ...(method === 'POST' && { body }),
    })
    this.begun += 1
    const text = await answer.body.text()
    return { status: answer.statusCode, headers: answer.headers, text, messages: messagesIn(text) }
  }

  /** Initialises, and keeps to the session it is given. */
  async open(): Promise<this> {
    const answer = await this.ask('initialize', {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'raw', version: '1' },
    })
    const session = answer.headers['mcp-session-id']
    if (typeof session === 'string') this.headers['mcp-session-id'] = session
    this.headers['mcp-protocol-version'] = '2025-11-25'
    await this.send('{"jsonrpc":"2.0","method":"notifications/initialized"}')
    return this
  }

  ask(method: string, params: object = {}): Promise<RawAnswer> {
    this.#id += 1
    return this.send(JSON.stringify({ jsonrpc: '2.0', id: this.#id, method, params }))
  }

  /** The answer to a `tools/call`: the last message. */
  async call(name: string, args: object = {}, meta: object | undefined = undefined): Promise<RpcMessage> {
    const answer = await this.ask('tools/call', { name, arguments: args, ...(meta && { _meta: meta }) })
    return answer.messages.at(-1) ?? {}
  }

  async toolNames(): Promise<string[]> {
    const answer = await this.ask('tools/list')
    return answer.messages.at(-1)?.result?.tools?.map(({ name }) => name) ?? []
  }

  /** Opens the stream on which the server speaks unasked; gives blocks as they come. */
  async listen(
    headers: Record<string, string> = {},
  ): Promise<{ status: number; next(): Promise<string>; close(): void }> {
    const answer = await httpRequest(this.url, {
      method: 'GET',
      headers: { ...this.headers, accept: 'text/event-stream', ...headers },
    })
    const splitter = blockSplitter()
    const blocks: string[] = []
    const chunks = answer.body[Symbol.asyncIterator]()
    return {
      status: answer.statusCode,
      async next() {
        for (;;) {
          const block = blocks.shift()
          if (block !== undefined) return block
          const chunk = await chunks.next()
          if (chunk.done === true) return ''
          blocks.push(...splitter.push(String(chunk.value)))
        }
      },
      close: () => {
        answer.body.on('error', () => undefined).destroy()
      },
    }
  }
}

function messagesIn(text: string): RpcMessage[] {
  const texts = /^\s*[[{]/.test(text)
    ? [text]
    : blockSplitter()
        .push(text)
        .flatMap((block) => dataOf(block) ?? [])
  return texts.flatMap((one) => {
    try {
      const value: RpcMessage | RpcMessage[] = JSON.parse(one)
      return value
    } catch {
      return []
    }
  })
}

import { blockSplitter, dataOf } from '#mcp/event-stream'
import type { Gate } from './gate.ts'
import type { RpcMessage } from './raw-client.ts'

/** A client that says exactly what it is told to, over HTTP+SSE. */
export class OlderClient {
  readonly #gate: Pick<Gate, 'origin' | 'url' | 'token'>
  readonly #more: Record<string, string>
  readonly #blocks: string[] = []
  readonly #splitter = blockSplitter()
  readonly #leaving = new AbortController()
  #chunks: AsyncIterator<Uint8Array> | undefined
  #id = 0
  status = 0
  /** What its stream begins with. */
  first = ''
  endpoint = ''

  /** `more` are headers of its own at each request. */
  constructor(gate: Pick<Gate, 'origin' | 'url' | 'token'>, more: Record<string, string> = {}) {
    this.#gate = gate
    this.#more = more
  }

  get #headers(): Record<string, string> {
    return {
      authorization: `Bearer ${this.#gate.token}`,
      'content-type': 'application/json',
      ...this.#more,
    }
  }

  async open(): Promise<this> {
    const answer = await fetch(this.#gate.url, {
      headers: { ...this.#headers, accept: 'text/event-stream' },
      signal: this.#leaving.signal,
    })
    this.status = answer.status
    this.#chunks = answer.body?.[Symbol.asyncIterator]()
    if (answer.status === 200) this.first = await this.next()
    this.endpoint = dataOf(this.first) ?? ''
    return this
  }

  async introduce(): Promise<this> {
    await this.open()
    await this.ask('initialize', {
      protocolVersion: '2024-11-05',
      capabilities: {},
      clientInfo: { name: 'o', version: '1' },
    })
    await this.post('{"jsonrpc":"2.0","method":"notifications/initialized"}')
    return this
  }

  leave(): void {
    this.#leaving.abort()
  }

  /** The next block of the stream; '' when it has ended. */
  async next(): Promise<string> {
    for (;;) {
      const block = this.#blocks.shift()
      if (block !== undefined) return block
      const chunk = await this.#chunks?.next().catch(() => undefined)
      if (chunk === undefined || chunk.done === true) return ''
      this.#blocks.push(...this.#splitter.push(Buffer.from(chunk.value).toString()))
    }
  }

  async message(): Promise<RpcMessage | undefined> {
    for (let block = await this.next(); block !== ''; block = await this.next()) {
      const data = dataOf(block)
      if (data !== undefined) return JSON.parse(data)
    }
    return undefined
  }

  post(body: string, token = this.#gate.token): Promise<Response> {
    return fetch(new URL(this.endpoint, this.#gate.origin), {
      method: 'POST',
      headers: { ...this.#headers, authorization: `Bearer ${token}` },
      body,
    })
  }

  async ask(method: string, params: object = {}): Promise<RpcMessage | undefined> {
    this.#id += 1
    await this.post(JSON.stringify({ jsonrpc: '2.0', id: this.#id, method, params }))
    return this.message()
  }
}

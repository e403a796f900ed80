import { connect, type Socket } from 'node:net'
import { z } from 'zod'
import { type Answer, AnswerReader } from './answers.ts'
import { callResultText } from './echo.ts'

export interface Address {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

const Called = z.object({
  id: z.number(),
  result: z.object({ content: z.tuple([z.object({ type: z.literal('text'), text: z.string() })]) }),
})
const Listed = z.object({ result: z.object({ tools: z.array(z.object({ name: z.string() })) }) })

/** One MCP session on a connection of its own, kept alive. One request at a time, and each answer is read. */
export class ClientSession {
  readonly #socket: Socket
  readonly #reader = new AnswerReader()
  #start: string
  #next = 0
  #settle: ((answer: Answer) => void) | undefined
  #fail: (error: Error) => void = () => undefined
  #lastList: string | undefined

  private constructor(socket: Socket, { url, headers }: Address) {
    this.#socket = socket
    const { host, pathname } = new URL(url)
    const all = {
      host,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'user-agent': 'load/1.0',
      ...headers,
    }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    this.#start = `POST ${pathname} HTTP/1.1\r\n${lines.join('')}`
    socket.on('data', (chunk: Buffer) => {
      const answer = this.#reader.push(chunk)
      if (answer !== undefined) this.#settle?.(answer)
    })
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new Error('the connection was closed')))
  }

  static async open(address: Address): Promise<ClientSession> {
    const { hostname, port } = new URL(address.url)
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    const session = new ClientSession(socket, address)
    const opened = await session.ask(
      '{"jsonrpc":"2.0","id":"first","method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"load","version":"1.0.0"}}}',
    )
    if (opened.status !== 200) throw new Error(`no session: ${opened.status} ${opened.body}`)
    const id = opened.session === undefined ? '' : `mcp-session-id: ${opened.session}\r\n`
    session.#start += `${id}mcp-protocol-version: 2025-11-25\r\n`
    await session.ask('{"jsonrpc":"2.0","method":"notifications/initialized"}')
    return session
  }

  ask(body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#fail = reject
      this.send(body, resolve)
    })
  }

  /** Without a promise: what the load itself costs is taken from the same core as the server's work. */
  send(body: string, then: (answer: Answer) => void): void {
    this.#settle = then
    this.#socket.write(`${this.#start}content-length: ${body.length}\r\n\r\n${body}`, 'latin1')
  }

  /** A call, and afterwards whether its answer was the right one. */
  call(then: (isRight: boolean) => void): void {
    this.#next += 1
    const id = this.#next
    const text = `word ${id}`
    const body = `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"echo","arguments":{"text":"${text}"}}}`
    this.send(body, (answer) => {
      const wanted = `{"jsonrpc":"2.0","id":${id},"result":${callResultText(text)}}`
      then(answer.status === 200 && (answer.body === wanted || saysSame(answer.body, id, text)))
    })
  }

  /** The list; it must hold just so many tools, and be the same each time. */
  list(tools: number, then: (isRight: boolean) => void): void {
    this.send('{"jsonrpc":"2.0","id":"list","method":"tools/list"}', (answer) => {
      if (answer.body !== this.#lastList) {
        const isRight = answer.status === 200 && holds(answer.body, tools)
        this.#lastList = isRight ? answer.body : undefined
        then(isRight)
      } else then(true)
    })
  }

  onBroken(listener: (error: Error) => void): void {
    this.#fail = listener
  }

  close(): void {
    this.#fail = () => undefined
    this.#socket.destroy()
  }
}

/** Other proxies write the same message anew, in another order or as an event. */
function saysSame(body: string, id: number, text: string): boolean {
  const said = Called.safeParse(jsonIn(body))
  return said.success && said.data.id === id && said.data.result.content[0].text === text
}

function holds(body: string, tools: number): boolean {
  const said = Listed.safeParse(jsonIn(body))
  return said.success && said.data.result.tools.length === tools
}

function jsonIn(body: string): unknown {
  const data = body.startsWith('{') ? body : (/^data: ?(\{.*)$/m.exec(body)?.[1] ?? 'null')
  return JSON.parse(data)
}

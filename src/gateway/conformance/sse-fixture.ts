import type { IncomingMessage, ServerResponse } from 'node:http'
import { isJsonObject, type JsonObject } from '#std/json'
import { listening } from './gate.ts'

/** A message that was posted, word for word. */
interface Posted {
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A small HTTP+SSE server (MCP 2024-11-05) that keeps a record of everything that arrives. */
export interface SseFixture {
  readonly url: string
  readonly posted: Posted[]
  /** Headers of each GET. */
  readonly opened: IncomingMessage['headers'][]
  /** The streams that are open. */
  readonly streams: Set<ServerResponse>
  /** Writes a block to every open stream. */
  say(block: string): void
  close(): Promise<void>
}

export interface SseFixtureOptions {
  /** What stands in the `endpoint` event, `{origin}` for its own; `null` = there is none. */
  readonly endpoint?: string | null
  /** What the stream begins with, word for word and `{host}` for its own, in place of that event. */
  readonly opening?: string
  /** Answers a POST itself; false = the fixture does. */
  readonly post?: (frame: JsonObject, response: ServerResponse) => boolean
  /** How the stream begins, where not as it should. */
  readonly begin?: (response: ServerResponse) => boolean
}

const introduction =
  '{"protocolVersion":"2024-11-05","capabilities":{"tools":{}},"serverInfo":{"name":"older","version":"1"}}'

export async function openSseFixture(options: SseFixtureOptions = {}): Promise<SseFixture> {
  const posted: Posted[] = []
  const opened: IncomingMessage['headers'][] = []
  const streams = new Set<ServerResponse>()

  function begin(request: IncomingMessage, response: ServerResponse): void {
    opened.push(request.headers)
    if (options.begin?.(response) === true) return
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.flushHeaders()
    const { endpoint = '/messages?sessionId=1', opening } = options
    if (opening !== undefined) response.write(opening.replace('{host}', request.headers.host ?? ''))
    else if (endpoint !== null)
      response.write(`event: endpoint\ndata: ${endpoint.replace('{origin}', door.origin)}\n\n`)
    streams.add(response)
    response.once('close', () => streams.delete(response))
  }

  function say(block: string): void {
    for (const stream of streams) stream.write(block)
  }

  function answer(frame: JsonObject): void {
    const results: Record<string, string> = {
      initialize: introduction,
      'tools/list':
        '{"tools":[{"name":"read_file","inputSchema":{"type":"object"},"x":1.10},{"name":"secret_tool","inputSchema":{"type":"object"}}]}',
      'tools/call': '{"content":[{"type":"text","text":"done"}],"big":12345678901234567890}',
    }
    if (frame['id'] === undefined || typeof frame['method'] !== 'string') return
    const result = results[frame['method']] ?? '{}'
    say(`event: message\ndata: {"jsonrpc":"2.0","id":${JSON.stringify(frame['id'])},"result":${result}}\n\n`)
  }

  async function post(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    posted.push({ url: request.url ?? '', headers: request.headers, body })
    const value: unknown = JSON.parse(body)
    const frame = isJsonObject(value) ? value : {}
    if (options.post?.(frame, response) === true) return
    response.writeHead(202).end('Accepted')
    answer(frame)
  }

  const door = await listening((request, response) => {
    if (request.method === 'GET') begin(request, response)
    else if (request.url === '/sse') response.writeHead(405).end()
    else post(request, response).catch(() => response.destroy())
  })
  return { url: `${door.origin}/sse`, posted, opened, streams, say, close: door.close }
}

import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isJsonObject, type JsonObject } from '#std/json'
import { ourselves } from '../upstream/conversation.ts'
import { listening } from './gate.ts'

/** What reached the fixture, word for word. */
interface Arrival {
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A small streamable HTTP server that keeps a record of everything that arrives. */
export interface Fixture {
  readonly url: string
  readonly arrivals: Arrival[]
  /** The ends of the sessions in which the gateway asked on its own behalf. They come some time, so not among the rest. */
  readonly goodbyes: Arrival[]
  /** Bodies of the `tools/call` that arrived. */
  calls(): string[]
  /** Forgets every session, as a restart does; `status` and `message` are how it then answers. */
  loseSessions(status?: 400 | 401 | 404, message?: string): void
  /** From now on whatever comes is answered 401: the credentials have expired. */
  expire(): void
  /** Writes a block to every open GET stream. */
  say(block: string): void
  readonly listeners: Set<ServerResponse>
  /** From now on a GET is answered 405, or so: the server never speaks unasked. */
  refuseListeners(status?: number): void
  close(): Promise<void>
}

export interface FixtureOptions {
  /** The `tools` of `tools/list`, as JSON text, or a list of pages. */
  readonly tools?: string
  readonly pages?: readonly string[]
  readonly answersWith?: 'json' | 'events'
  readonly isStateless?: boolean
  /** What it answers to an introduction. */
  readonly version?: string
  /** Whether the stream of an introduction stays open after its answer, where answers are events. */
  readonly leavesOpen?: () => boolean
  /** Answers an introduction itself; false = the fixture does. */
  readonly introduce?: (response: ServerResponse) => boolean
  /** The result of a request, as JSON text; undefined = the fixture has one. */
  readonly result?: (frame: JsonObject) => string | undefined
  /** Answers a request itself; false = the fixture does. */
  readonly answer?: (frame: JsonObject, response: ServerResponse, request: IncomingMessage) => boolean
  /** Answers to the end of a session. */
  readonly end?: (response: ServerResponse) => void
}

const tool = (name: string) =>
  `{"name":"${name}","description":"A tool.","inputSchema":{"type":"object"},"x-unknown":{"kept":1.10}}`

const fixtureTools = `[${['read_file', 'write_file', 'secret_tool'].map(tool).join(',')}]`

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(body: string): JsonObject {
  try {
    const value: unknown = JSON.parse(body)
    return isJsonObject(value) ? value : {}
  } catch {
    return {}
  }
}

/** Keeps apart what came for clients and how the gateway takes its own leave. */
function createRecord() {
  const arrivals: Arrival[] = []
  const goodbyes: Arrival[] = []
  const own = new Set<unknown>()
  return {
    arrivals,
    goodbyes,
    opened(id: string, { params }: JsonObject) {
      const client = isJsonObject(params) ? params['clientInfo'] : undefined
      if (isJsonObject(client) && client['name'] === ourselves.name) own.add(id)
    },
    arrived(arrival: Arrival) {
      const isGoodbye = arrival.method === 'DELETE' && own.has(arrival.headers['mcp-session-id'])
      if (isGoodbye) goodbyes.push(arrival)
      else arrivals.push(arrival)
    },
  }
}

export async function openFixture(options: FixtureOptions = {}): Promise<Fixture> {
  const { arrivals, goodbyes, opened, arrived } = createRecord()
  const listeners = new Set<ServerResponse>()
  let sessions = new Set<string>()
  let lostStatus: 400 | 401 | 404 = 404
  let lostMessage = 'Bad Request: No valid session ID provided'
  let refusesWith: number | undefined
  let isExpired = false
  const { end = (response) => response.writeHead(200).end() } = options

  function answer(
    response: ServerResponse,
    frame: JsonObject,
    result: string,
    headers: Record<string, string> = {},
  ) {
    const text = `{"result":${result},"jsonrpc":"2.0","id":${JSON.stringify(frame['id'])}}`
    if (options.answersWith === 'events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', ...headers })
      response.write(`: hello\n\nid: 7\nretry: 1500\nevent: message\ndata: ${text}\n\n`)
      if (frame['method'] !== 'initialize' || options.leavesOpen?.() !== true) response.end()
    } else {
      response.writeHead(200, { 'content-type': 'application/json', 'x-fixture': 'yes', ...headers })
      response.end(text)
    }
  }

  function isLost(request: IncomingMessage, response: ServerResponse): boolean {
    const id = request.headers['mcp-session-id']
    if (options.isStateless === true || (typeof id === 'string' && sessions.has(id))) return false
    const status = id === undefined ? 400 : lostStatus
    const challenge = status === 401 ? { 'www-authenticate': 'Bearer' } : {}
    response.writeHead(status, { 'content-type': 'application/json', ...challenge })
    response.end(JSON.stringify({ jsonrpc: '2.0', error: { code: -32000, message: lostMessage }, id: null }))
    return true
  }

  function introduce(response: ServerResponse, frame: JsonObject): void {
    if (options.introduce?.(response) === true) return
    const id = randomUUID()
    sessions.add(id)
    opened(id, frame)
    const headers: Record<string, string> = options.isStateless === true ? {} : { 'mcp-session-id': id }
    const { version = '2025-11-25' } = options
    const result = `{"protocolVersion":"${version}","capabilities":{"tools":{}},"serverInfo":{"name":"fixture","version":"1"}}`
    answer(response, frame, result, headers)
  }

  function post(request: IncomingMessage, response: ServerResponse, frame: JsonObject): void {
    if (frame['method'] === 'initialize') {
      introduce(response, frame)
      return
    }
    if (isLost(request, response) || options.answer?.(frame, response, request) === true) return
    const result = options.result?.(frame)
    if (result !== undefined) answer(response, frame, result)
    else if (frame['id'] === undefined || frame['method'] === undefined) response.writeHead(202).end()
    else if (frame['method'] === 'tools/list') answer(response, frame, listResult(frame))
    else if (frame['method'] === 'tools/call')
      answer(response, frame, '{"content":[{"type":"text","text":"done"}],"big":12345678901234567890}')
    else answer(response, frame, '{"echo":true}')
  }

  function listResult(frame: JsonObject): string {
    if (options.pages === undefined) return `{"tools":${options.tools ?? fixtureTools},"x-list":1}`
    const params = frame['params']
    const page = Number(isJsonObject(params) ? (params['cursor'] ?? 0) : 0)
    const next = page + 1 < options.pages.length ? `,"nextCursor":"${page + 1}"` : ''
    return `{"tools":${options.pages[page] ?? '[]'}${next}}`
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const method = request.method ?? ''
    arrived({ method, headers: request.headers, body })
    if (isExpired) response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
    else if (method === 'POST') post(request, response, parsed(body))
    else if (isLost(request, response)) return
    else if (method === 'GET' && refusesWith !== undefined) response.writeHead(refusesWith).end('no stream')
    else if (method === 'GET') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.flushHeaders()
      listeners.add(response)
      response.once('close', () => listeners.delete(response))
    } else if (options.answer?.({}, response, request) !== true) {
      sessions.delete(String(request.headers['mcp-session-id']))
      end(response)
    }
  }

  const door = await listening((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  return {
    url: `${door.origin}/mcp`,
    arrivals,
    goodbyes,
    listeners,
    calls: () =>
      arrivals
        .map(({ body }) => body)
        .filter((body) => body.includes('tools/call') || body.includes('tools\\u002fcall')),
    loseSessions(status = 404, message = lostMessage) {
      sessions = new Set()
      lostStatus = status
      lostMessage = message
    },
    expire() {
      isExpired = true
    },
    refuseListeners(status = 405) {
      refusesWith = status
    },
    say(block) {
      for (const listener of listeners) listener.write(block)
    },
    close: door.close,
  }
}

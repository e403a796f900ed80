import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TransportInput } from '#model/server'
import { isJsonObject, type Json, type JsonObject } from '#std/json'
import { listening } from './gate.ts'
import { openPuppets } from './puppets.ts'

/** What a server answers, over whatever it speaks. */
interface Said {
  readonly message?: Json | undefined
  readonly line?: string | undefined
  readonly status?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** A server that does by itself only what the gateway asks of it before the first line of a transcript. */
export interface ScriptedServer {
  readonly transport: TransportInput
  /** From now on it answers nothing by itself. */
  takeOver(): void
  /** The next message that it hears. */
  hears(): Promise<JsonObject>
  says(said: Said): void
  readonly unheard: number
  close(): Promise<void>
}

/** What came and was not asked for yet, and who waits for what comes next. */
function inbox<T>() {
  const arrived: T[] = []
  const waiting: ((one: T) => void)[] = []
  return {
    put(one: T) {
      const next = waiting.shift()
      if (next === undefined) arrived.push(one)
      else next(one)
    },
    take(): Promise<T> {
      const one = arrived.shift()
      return one === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(one)
    },
    get size() {
      return arrived.length
    },
  }
}

function withId(message: Json | undefined, id: Json | undefined): string {
  return message === undefined ? '' : JSON.stringify(message).replaceAll('"$id"', JSON.stringify(id ?? null))
}

function object(text: string): JsonObject {
  const value: unknown = text === '' ? {} : JSON.parse(text)
  return isJsonObject(value) ? value : {}
}

interface Post {
  readonly message: JsonObject
  readonly response: ServerResponse
}

async function overHttp(tools: string): Promise<ScriptedServer> {
  const posts = inbox<Post>()
  let last: Post | undefined
  let isScripted = false
  const byItself: Readonly<Record<string, string>> = {
    initialize:
      '{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"scripted","version":"1"}}',
    'tools/list': `{"tools":${tools}}`,
  }
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const message = object(await text(request))
    const result = byItself[String(message['method'])]
    if (isScripted && request.method === 'POST') posts.put({ message, response })
    else if (request.method !== 'POST') response.writeHead(405).end()
    else if (message['id'] === undefined) response.writeHead(202).end()
    else if (result === undefined) response.writeHead(400).end()
    else {
      response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': 'first' })
      response.end(`{"jsonrpc":"2.0","id":${JSON.stringify(message['id'])},"result":${result}}`)
    }
  }
  const door = await listening((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  return {
    transport: { kind: 'http', url: `${door.origin}/mcp`, headers: {} },
    takeOver: () => {
      isScripted = true
    },
    async hears() {
      last = await posts.take()
      return last.message
    },
    says({ message, line, status = 200, headers }) {
      const { response, message: asked } = last ?? {}
      response?.writeHead(status, { 'content-type': 'application/json', ...headers })
      response?.end(line ?? withId(message, asked?.['id']))
    },
    get unheard() {
      return posts.size
    },
    close: door.close,
  }
}

async function overStdio(tools: string): Promise<ScriptedServer> {
  const lines = inbox<JsonObject>()
  let last: JsonObject | undefined
  const puppets = await openPuppets(() => tools)
  puppets.onLine((line) => lines.put(object(line)))
  return {
    transport: puppets.transport,
    takeOver: () => puppets.cut(),
    async hears() {
      last = await lines.take()
      return last
    },
    says: ({ message, line }) => puppets.say(line ?? withId(message, last?.['id'])),
    get unheard() {
      return lines.size
    },
    close: async () => puppets.close(),
  }
}

export function openScripted(upstream: 'http' | 'stdio', tools: readonly Json[]): Promise<ScriptedServer> {
  const listed = JSON.stringify(tools)
  return upstream === 'http' ? overHttp(listed) : overStdio(listed)
}

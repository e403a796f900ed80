import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Replay {
  readonly url: string
  /** What really arrived. */
  readonly called: { name: string; arguments: unknown }[]
  end(): Promise<void>
}

/**
 * A small MCP server over streamable HTTP, without sessions, that lists the tools it is given and answers each call
 * with its own name, when `done` says so. With `port` it comes back to where it was.
 */
export async function startReplay(
  tools: readonly unknown[],
  port = 0,
  done: (tool: string) => Promise<void> = async () => undefined,
): Promise<Replay> {
  const called: { name: string; arguments: unknown }[] = []
  const answer = async (
    method: unknown,
    params: { name?: unknown; arguments?: unknown },
  ): Promise<unknown> => {
    if (method === 'initialize')
      return {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'replay', version: '1' },
      }
    if (method === 'tools/list') return { tools }
    if (method !== 'tools/call') return {}
    const name = String(params.name)
    called.push({ name, arguments: params.arguments })
    await done(name)
    const words = `${name} was called`
    return { content: [{ type: 'text', text: words }], structuredContent: { result: words } }
  }
  const server = createServer((request: IncomingMessage, response) => {
    void text(request).then(async (body) => {
      if (request.method !== 'POST') return response.writeHead(405).end()
      const message: { id?: unknown; method?: unknown; params?: { name?: unknown; arguments?: unknown } } =
        JSON.parse(body)
      if (message.id === undefined) return response.writeHead(202).end()
      const result = await answer(message.method, message.params ?? {})
      response.writeHead(200, { 'content-type': 'application/json' })
      return response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }))
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    called,
    end: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import {
  CallToolRequestSchema,
  CallToolResultSchema,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { ready } from './ready.ts'

/** A proxy as the official SDK suggests it: a server before, a client behind, back to back, one pair a session. */
const upstream = new URL('/mcp', process.argv[2] ?? '')
const sessions = new Map<string, StreamableHTTPServerTransport>()

async function open(): Promise<StreamableHTTPServerTransport> {
  const client = new Client({ name: 'sdk-proxy', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(upstream))
  const server = new Server({ name: 'sdk-proxy', version: '1.0.0' }, { capabilities: { tools: {} } })
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => client.listTools(params))
  server.setRequestHandler(CallToolRequestSchema, ({ params }) =>
    client.request({ method: 'tools/call', params }, CallToolResultSchema),
  )
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    enableJsonResponse: true,
    onsessioninitialized: (id) => {
      sessions.set(id, transport)
    },
  })
  await server.connect(transport)
  return transport
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const known = sessions.get(String(request.headers['mcp-session-id']))
  await (known ?? (await open())).handleRequest(request, response)
}

const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
  serve(request, response).catch(() => response.destroy())
})

ready(server)

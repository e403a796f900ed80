import { noopObserve } from '@mastra/core/tools'
import { MCPClient } from '@mastra/mcp'
import { bearer, type Door, type Peer, type Said, said } from './peer.ts'

export async function connect(door: Door): Promise<Peer> {
  const client = new MCPClient({
    id: 'mastra',
    servers: { gate: { url: new URL(door.url), requestInit: { headers: bearer(door) } } },
  })
  // As for an agent: asked once, and offered from then on.
  const tools = (await client.listToolsets())['gate'] ?? {}
  return {
    list: async () => Object.keys(tools),
    call: async (name, args) => {
      const tool = tools[name]
      if (tool?.execute === undefined) throw new Error(`no tool ${name} in the toolset`)
      return await tool.execute(args, { observe: noopObserve }).then(said, failedTool)
    },
  }
}

/** By default this library throws what a tool reports as its own error, with the tool's words. */
function failedTool(error: unknown): Said {
  if (error instanceof Error && 'id' in error && error.id === 'MCP_CLIENT_TOOL_EXECUTION_FAILED')
    return { text: error.message, isError: true }
  throw error
}

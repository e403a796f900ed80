import { createMCPClient } from '@ai-sdk/mcp'
import { bearer, type Door, type Peer, said } from './peer.ts'

export async function connect(door: Door): Promise<Peer> {
  const client = await createMCPClient({
    clientName: 'ai-sdk',
    transport: { type: 'http', url: door.url, headers: bearer(door) },
  })
  // As for an agent: asked once, and offered from then on.
  const tools = await client.tools()
  return {
    list: async () => Object.keys(tools),
    call: async (name, args) => {
      const tool = tools[name]
      // A model is offered what is listed; any other name is its invention, which the library sends all the same.
      if (tool === undefined) return said(await client.callTool({ name, arguments: args }))
      return said(await tool.execute(args, { toolCallId: name, messages: [], context: undefined }))
    },
  }
}

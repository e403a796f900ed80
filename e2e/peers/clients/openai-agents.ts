import { MCPServerStreamableHttp } from '@openai/agents'
import { bearer, type Door, type Peer, said } from './peer.ts'

export async function connect(door: Door): Promise<Peer> {
  const server = new MCPServerStreamableHttp({
    url: door.url,
    name: 'openai-agents',
    requestInit: { headers: bearer(door) },
  })
  await server.connect()
  return {
    list: async () => (await server.listTools()).map(({ name }) => name),
    call: async (name, args) => said(await server.callToolResult(name, args)),
  }
}

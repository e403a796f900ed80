import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { bearer, type Door, type Peer, said } from './peer.ts'

export async function connect(door: Door): Promise<Peer> {
  const client = new Client({ name: 'sdk-v2', version: '1.0.0' })
  const transport = new StreamableHTTPClientTransport(new URL(door.url), {
    requestInit: { headers: bearer(door) },
  })
  await client.connect(transport)
  return {
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => said(await client.callTool({ name, arguments: args })),
  }
}

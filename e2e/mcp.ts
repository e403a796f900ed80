import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

/** The official client, connected through a grant. */
export async function connect(url: string, token: string, name = 'journey'): Promise<Client> {
  const client = new Client({ name, version: '1.0.0' })
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  )
  return client
}

/** The text of a call's answer, and whether it is an error. */
export async function callTool(
  client: Client,
  name: string,
  args: Record<string, unknown> = {},
): Promise<{ text: string; isError: boolean }> {
  const answer = await client.callTool({ name, arguments: args })
  const content: unknown = answer.content
  const first: unknown = Array.isArray(content) ? content[0] : undefined
  const text =
    typeof first === 'object' && first !== null && 'text' in first && typeof first.text === 'string'
      ? first.text
      : ''
  return { text, isError: answer.isError === true }
}

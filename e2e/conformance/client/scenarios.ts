import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { z } from 'zod'

/** Where the client under test is pointed, and as whom. */
export interface Target {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly revision: string
  /** What the scenario wants done, in its own words. */
  readonly context: unknown
}

type Scenario = (client: Client) => Promise<void>

async function connect({ url, headers, revision }: Target): Promise<Client> {
  const client = new Client(
    { name: 'conformance-client', version: '1.0.0' },
    {
      capabilities: { elicitation: { form: { applyDefaults: true } }, sampling: {}, roots: {} },
      versionNegotiation: { mode: revision >= '2026-07-28' ? 'auto' : 'legacy' },
    },
  )
  client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content: {} }))
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }))
  return client
}

/** Something to say for each argument that a schema asks for. */
function argumentsFor(schema: unknown): Record<string, unknown> {
  const Schema = z.object({ properties: z.record(z.string(), z.object({ type: z.string().optional() })) })
  const sample: Record<string, unknown> = { number: 1, integer: 1, boolean: true }
  const { data } = Schema.safeParse(schema)
  return Object.fromEntries(
    Object.entries(data?.properties ?? {}).map(([name, { type }]) => [name, sample[type ?? ''] ?? 'value']),
  )
}

/** Goes on when a call fails: some answers of the suite are such as this client does not take. */
const callAll: Scenario = async (client) => {
  for (const tool of (await client.listTools()).tools)
    await client.callTool({ name: tool.name, arguments: argumentsFor(tool.inputSchema) }).catch(complain)
}

/** All that a client may ask for, so that all its headers are seen. */
const askAll: Scenario = async (client) => {
  await callAll(client)
  for (const { uri } of (await client.listResources()).resources) await client.readResource({ uri })
  for (const { name } of (await client.listPrompts()).prompts) await client.getPrompt({ name })
}

function complain(error: unknown): void {
  process.stderr.write(`${String(error)}\n`)
}

const listOnly: Scenario = async (client) => {
  await client.listTools()
}

const echoSchema: Scenario = async (client) => {
  const { tools } = await client.listTools()
  const focal = tools.find(({ name }) => name === 'json_schema_2020_12_tool')
  const echo = tools.find(({ name }) => name !== 'json_schema_2020_12_tool')
  await client.callTool({ name: echo?.name ?? '', arguments: { schema: focal?.inputSchema } })
}

const ToolCalls = z.object({
  toolCalls: z.array(z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) })),
})

/** The calls that the scenario gives word for word. */
async function callGiven(client: Client, context: unknown): Promise<void> {
  await client.listTools()
  for (const call of ToolCalls.parse(context).toolCalls) await client.callTool(call)
}

const scenarios: Readonly<Record<string, Scenario>> = {
  initialize: listOnly,
  tools_call: callAll,
  'elicitation-sep1034-client-defaults': callAll,
  'sse-retry': callAll,
  'json-schema-2020-12-preservation': echoSchema,
  'request-metadata': listOnly,
  'sep-2322-client-request-state': callAll,
  'http-standard-headers': askAll,
  'http-invalid-tool-headers': callAll,
  'json-schema-ref-no-deref': listOnly,
}

export async function play(name: string, target: Target): Promise<void> {
  const client = await connect(target)
  try {
    if (name === 'http-custom-headers') await callGiven(client, target.context)
    else await scenarios[name]?.(client)
  } finally {
    await client.close()
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, type ExpectStatic, expect, test, vi } from 'vitest'
import type { ToolDefinition } from '#mcp/tool'
import type { TransportInput } from '#model/server'
import { openSqlite } from '#storage/sqlite'
import { openFixture } from './fixture-server.ts'
import { type Gate, type GateOptions, openGate, testSealer } from './gate.ts'
import { RawClient } from './raw-client.ts'

const shared = join(import.meta.dirname, '../../../../shared/servers')
const files = existsSync(shared) ? readdirSync(shared).filter((name) => name.endsWith('.tools.json')) : []
if (files.length === 0) process.stdout.write('no ../shared/servers: real lists of tools are not replayed\n')

const script = fileURLToPath(new URL('./replay-stdio.mjs', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'sallyport-lists-'))
afterAll(() => rm(folder, { recursive: true }))

// Programs are started, and a busy machine takes its time with that.
vi.setConfig({ testTimeout: 20_000 })

const notListed = 'a_tool_that_no_list_has'
const patience = { timeout: 20_000 }

function read(file: string): ToolDefinition[] {
  return JSON.parse(readFileSync(join(shared, file), 'utf8'))
}

function replay(path: string, manner = ''): TransportInput {
  return { kind: 'stdio', command: process.execPath, args: [script, path, manner], env: {} }
}

async function open(
  transport: TransportInput,
  options: Omit<GateOptions, 'storage' | 'sealer' | 'transport'> = {},
): Promise<Gate> {
  const sealer = testSealer()
  return openGate({ storage: await openSqlite({ path: ':memory:', sealer }), sealer, transport, ...options })
}

async function listOf(client: RawClient): Promise<readonly unknown[] | undefined> {
  return (await client.ask('tools/list')).messages.at(-1)?.result?.tools
}

async function inventoryOf({ storage, serverId }: Gate): Promise<string[] | undefined> {
  return (await storage.inventories.latest(serverId))?.tools.map(({ name }) => name)
}

async function textOf(client: RawClient, tool: string): Promise<string | undefined> {
  const { result, error } = await client.call(tool)
  return error?.message ?? result?.content?.[0]?.text
}

/** All but the first, once the policy that hides it is in force. */
async function hideFirst(
  { gate, client, expect }: { gate: Gate; client: RawClient; expect: ExpectStatic },
  tools: ToolDefinition[],
): Promise<void> {
  const [first] = tools
  await gate.publish({ version: '1', default: 'allow', hide: [first?.name ?? ''] })
  await expect.poll(() => listOf(client), patience).toEqual(tools.filter(({ name }) => name !== first?.name))
}

describe.concurrent('a real list', () => {
  test.for(files)('%s over HTTP, byte for byte', async (file, { expect }) => {
    const text = readFileSync(join(shared, file), 'utf8').trim()
    const tools = read(file)
    const fixture = await openFixture({ tools: text })
    const gate = await open({ kind: 'http', url: fixture.url, headers: {} })
    expect(await inventoryOf(gate)).toEqual(tools.map(({ name }) => name))
    const client = await new RawClient(gate).open()
    const direct = await new RawClient({ url: fixture.url, token: '' }).open()
    const ask = '{"jsonrpc":"2.0","id":"l","method":"tools/list"}'
    expect((await client.send(ask)).text).toBe((await direct.send(ask)).text)

    const last = tools.at(-1)?.name ?? ''
    expect(await textOf(client, last)).toBe('done')
    expect(await textOf(client, notListed)).toBe(`Unknown tool: ${notListed}`)
    expect(fixture.calls()).toEqual([expect.stringContaining(JSON.stringify(last))])
    await hideFirst({ gate, client, expect }, tools)
    await gate.close()
    await fixture.close()
  })

  test.for(files)('%s over stdio, in one line among banners', async (file, { expect }) => {
    const tools = read(file)
    const gate = await open(replay(join(shared, file)))
    expect(await inventoryOf(gate)).toEqual(tools.map(({ name }) => name))
    const client = await new RawClient(gate).open()
    expect(await listOf(client)).toEqual(tools)

    const [first, last] = [tools[0]?.name ?? '', tools.at(-1)?.name ?? '']
    expect(await textOf(client, first)).toBe(`1 ${first}`)
    expect(await textOf(client, notListed)).toBe(`Unknown tool: ${notListed}`)
    expect(await textOf(client, last), 'the unlisted one never arrived').toBe(`2 ${last}`)
    await hideFirst({ gate, client, expect }, tools)
    await gate.close()
  })
})

const odd = [
  { name: 'plain', description: 'A tool.', inputSchema: { type: 'object' } },
  { name: 'without_type', inputSchema: { properties: { a: {} }, 'x-more': [1] } },
  { name: 'without_schema' },
  { name: 'late', annotations: { readOnlyHint: true }, icons: [{ src: 'data:,' }] },
]

async function written(tools: readonly unknown[]): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.json`)
  await writeFile(path, JSON.stringify(tools))
  return path
}

test('two megabytes in one line pass over stdio', async () => {
  const long = Array.from({ length: 20 }, (_, index) => ({
    name: `tool_${index}`,
    description: 'x'.repeat(105_000),
    inputSchema: { type: 'object' },
  }))
  const gate = await open(replay(await written(long)))
  const client = await new RawClient(gate).open()
  expect(await listOf(client)).toEqual(long)
  await gate.close()
})

test('tools without a schema, or with one that has no type, are listed as they are and may be called', async () => {
  const gate = await open(replay(await written(odd)))
  const client = await new RawClient(gate).open()
  expect(await listOf(client)).toEqual(odd)
  expect(await textOf(client, 'without_type')).toBe('1 without_type')
  expect(await textOf(client, 'without_schema')).toBe('2 without_schema')
  await gate.close()
})

test('a tool that appears right after the start is listed and called where it was seen', async () => {
  const gate = await open(replay(await written(odd), 'grows'))
  expect(await inventoryOf(gate)).not.toContain('late')
  const client = await new RawClient(gate).open()
  expect(await textOf(client, 'late'), 'nobody has seen it yet').toBe('Unknown tool: late')
  expect(await listOf(client)).toEqual(odd.slice(0, -1))
  expect(await listOf(client)).toEqual(odd)
  expect(await textOf(client, 'late')).toBe('1 late')
  await gate.close()
})

test('pages that are empty are turned, by us and by the client', async () => {
  const pages = ['[{"name":"a"}]', '[]', '[]', '[{"name":"b"}]']
  const fixture = await openFixture({ pages })
  const gate = await open({ kind: 'http', url: fixture.url, headers: {} })
  expect(await inventoryOf(gate)).toEqual(['a', 'b'])
  const client = await new RawClient(gate).open()
  const seen: unknown[] = []
  let cursor: unknown
  do {
    const answer = await client.ask('tools/list', cursor === undefined ? {} : { cursor })
    const result = answer.messages.at(-1)?.result
    seen.push(result?.tools)
    cursor = result?.['nextCursor']
  } while (cursor !== undefined)
  expect(seen).toEqual(pages.map((page) => JSON.parse(page)))
  await gate.close()
  await fixture.close()
})

test('a server that takes its time to start is waited for, and one that takes too long is told of', async () => {
  const path = await written(odd)
  const patient = await open(replay(path, 'slow'))
  expect(await inventoryOf(patient)).toHaveLength(odd.length)
  await patient.close()

  const hasty = await open(replay(path), { settings: { startTimeoutMs: 1 } })
  const answer = await new RawClient(hasty).ask('initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'raw', version: '1' },
  })
  expect(answer.messages[0]?.error?.message).toBe('The server did not answer in time.')
  await hasty.close()
})

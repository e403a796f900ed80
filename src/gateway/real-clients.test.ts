import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import {
  Client as NewClient,
  StreamableHTTPClientTransport as NewTransport,
} from '@modelcontextprotocol/client'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import {
  CreateMessageRequestSchema,
  LoggingMessageNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openSqlite } from '#storage/sqlite'
import {
  everything,
  type Gate,
  type GateOptions,
  listening,
  openGate,
  testSealer,
} from './conformance/gate.ts'

const packages = join(import.meta.dirname, '../../node_modules/@modelcontextprotocol')
const gates: Gate[] = []
let folder: string
let child: ChildProcess
let everythingUrl: string

async function open(options: Omit<GateOptions, 'storage' | 'sealer'>): Promise<Gate> {
  const sealer = testSealer()
  const gate = await openGate({ storage: await openSqlite({ path: ':memory:', sealer }), sealer, ...options })
  gates.push(gate)
  return gate
}

async function freePort(): Promise<number> {
  const { origin, close } = await listening(() => undefined)
  await close()
  return Number(new URL(origin).port)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-files-'))
  await writeFile(join(folder, 'hello.txt'), 'hello from a real file')
  const port = await freePort()
  everythingUrl = `http://127.0.0.1:${port}/mcp`
  child = spawn(process.execPath, [join(packages, 'server-everything/dist/index.js'), 'streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (child.stderr === null) throw new Error('no stderr')
  await once(child.stderr, 'data')
}, 20_000)

afterAll(async () => {
  for (const gate of gates) await gate.close()
  child.kill()
  await rm(folder, { recursive: true, force: true })
})

function bearer({ token }: Gate): { requestInit: { headers: Record<string, string> } } {
  return { requestInit: { headers: { authorization: `Bearer ${token}` } } }
}

async function connectOld(gate: Gate, client = new Client({ name: 'old', version: '1' })): Promise<Client> {
  await client.connect(new StreamableHTTPClientTransport(new URL(gate.url), bearer(gate)))
  return client
}

function firstText(answer: object): string {
  const content: unknown = 'content' in answer ? answer.content : undefined
  const first: unknown = Array.isArray(content) ? content[0] : undefined
  return typeof first === 'object' && first !== null && 'text' in first
    ? String(first.text)
    : JSON.stringify(answer)
}

test('the first generation client lists and calls a real server over HTTP', async () => {
  const gate = await open({ transport: { kind: 'http', url: everythingUrl, headers: {} } })
  const direct = new Client({ name: 'old', version: '1' })
  await direct.connect(new StreamableHTTPClientTransport(new URL(everythingUrl)))
  const client = await connectOld(gate)
  expect(await client.listTools()).toEqual(await direct.listTools())
  expect(client.getServerCapabilities()).toEqual(direct.getServerCapabilities())
  expect(firstText(await client.callTool({ name: 'echo', arguments: { message: 'hi' } }))).toBe('Echo: hi')
  expect(await client.listResources()).toEqual(await direct.listResources())
  expect(await client.listPrompts()).toEqual(await direct.listPrompts())
  await client.close()
  await direct.close()
})

test('the second generation client lists and calls a real server over HTTP', async () => {
  const gate = await open({ transport: { kind: 'http', url: everythingUrl, headers: {} } })
  const client = new NewClient({ name: 'new', version: '1' })
  await client.connect(new NewTransport(new URL(gate.url), bearer(gate)))
  expect((await client.listTools()).tools.length).toBeGreaterThan(5)
  expect(firstText(await client.callTool({ name: 'echo', arguments: { message: 'hi' } }))).toBe('Echo: hi')
  await client.close()
})

test('progress and sampling pass both ways', async () => {
  const gate = await open({ transport: { kind: 'http', url: everythingUrl, headers: {} } })
  const client = new Client({ name: 'old', version: '1' }, { capabilities: { sampling: {} } })
  client.setRequestHandler(CreateMessageRequestSchema, () => ({
    role: 'assistant',
    model: 'm',
    content: { type: 'text', text: 'sampled' },
  }))
  client.setNotificationHandler(LoggingMessageNotificationSchema, () => undefined)
  await connectOld(gate, client)
  const { tools } = await client.listTools()
  const names = tools.map(({ name }) => name)
  const long = names.find((name) => /long/i.test(name))
  const sampling = names.find((name) => /sampling/i.test(name) && !/async/i.test(name))
  const seen: number[] = []
  if (long !== undefined)
    await client.callTool({ name: long, arguments: { duration: 0.2, steps: 2 } }, undefined, {
      onprogress: ({ progress }) => seen.push(progress),
    })
  expect(seen).toEqual([1, 2])
  expect(sampling).toBeDefined()
  const answer = await client.callTool({ name: sampling ?? '', arguments: { prompt: 'p', maxTokens: 5 } })
  expect(JSON.stringify(answer)).toContain('sampled')
  await client.close()
})

test('a real file is read through the gateway, and one that may not be written is not there', async () => {
  const gate = await open({
    transport: {
      kind: 'stdio',
      command: process.execPath,
      args: [join(packages, 'server-filesystem/dist/index.js'), folder],
      env: {},
    },
    policy: { version: '1', default: 'deny', tools: { read_text_file: {}, write_file: { action: 'deny' } } },
  })
  const client = await connectOld(gate)
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['read_text_file', 'write_file'])
  const path = join(folder, 'hello.txt')
  expect(firstText(await client.callTool({ name: 'read_text_file', arguments: { path } }))).toBe(
    'hello from a real file',
  )
  const denied = await client.callTool({
    name: 'write_file',
    arguments: { path: join(folder, 'no.txt'), content: 'x' },
  })
  expect(firstText(denied)).toContain('[POLICY DENIED]')
  await expect(readFile(join(folder, 'no.txt'))).rejects.toThrow('ENOENT')
  await client.close()
})

test('the everything server says the same over stdio', async () => {
  const gate = await open({
    transport: {
      kind: 'stdio',
      command: process.execPath,
      args: [join(packages, 'server-everything/dist/index.js'), 'stdio'],
      env: {},
    },
    policy: everything,
  })
  const client = await connectOld(gate)
  expect(firstText(await client.callTool({ name: 'echo', arguments: { message: 'hi' } }))).toBe('Echo: hi')
  expect((await client.listResources()).resources.length).toBeGreaterThan(0)
  await client.close()
})

test('a client and a server without sessions (2026-07-28) are judged as well', async () => {
  let ran = 0
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'modern', version: '1' })
    const said = (text: string) => ({ content: [{ type: 'text' as const, text }] })
    server.registerTool('echo', { inputSchema: z.object({ text: z.string() }) }, ({ text }) => said(text))
    server.registerTool('wipe', { inputSchema: z.object({}) }, () => {
      ran += 1
      return said('wiped')
    })
    return server
  })
  const door = await listening(
    getRequestListener((request) => handler.fetch(request), { overrideGlobalObjects: false }),
  )
  const gate = await open({
    transport: { kind: 'http', url: `${door.origin}/mcp`, headers: {} },
    policy: { version: '1', default: 'deny', tools: { echo: {}, wipe: { action: 'deny' } } },
  })
  const client = new NewClient(
    { name: 'modern', version: '1' },
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
  )
  await client.connect(new NewTransport(new URL(gate.url), bearer(gate)))
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['echo', 'wipe'])
  expect(firstText(await client.callTool({ name: 'echo', arguments: { text: 'hi' } }))).toBe('hi')
  expect(firstText(await client.callTool({ name: 'wipe', arguments: {} }))).toContain('[POLICY DENIED]')
  expect(ran).toBe(0)
  await client.close()
  await door.close()
})

import { getRequestListener } from '@hono/node-server'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { afterEach, expect, test } from 'vitest'
import { isJsonObject } from '#std/json'
import { openFixture } from '../conformance/fixture-server.ts'
import { listening } from '../conformance/gate.ts'
import { defaultSettings } from '../settings.ts'
import { createDiscover } from './discover.ts'

const discover = createDiscover({ ...defaultSettings, allowPrivate: () => true })
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

function probe(url: string) {
  return discover({ kind: 'http', url, headers: {} }, () => undefined)
}

/** The official server, which refuses all that came before it. */
async function modernOnly(seen: string[], isRefused: () => boolean = () => false): Promise<string> {
  const handler = createMcpHandler(
    () => {
      const server = new McpServer({ name: 'today', version: '3' }, { capabilities: { tools: {} } })
      server.registerTool('a', { description: 'A tool.' }, () => ({ content: [] }))
      return server
    },
    { legacy: 'reject' },
  )
  const door = await listening(
    getRequestListener(async (request) => {
      const asked: unknown = await request.clone().json()
      const id = isJsonObject(asked) ? asked['id'] : undefined
      seen.push(String(isJsonObject(asked) ? asked['method'] : undefined))
      if (!isRefused()) return handler.fetch(request)
      const error = { code: -32022, message: 'Unsupported', data: { supported: ['2026-07-28'] } }
      return Response.json({ jsonrpc: '2.0', id, error }, { status: 400 })
    }),
  )
  closers.push(door.close)
  return `${door.origin}/mcp`
}

test('a server without sessions is asked without one, and never initialized', async () => {
  const seen: string[] = []
  const found = await probe(await modernOnly(seen))
  expect(found).toMatchObject({
    ok: true,
    value: { serverName: 'today', serverVersion: '3', protocolVersion: '2026-07-28', tools: [{ name: 'a' }] },
  })
  expect(seen).toEqual(['server/discover', 'tools/list'])
})

test('a server that names the versions it speaks is asked again in one of them', async () => {
  const seen: string[] = []
  const found = await probe(await modernOnly(seen, () => seen.length === 1))
  expect(found.ok).toBe(true)
  expect(seen).toEqual(['server/discover', 'server/discover', 'tools/list'])
})

test('a server with sessions is initialized, whatever it answers to what it does not know', async () => {
  const fixture = await openFixture()
  closers.push(fixture.close)
  expect(await probe(fixture.url)).toMatchObject({
    ok: true,
    value: { protocolVersion: '2025-11-25', tools: [{}, {}, {}] },
  })
  const methods = fixture.arrivals.map(({ body }) => /"method":"([^"]+)"/.exec(body)?.[1])
  expect(methods).toEqual(['server/discover', 'initialize', 'notifications/initialized', 'tools/list'])
  const [asked, opened] = fixture.arrivals.map(({ headers }) => headers)
  expect(asked?.['mcp-method']).toBe('server/discover')
  expect(opened?.['mcp-method']).toBeUndefined()
})

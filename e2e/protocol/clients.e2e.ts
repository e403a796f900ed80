import { activityOf, type Gate, openGate } from '../gate.ts'
import { type Replay, startReplay } from '../upstreams/replay.ts'
import { expect, test } from './hall.ts'
import { type Door, inspector, library, mcporter, mcpRemote, supergateway, type Visitor } from './programs.ts'

const tools = ['read_note', 'delete_note', 'read_secret'].map((name) => ({
  name,
  description: `Does ${name}.`,
  inputSchema: { type: 'object', properties: { id: { type: 'string' } } },
}))
const policy = {
  version: '1',
  default: 'allow',
  hide: ['read_secret'],
  tools: { delete_note: { action: 'deny', reason: 'Notes are kept.' } },
}

interface Case {
  readonly client: string
  open(door: Door): Visitor | Promise<Visitor>
  /** What it calls itself, as the activity tells it. */
  readonly says: string
  /** How its user hears of a tool that does not exist. */
  readonly unknown: RegExp
  /** It looks the tool up in the list itself, and so never asks for one that is not there. */
  readonly asksOnlyListed?: true
}

const cases: Case[] = [
  {
    client: 'Inspector CLI',
    open: inspector,
    says: 'inspector-cli',
    unknown: /^exit 5: .*tool_not_found/,
    asksOnlyListed: true,
  },
  {
    client: 'SDK v1',
    open: (door) => library('sdk-v1', door),
    says: 'sdk-v1',
    unknown: /-32602: Unknown tool: /,
  },
  { client: 'SDK v2', open: (door) => library('sdk-v2', door), says: 'sdk-v2', unknown: /^Unknown tool: / },
  {
    client: 'mcp-remote over HTTP',
    open: (door) => mcpRemote(door, 'http-only'),
    says: 'stdio-host (via mcp-remote 0.15.1)',
    unknown: /^Unknown tool: /,
  },
  {
    client: 'mcp-remote over HTTP+SSE',
    open: (door) => mcpRemote(door, 'sse-only'),
    says: 'stdio-host (via mcp-remote 0.15.1)',
    unknown: /^Unknown tool: /,
  },
  { client: 'supergateway', open: supergateway, says: 'stdio-host', unknown: /^Unknown tool: / },
  { client: 'mcporter', open: mcporter, says: 'mcporter', unknown: /-32602: Unknown tool: / },
  {
    client: '@ai-sdk/mcp',
    open: (door) => library('ai-sdk', door),
    says: 'ai-sdk',
    unknown: /^Unknown tool: /,
  },
  {
    client: '@openai/agents',
    open: (door) => library('openai-agents', door),
    says: 'openai-agents',
    unknown: /^Unknown tool: /,
  },
  {
    client: '@mastra/mcp',
    open: (door) => library('mastra', door),
    says: 'gate',
    unknown: /^no tool .* in the toolset/,
    asksOnlyListed: true,
  },
]

let upstream: Replay
let gate: Gate

test.beforeAll(async ({ hall }) => {
  upstream = await startReplay(tools)
  gate = await openGate(hall.account, 'notes', { kind: 'http', url: upstream.url }, policy)
})

test.afterAll(() => upstream.end())

for (const { client, open, says, unknown, asksOnlyListed } of cases)
  test(`${client} lists, calls, is refused in words, and is recorded by its name`, async ({ hall }) => {
    const grant = await gate.mint(client)
    const visitor = await open({ url: gate.url, token: grant.token, home: hall.home })
    expect(await visitor.list()).toEqual(['read_note', 'delete_note'])

    const read = await visitor.call('read_note', { id: 'seven' })
    expect(read).toMatchObject({ kind: 'result', isError: false })
    expect(read).toHaveProperty('text', expect.stringContaining('read_note was called'))
    expect(upstream.called.splice(0)).toEqual([{ name: 'read_note', arguments: { id: 'seven' } }])

    expect(await visitor.call('delete_note', { id: 'seven' })).toEqual({
      kind: 'result',
      text: '[POLICY DENIED] Notes are kept. The same call will be refused again.',
      isError: true,
    })
    for (const name of ['read_secret', 'no_such_tool']) {
      const answer = await visitor.call(name)
      expect(answer).toEqual({ kind: 'failed', words: expect.stringMatching(unknown) })
    }
    await visitor.end()
    expect(upstream.called).toEqual([])

    await expect
      .poll(async () => {
        const rows = await activityOf(hall.account, gate.serverId, grant.id)
        return rows.reverse().map((row) => [row.tool, row.outcome, row.clientName])
      })
      .toEqual([
        ['read_note', 'allow', says],
        ['delete_note', 'deny', says],
        ...(asksOnlyListed === true
          ? []
          : ['read_secret', 'no_such_tool'].map((name) => [name, 'hide', says])),
      ])
  })

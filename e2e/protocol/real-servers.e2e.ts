import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/client'
import { activityOf, openGate } from '../gate.ts'
import { callTool, connect } from '../mcp.ts'
import { startEverything } from '../upstreams/everything.ts'
import { expect, test } from './hall.ts'
import { listDirectly, listThrough, type Program } from './word-for-word.ts'

interface Ask {
  readonly tool: string
  args(folder: string): Record<string, unknown>
}

interface Case {
  readonly server: string
  start(folder: string): Program
  readonly rules: object
  readonly allowed: Ask & { readonly says: RegExp }
  /** What the allowed call did, and the denied one did not. */
  effect(folder: string, client: Client): Promise<unknown>
  readonly leaves: unknown
  readonly denied: Ask
}

const modules = join(import.meta.dirname, '../peers/node_modules')
const official = join(modules, '@modelcontextprotocol')

function node(script: string, ...args: string[]): Program {
  return { command: process.execPath, args: [script, ...args] }
}

const readOnly = { action: 'deny', reason: 'Read only here.' }
const onlyWith = (path: string, op: string, value: unknown) => ({
  require: [{ conditions: [{ path, op, value }], on_deny: 'Not with these arguments.' }],
})

const firstThought = { thought: 'open', thoughtNumber: 1, totalThoughts: 2, nextThoughtNeeded: true }

const cases: Case[] = [
  {
    server: 'everything',
    start: () => node(join(official, 'server-everything/dist/index.js'), 'stdio'),
    rules: { 'get-env': readOnly },
    allowed: { tool: 'get-sum', args: () => ({ a: 2, b: 3 }), says: /\b5\b/ },
    effect: async () => undefined,
    leaves: undefined,
    denied: { tool: 'get-env', args: () => ({}) },
  },
  {
    server: 'filesystem',
    start: (folder) => node(join(official, 'server-filesystem/dist/index.js'), folder),
    rules: { write_file: onlyWith('args.path', 'regex', '/allowed[.]txt$') },
    allowed: {
      tool: 'write_file',
      args: (folder) => ({ path: join(folder, 'allowed.txt'), content: 'the gate is open' }),
      says: /Successfully wrote/,
    },
    effect: (folder) => readdir(folder),
    leaves: ['allowed.txt'],
    denied: { tool: 'write_file', args: (folder) => ({ path: join(folder, 'denied.txt'), content: 'x' }) },
  },
  {
    server: 'memory',
    start: (folder) => ({
      ...node(join(official, 'server-memory/dist/index.js')),
      env: { MEMORY_FILE_PATH: join(folder, 'memory.jsonl') },
    }),
    rules: { delete_entities: readOnly },
    allowed: {
      tool: 'create_entities',
      args: () => ({ entities: [{ name: 'gate', entityType: 'thing', observations: ['it is open'] }] }),
      says: /it is open/,
    },
    effect: async (folder) => JSON.parse(await readFile(join(folder, 'memory.jsonl'), 'utf8')),
    leaves: { type: 'entity', name: 'gate', entityType: 'thing', observations: ['it is open'] },
    denied: { tool: 'delete_entities', args: () => ({ entityNames: ['gate'] }) },
  },
  {
    server: 'sequential-thinking',
    start: () => node(join(official, 'server-sequential-thinking/dist/index.js')),
    rules: { sequentialthinking: onlyWith('args.thoughtNumber', 'lte', 1) },
    allowed: {
      tool: 'sequentialthinking',
      args: () => firstThought,
      says: /"thoughtHistoryLength": 1\b/,
    },
    effect: (_, client) => callTool(client, 'sequentialthinking', firstThought),
    leaves: { text: expect.stringMatching(/"thoughtHistoryLength": 2\b/), isError: false },
    denied: {
      tool: 'sequentialthinking',
      args: () => ({ thought: 'shut', thoughtNumber: 2, totalThoughts: 2, nextThoughtNeeded: false }),
    },
  },
  {
    server: 'git',
    start: (folder) => ({
      ...node(join(modules, '@cyanheads/git-mcp-server/dist/index.js')),
      env: { GIT_BASE_DIR: folder, HOME: folder, MCP_TRANSPORT_TYPE: 'stdio' },
    }),
    rules: { git_branch: readOnly },
    allowed: {
      tool: 'git_init',
      args: (folder) => ({ path: folder, initialBranch: 'gate' }),
      says: /gate/,
    },
    effect: async (folder) => [
      await readFile(join(folder, '.git/HEAD'), 'utf8'),
      existsSync(join(folder, '.git/refs/heads/side')),
    ],
    leaves: ['ref: refs/heads/gate\n', false],
    denied: { tool: 'git_branch', args: (folder) => ({ path: folder, mode: 'create', branchName: 'side' }) },
  },
  {
    server: 'commands',
    start: () => node(join(modules, 'mcp-server-commands/build/index.js')),
    rules: { run_command: onlyWith('args.command', 'regex', '^touch allowed[.]txt$') },
    allowed: {
      tool: 'run_command',
      args: (folder) => ({ command: 'touch allowed.txt', workdir: folder }),
      says: /^/,
    },
    effect: (folder) => readdir(folder),
    leaves: ['allowed.txt'],
    denied: { tool: 'run_command', args: (folder) => ({ command: 'touch denied.txt', workdir: folder }) },
  },
  {
    server: 'code-runner',
    start: () => node(join(modules, 'mcp-server-code-runner/dist/cli.js')),
    rules: { 'run-code': onlyWith('args.languageId', 'eq', 'javascript') },
    allowed: {
      tool: 'run-code',
      args: (folder) => ({
        languageId: 'javascript',
        code: `require('fs').writeFileSync(${JSON.stringify(join(folder, 'allowed.txt'))}, ''); console.log(6 * 7)`,
      }),
      says: /^42/,
    },
    effect: (folder) => readdir(folder),
    leaves: ['allowed.txt'],
    denied: {
      tool: 'run-code',
      args: (folder) => ({ languageId: 'shellscript', code: `touch ${join(folder, 'denied.txt')}` }),
    },
  },
]

for (const { server, start, rules, allowed, effect, leaves, denied } of cases)
  test(`${server}: its own list, an allowed call that acts, a denied one that does not`, async ({ hall }) => {
    const { account, home } = hall
    const folder = await mkdtemp(join(home, `${server}-`))
    const program = start(folder)
    const transport = { kind: 'stdio' as const, ...program }
    const gate = await openGate(account, server, transport, { version: '1', default: 'allow' })
    expect(await listThrough(gate.url, gate.token)).toEqual(await listDirectly(program))

    await gate.publish({ version: '1', default: 'allow', tools: rules })
    const client = await connect(gate.url, gate.token)
    const did = await callTool(client, allowed.tool, allowed.args(folder))
    expect(did).toEqual({ text: expect.stringMatching(allowed.says), isError: false })
    const refused = await callTool(client, denied.tool, denied.args(folder))
    expect(refused).toEqual({ text: expect.stringMatching(/^\[POLICY DENIED\] /), isError: true })
    await expect
      .poll(async () => {
        const rows = await activityOf(account, gate.serverId)
        return rows.map((row) => [row.tool, row.outcome, row.upstream])
      })
      .toEqual([
        [denied.tool, 'deny', null],
        [allowed.tool, 'allow', 'ok'],
      ])
    expect(await effect(folder, client)).toEqual(leaves)
    await client.close()
  })

test('the reference server over streamable HTTP: allowed, limited, hidden', async ({ hall }) => {
  const everything = await startEverything()
  const gate = await openGate(
    hall.account,
    'everything over HTTP',
    { kind: 'http', url: everything.url },
    {
      version: '1',
      default: 'allow',
      hide: ['get-env'],
      tools: { echo: { rate_limit: { max: 2, window: 3600 } } },
    },
  )
  const client = await connect(gate.url, gate.token)
  const { tools } = await client.listTools()
  const names = tools.map((tool) => tool.name)
  expect(names).toContain('echo')
  expect(names).not.toContain('get-env')

  for (const word of ['one', 'two'])
    expect(await callTool(client, 'echo', { message: word })).toEqual({
      text: `Echo: ${word}`,
      isError: false,
    })
  const third = await callTool(client, 'echo', { message: 'three' })
  expect(third.text).toMatch(/^\[POLICY DENIED\] /)
  expect(third.text).toMatch(/retry after/i)
  expect(await callTool(client, 'get-sum', { a: 2, b: 3 })).toMatchObject({ isError: false })

  const hidden = await callTool(client, 'get-env').catch((error: Error) => error.message)
  const unknown = await callTool(client, 'get-env-x').catch((error: Error) => error.message)
  expect(String(hidden).replace('get-env', '?')).toBe(String(unknown).replace('get-env-x', '?'))
  await client.close()
  await everything.end()
})

test('the reference server over HTTP+SSE is found out, listed and called', async ({ hall }) => {
  const everything = await startEverything('sse')
  const gate = await openGate(
    hall.account,
    'everything over SSE',
    { kind: 'http', url: everything.url },
    { version: '1', default: 'allow', tools: { 'get-env': { action: 'deny', reason: 'Read only here.' } } },
  )
  const direct = await listDirectly({
    command: process.execPath,
    args: [join(official, 'server-everything/dist/index.js'), 'stdio'],
  })
  expect(await listThrough(gate.url, gate.token)).toEqual(direct)
  const client = await connect(gate.url, gate.token)
  expect(await callTool(client, 'get-sum', { a: 2, b: 3 })).toMatchObject({ isError: false })
  expect((await callTool(client, 'get-env')).text).toMatch(/^\[POLICY DENIED\] Read only here\./)
  await client.close()
  await everything.end()
})

import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '../fixtures.ts'
import { activityOf, openGate } from '../gate.ts'
import { callTool, connect } from '../mcp.ts'
import { startEverything } from '../upstreams/everything.ts'

const filesystem = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/server-filesystem/dist/index.js',
)

test('a real file is read through the gateway, and a denied write leaves no file', async ({ account }) => {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-files-'))
  await writeFile(join(folder, 'hello.txt'), 'the gate is open')
  const gate = await openGate(
    account,
    'files',
    { kind: 'stdio', command: process.execPath, args: [filesystem, folder] },
    {
      version: '1',
      default: 'deny',
      tools: {
        read_text_file: {},
        list_directory: {},
        write_file: { action: 'deny', reason: 'Read only here.' },
      },
    },
  )
  const client = await connect(gate.url, gate.token)
  const { tools } = await client.listTools()
  expect(tools.map((tool) => tool.name).sort()).toEqual(['list_directory', 'read_text_file', 'write_file'])

  const read = await callTool(client, 'read_text_file', { path: join(folder, 'hello.txt') })
  expect(read).toEqual({ text: 'the gate is open', isError: false })

  const target = join(folder, 'forbidden.txt')
  const write = await callTool(client, 'write_file', { path: target, content: 'x' })
  expect(write.isError).toBe(true)
  expect(write.text).toMatch(/^\[POLICY DENIED\] .*Read only here\./)
  expect(existsSync(target)).toBe(false)
  await client.close()

  await expect
    .poll(async () =>
      (await activityOf(account, gate.serverId)).map((call) => [call.tool, call.outcome, call.rule]),
    )
    .toEqual([
      ['write_file', 'deny', '/tools/write_file/action'],
      ['read_text_file', 'allow', '/tools/read_text_file'],
    ])
  await rm(folder, { recursive: true })
})

test('the reference server over streamable HTTP: allowed, limited, hidden', async ({ account }) => {
  const everything = await startEverything()
  const gate = await openGate(
    account,
    'everything',
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

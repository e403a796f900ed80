import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Gate, openGate } from '../gate.ts'
import { startReplay } from '../upstreams/replay.ts'
import { expect, test } from './hall.ts'
import { type Door, library, mcpRemote, type Shown, supergateway, type Visitor } from './programs.ts'

const revoked = /This token was revoked\. Ask for a new one\./

/** The clients that stay connected, and what their user is shown when the token does not hold any more. */
const clients: { name: string; open(door: Door): Promise<Visitor>; refusal: RegExp }[] = [
  { name: 'SDK v1', open: (door) => library('sdk-v1', door), refusal: revoked },
  { name: 'SDK v2', open: (door) => library('sdk-v2', door), refusal: revoked },
  // It tries to sign in instead, and shows how that went.
  {
    name: 'mcp-remote',
    open: (door) => mcpRemote(door, 'http-only'),
    refusal: /the token of a grant.*ask for a new/,
  },
  { name: 'supergateway', open: supergateway, refusal: revoked },
  { name: '@ai-sdk/mcp', open: (door) => library('ai-sdk', door), refusal: revoked },
  { name: '@openai/agents', open: (door) => library('openai-agents', door), refusal: revoked },
  { name: '@mastra/mcp', open: (door) => library('mastra', door), refusal: revoked },
]
const script = join(import.meta.dirname, '../../src/gateway/conformance/replay-stdio.mjs')
const tools = ['read_note', 'die'].map((name) => ({ name, inputSchema: { type: 'object' } }))
const everything = { version: '1', default: 'allow' }

const said = (text: string): Shown => ({ kind: 'result', text, isError: false })

/** All of them connected at once, each under a grant of its own. */
async function everybody(gate: Gate, home: string) {
  return Promise.all(
    clients.map(async ({ name, open, refusal }) => {
      const { id, token } = await gate.mint(name)
      return { name, refusal, grantId: id, visitor: await open({ url: gate.url, token, home }) }
    }),
  )
}

test('a gateway that is killed and started again, and a program that dies, cost no client its session', async ({
  hall,
}) => {
  // Seven programs at once, on whatever machine this is.
  test.slow()
  const { world, account, home } = hall
  const list = join(home, 'tools.json')
  await writeFile(list, JSON.stringify(tools))
  const program = { kind: 'stdio' as const, command: process.execPath, args: [script, list] }
  const gate = await openGate(account, 'program', program, everything)
  const visitors = await everybody(gate, home)
  for (const { name, visitor } of visitors)
    expect(await visitor.call('read_note'), name).toEqual(said('1 read_note'))

  await world.kill('SIGKILL')
  await world.start()
  for (const { name, visitor } of visitors) {
    expect(await visitor.call('read_note'), `${name}, with a program of its own again`).toEqual(
      said('1 read_note'),
    )
    expect(await visitor.call('read_note'), name).toEqual(said('2 read_note'))
    const words = expect.stringMatching(
      /process ended with exit code 3\. Whether the call took effect is not known/,
    )
    expect(await visitor.call('die'), name).toEqual({ kind: 'failed', words })
    expect(await visitor.call('read_note'), name).toEqual(said('1 read_note'))
  }

  for (const { name, visitor, grantId, refusal } of visitors) {
    await account.call('POST', `/api/grants/${grantId}/revoke`)
    const words = expect.stringMatching(refusal)
    expect(await visitor.call('read_note'), name).toEqual({ kind: 'failed', words })
    await visitor.end()
  }
})

test('a client whose session is its stream comes back to it by itself when the gateway was killed', async ({
  hall,
}) => {
  const { world, account, home } = hall
  const list = join(home, 'tools.json')
  await writeFile(list, JSON.stringify(tools))
  const program = { kind: 'stdio' as const, command: process.execPath, args: [script, list] }
  const gate = await openGate(account, 'older', program, everything)
  const visitor = await mcpRemote({ url: gate.url, token: gate.token, home }, 'sse-only')
  expect(await visitor.call('read_note')).toEqual(said('1 read_note'))
  await world.kill('SIGKILL')
  await world.start()
  // Until its stream is there again a call fails in words. This client introduces itself once more then, for which it
  // takes ten seconds, and makes a call of its own again that had failed: so the program has counted one that nobody saw.
  const answered = { kind: 'result', text: expect.stringMatching(/^\d+ read_note$/), isError: false }
  await expect.poll(() => visitor.call('read_note'), { timeout: 40_000 }).toEqual(answered)
  expect(await visitor.call('read_note')).toEqual(answered)
  await visitor.end()
})

test('a server that is down is told of in words, and used again as soon as it is back', async ({ hall }) => {
  const upstream = await startReplay(tools)
  const gate = await openGate(hall.account, 'web', { kind: 'http', url: upstream.url }, everything)
  const visitors = await everybody(gate, hall.home)
  await upstream.end()
  for (const { name, visitor } of visitors) {
    const words = expect.stringMatching(/The server at 127\.0\.0\.1:\d+ refused the connection\./)
    expect(await visitor.call('read_note'), name).toEqual({ kind: 'failed', words })
  }
  const back = await startReplay(tools, Number(new URL(upstream.url).port))
  for (const { name, visitor } of visitors) {
    expect(await visitor.call('read_note'), name).toMatchObject({ kind: 'result', isError: false })
    await visitor.end()
  }
  await back.end()
})

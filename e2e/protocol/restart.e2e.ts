import { expect, test } from '../fixtures.ts'
import { activityOf, openGate } from '../gate.ts'
import { callTool, connect } from '../mcp.ts'
import { startReplay } from '../upstreams/replay.ts'

const tools = [
  { name: 'peek', description: 'Read a value', inputSchema: { type: 'object' } },
  { name: 'poke', description: 'Set a value', inputSchema: { type: 'object' } },
]
const policy = {
  version: '1',
  default: 'deny',
  tools: { peek: {}, poke: { limits: [{ counter: 'pokes', window: 'day', max: 5, scope: 'grant' }] } },
}

test('killed during traffic, it comes back with policies, activity and counts', async ({
  world,
  account,
}) => {
  const upstream = await startReplay(tools)
  const gate = await openGate(account, 'survivor', { kind: 'http', url: upstream.url }, policy)
  const client = await connect(gate.url, gate.token)
  for (let poke = 0; poke < 3; poke += 1) await callTool(client, 'poke')
  const traffic = Array.from({ length: 40 }, () => callTool(client, 'peek').catch(() => undefined))
  await traffic[0]
  await world.kill('SIGKILL')
  await Promise.all(traffic)
  await client.close().catch(() => undefined)
  await world.start()

  const again = await connect(gate.url, gate.token)
  const answers = []
  for (let poke = 0; poke < 3; poke += 1) answers.push((await callTool(again, 'poke')).isError)
  expect(answers, 'two of five were left').toEqual([false, false, true])
  await again.close()

  await expect
    .poll(
      async () => (await activityOf(account, gate.serverId)).filter((call) => call.tool === 'poke').length,
    )
    .toBe(6)
  const recorded = await activityOf(account, gate.serverId)
  const arrived = upstream.called.filter((call) => call.name === 'peek').length
  expect(
    recorded.filter((call) => call.tool === 'peek' && call.upstream !== null).length,
  ).toBeGreaterThanOrEqual(arrived)
  await upstream.end()
})

test('stopped and started again, nothing is lost', async ({ world, account }) => {
  const upstream = await startReplay(tools)
  const gate = await openGate(account, 'restarted', { kind: 'http', url: upstream.url }, policy)
  const client = await connect(gate.url, gate.token)
  await callTool(client, 'peek')
  await client.close()
  await world.kill('SIGTERM')
  await world.start()
  expect((await activityOf(account, gate.serverId)).map((call) => call.tool)).toEqual(['peek'])
  const again = await connect(gate.url, gate.token)
  expect((await callTool(again, 'peek')).isError).toBe(false)
  await again.close()
  await upstream.end()
})

test('told to stop, it lets what runs end, cuts what does not, and records both', async ({
  world,
  account,
}) => {
  const peeked = Promise.withResolvers<void>()
  const never = new Promise<void>(() => undefined)
  const upstream = await startReplay(tools, 0, (tool) => (tool === 'peek' ? peeked.promise : never))
  const gate = await openGate(account, 'stopped', { kind: 'http', url: upstream.url }, policy)
  const client = await connect(gate.url, gate.token)
  const peek = callTool(client, 'peek')
  const poke = callTool(client, 'poke').catch(String)
  await expect.poll(() => upstream.called.length).toBe(2)
  const stopped = world.kill('SIGTERM')
  await expect.poll(() => world.log.some((line) => line.includes('"msg":"closing"'))).toBe(true)
  await expect(connect(gate.url, gate.token)).rejects.toThrow('The gateway is restarting')
  peeked.resolve()
  expect((await peek).isError).toBe(false)
  expect(await poke).toMatch(
    /was let go: the gateway is stopping.* Whether the call took effect is not known/,
  )
  await stopped
  await expect.poll(() => world.log.at(-1)).toContain('"msg":"closed"')
  await world.start()
  const recorded = await activityOf(account, gate.serverId)
  expect(recorded.map(({ tool, upstream: end }) => [tool, end]).sort()).toEqual([
    ['peek', 'ok'],
    ['poke', 'unknown'],
  ])
  await client.close().catch(() => undefined)
  await upstream.end()
})

import { afterEach, expect, test } from 'vitest'
import { createTestClock } from '#platform/clock'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from './conformance/fixture-gate.ts'
import type { FixtureOptions } from './conformance/fixture-server.ts'
import type { GateOptions } from './conformance/gate.ts'
import { RawClient, type RpcMessage } from './conformance/raw-client.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const ask = { action: 'require_approval' }
const policy = {
  version: '1',
  default: 'deny',
  tools: {
    read_file: ask,
    write_file: { ...ask, limits: [{ counter: 'w', window: 'minute', max: 1, scope: 'grant' }] },
  },
}
const patient = { holdMs: 30_000, holdCommentMs: 20 }
const hasty = { holdMs: 30, holdCommentMs: 10 }

async function world(
  options: Partial<GateOptions> = {},
  fixture: FixtureOptions = {},
): Promise<FixtureGate & { client: RawClient }> {
  const opened = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), {
    policy,
    settings: patient,
    ...options,
    fixture,
  })
  closers.push(opened.close)
  return { ...opened, client: await new RawClient(opened.gate).open() }
}

async function held({ gate }: FixtureGate): Promise<void> {
  await expect.poll(async () => (await gate.storage.approvals.open()).length).toBe(1)
}

function textOf(message: RpcMessage | undefined): string {
  return message?.result?.content?.[0]?.text ?? JSON.stringify(message)
}

async function statesOf({ gate }: FixtureGate): Promise<string[]> {
  const approvals = await gate.storage.approvals.list(gate.workspaceId, { limit: 10 })
  return approvals.map(({ state }) => state)
}

test.each([
  ['{"amount":0.1}', '{"amount":0.1000000000000000000001}'],
  ['{"id":9007199254740992}', '{"id":9007199254740993}'],
  ['{"x":0}', '{"x":-0}'],
])('%s is approved, and %s asks for itself', async (approved, other) => {
  const opened = await world({ settings: hasty })
  const call = (args: string) =>
    opened.client.send(
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file","arguments":${args}}}`,
    )
  await call(approved)
  await opened.gate.approve()
  expect(textOf((await call(other)).messages.at(-1))).toContain('[APPROVAL PENDING]')
  expect(opened.fixture.calls()).toEqual([])
  expect(textOf((await call(approved)).messages.at(-1))).toBe('done')
})

test('an approval is for the tool as it was; one that has changed is asked about again', async () => {
  const opened = await world({ settings: hasty })
  await opened.client.call('read_file')
  await opened.gate.approve()
  const inventory = await opened.gate.storage.inventories.latest(opened.gate.serverId)
  if (inventory === undefined) throw new Error('nothing was discovered')
  const { version: _, ...found } = inventory
  const tools = found.tools.map((tool) => ({ ...tool, digest: `changed ${tool.digest}` }))
  await opened.gate.storage.inventories.put({ ...found, tools })
  await expect.poll(async () => textOf(await opened.client.call('read_file'))).toContain('[APPROVAL PENDING]')
  expect(opened.fixture.calls()).toEqual([])
  expect(await statesOf(opened)).toEqual(['parked', 'cancelled'])
})

test('an approved call does not run when its grant has expired meanwhile', async () => {
  const clock = createTestClock(Date.now())
  const opened = await world({ clock })
  await opened.gate.storage.grants.update(opened.gate.grantId, { expiresAt: clock.now() + 60_000 })
  const asking = opened.client.call('read_file')
  await held(opened)
  clock.advance(60_000)
  await opened.gate.approve()
  expect(textOf(await asking)).toContain('[POLICY DENIED]')
  expect(opened.fixture.calls()).toEqual([])
})

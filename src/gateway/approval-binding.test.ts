import { afterEach, expect, test } from 'vitest'
import { createTestClock } from '#platform/clock'
import { openSqlite } from '#storage/sqlite'
import { approvalWorlds, hasty, held, statesOf, textOf } from './conformance/approval-world.ts'

const worlds = approvalWorlds((sealer) => openSqlite({ path: ':memory:', sealer }))
const world = worlds.open
afterEach(worlds.closeAll)

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

import { afterEach, expect, test } from 'vitest'
import type { Call } from '#model/activity'
import { openSqlite } from '#storage/sqlite'
import { openFixtureGate } from './conformance/fixture-gate.ts'
import { RawClient } from './conformance/raw-client.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function openedGate(options: Parameters<typeof openFixtureGate>[1] = {}) {
  const opened = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), options)
  closers.push(opened.close)
  return { ...opened, client: await new RawClient(opened.gate).open() }
}

const allowing = { version: '1', default: 'allow' }
const denying = { version: '1', default: 'deny' }
const limited = (max: number) => ({
  version: '1',
  default: 'deny',
  tools: { read_file: { limits: [{ counter: 'r', window: 'hour', max, scope: 'grant' }] } },
})

function told(calls: readonly Call[]) {
  return calls.map(({ outcome, shadow }) => [outcome, shadow?.outcome ?? null]).reverse()
}

test('a shadow says beside each call what it would have said, and decides nothing', async () => {
  const { gate, client, fixture } = await openedGate({ policy: allowing })
  await client.call('read_file')
  await gate.publish(denying, 'shadow')
  await client.call('read_file')
  expect(fixture.calls()).toHaveLength(2)
  const calls = await gate.calls()
  expect(told(calls)).toEqual([
    ['allow', null],
    ['allow', 'deny'],
  ])
  expect(calls[0]).toMatchObject({
    revision: 1,
    shadow: { revision: 2, outcome: 'deny', rule: '(default deny)' },
  })
})

test('a shadow that would allow opens nothing', async () => {
  const { gate, client, fixture } = await openedGate({ policy: denying, list: 'all' })
  await gate.publish(allowing, 'shadow')
  const answer = await client.call('read_file')
  expect(answer.result?.isError).toBe(true)
  await client.call('no_such_tool')
  expect(fixture.calls()).toEqual([])
  expect(told(await gate.calls())).toEqual([
    ['deny', 'allow'],
    ['hide', 'hide'],
  ])
})

test('with nothing enforced every call is denied, and the shadow is told', async () => {
  const { gate, client, fixture } = await openedGate({ policy: allowing, mode: 'shadow' })
  await client.call('read_file')
  expect(fixture.calls()).toEqual([])
  const [call] = await gate.calls()
  expect(call).toMatchObject({ outcome: 'deny', rule: '(no policy)', revision: null })
  expect(call?.shadow).toMatchObject({ revision: 1, outcome: 'allow' })
})

test('its limits count for themselves: they take no room from the enforced, nor give any', async () => {
  const { gate, client, fixture } = await openedGate({ policy: limited(3) })
  await gate.publish(limited(1), 'shadow')
  for (let n = 0; n < 4; n += 1) await client.call('read_file')
  expect(fixture.calls()).toHaveLength(3)
  expect(told(await gate.calls())).toEqual([
    ['allow', 'allow'],
    ['allow', 'deny'],
    ['allow', 'deny'],
    ['deny', 'deny'],
  ])
})

test('what the enforced denies counts in the shadow that would have let it go', async () => {
  const { gate, client } = await openedGate({ policy: denying, list: 'all' })
  await gate.publish(limited(2), 'shadow')
  for (let n = 0; n < 3; n += 1) await client.call('read_file')
  expect(told(await gate.calls())).toEqual([
    ['deny', 'allow'],
    ['deny', 'allow'],
    ['deny', 'deny'],
  ])
})

test('what never reached the server takes nothing from a limit of the shadow', async () => {
  const { gate, client, fixture } = await openedGate({ policy: allowing })
  await gate.publish(limited(1), 'shadow')
  await fixture.close()
  for (let n = 0; n < 2; n += 1) await client.call('read_file')
  expect(told(await gate.calls())).toEqual([
    ['allow', 'allow'],
    ['allow', 'allow'],
  ])
})

test('publishing to be enforced ends the shadow at once; so does ending it', async () => {
  const { gate, client } = await openedGate({ policy: allowing })
  await gate.publish(denying, 'shadow')
  await client.call('read_file')
  await gate.publish(allowing)
  await client.call('read_file')
  await gate.publish(denying, 'shadow')
  await client.call('read_file')
  await gate.storage.policies.endShadow(gate.policyId)
  await client.call('read_file')
  const shadows = (await gate.calls()).map(({ shadow }) => shadow?.revision ?? null)
  expect(shadows.reverse()).toEqual([2, null, 4, null])
})

test('a shadow that cannot be read harms no call', async () => {
  const { gate, client, fixture } = await openedGate({ policy: allowing })
  // The storage takes any text: what is published there past the API must do no harm here.
  await gate.publish({ version: '9', tools: [] }, 'shadow')
  await client.call('read_file')
  expect(fixture.calls()).toHaveLength(1)
  expect(told(await gate.calls())).toEqual([['allow', null]])
})

test('a shadow is published and ended under a storm of calls, and each is judged by the enforced alone', async () => {
  const { gate, client, fixture } = await openedGate({ policy: allowing })
  const storm = async () => {
    for (let n = 0; n < 40; n += 1) await client.call('read_file')
  }
  const changes = async () => {
    for (let n = 0; n < 6; n += 1) {
      await gate.publish(n % 2 === 0 ? denying : limited(1), 'shadow')
      await gate.storage.policies.endShadow(gate.policyId)
    }
  }
  await Promise.all([storm(), changes()])
  expect(fixture.calls()).toHaveLength(40)
  expect((await gate.calls()).filter(({ outcome }) => outcome !== 'allow')).toEqual([])
})

import { afterEach, expect, test } from 'vitest'
import { openSqlite } from '#storage/sqlite'
import { type FixtureGate, openFixtureGate } from './conformance/fixture-gate.ts'
import { RawClient } from './conformance/raw-client.ts'

const opened: FixtureGate[] = []

async function openStateless(): Promise<FixtureGate> {
  const openStorage = (sealer: Parameters<typeof openSqlite>[0]['sealer']) =>
    openSqlite({ path: ':memory:', sealer })
  const one = await openFixtureGate(openStorage, { fixture: { isStateless: true } })
  opened.push(one)
  return one
}

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

const envelope = (name: string) => ({
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name, version: '3' },
})

test('a client on a server without sessions is known by its `initialize`', async () => {
  const { gate } = await openStateless()
  const client = await new RawClient(gate).open()
  await client.call('read_file')
  expect((await gate.calls()).map(({ clientName }) => clientName)).toEqual(['raw'])
})

test('a client that introduces itself in each request is known by that, also one beside it', async () => {
  const { gate } = await openStateless()
  const client = new RawClient(gate)
  await client.call('read_file', {}, envelope('one'))
  await client.call('read_file', {}, envelope('two'))
  await client.call('read_file')
  expect((await gate.calls()).map(({ clientName }) => clientName)).toEqual(['two', 'two', 'one'])
})

test('a client that never says `initialize` counts as connected once it has introduced itself', async () => {
  const { gate } = await openStateless()
  await new RawClient(gate).ask('tools/list', { _meta: envelope('modern') })
  await expect
    .poll(async () => (await gate.storage.grants.get(gate.grantId))?.progress)
    .toMatchObject({
      initializedAt: expect.any(Number),
      clientName: 'modern',
      clientVersion: '3',
      protocolVersion: '2026-07-28',
    })
})

test('an introduction of any shape is no reason to fail', async () => {
  const { gate } = await openStateless()
  const client = new RawClient(gate)
  for (const info of [null, 7, [], { name: 7 }, {}])
    await client.call('read_file', {}, { 'io.modelcontextprotocol/clientInfo': info })
  expect((await gate.calls()).map(({ clientName, outcome }) => [clientName, outcome])).toEqual(
    Array.from({ length: 5 }, () => [null, 'allow']),
  )
})

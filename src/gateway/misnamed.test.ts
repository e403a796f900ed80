import { afterEach, expect, test } from 'vitest'
import { openSqlite } from '#storage/sqlite'
import { openFixtureGate } from './conformance/fixture-gate.ts'
import { RawClient } from './conformance/raw-client.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const tools =
  '[{"name":"read","inputSchema":{"type":"object","properties":{"path":{"type":"string"}}}},{"name":"secret","inputSchema":{"properties":{"path":{}}}}]'

test('an argument that a careless server would take for another never arrives, and is recorded', async () => {
  const opened = await openFixtureGate((sealer) => openSqlite({ path: ':memory:', sealer }), {
    fixture: { tools },
    policy: { version: '1', default: 'allow', hide: ['secret'] },
  })
  closers.push(opened.close)
  const client = await new RawClient(opened.gate).open()
  const refused = await client.call('read', { Path: '/etc/shadow' })
  expect(refused.result?.content?.[0]?.text).toBe(
    '[POLICY DENIED] The argument `Path` is the tool’s `path` in another spelling, and the server could take it for that. Write `path`.',
  )
  expect((await client.call('secret', { Path: 1 })).error?.message).toBe('Unknown tool: secret')
  expect(opened.fixture.calls()).toEqual([])
  expect((await client.call('read', { path: '/a', Other: 1 })).result?.content?.[0]?.text).toBe('done')
  const rows = await opened.gate.calls()
  expect(rows.map(({ outcome, rule }) => [outcome, rule])).toContainEqual(['deny', '(argument name)'])
})

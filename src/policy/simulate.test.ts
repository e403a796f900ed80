import { expect, test } from 'vitest'
import { compile } from './compile.ts'
import type { Inventory } from './inventory.ts'
import { parse } from './parse.ts'
import { type RecordedCall, simulate } from './simulate.ts'

const inventory: Inventory = {
  tools: [
    { definition: { name: 'pay' }, category: 'financial' },
    { definition: { name: 'get' }, category: 'read' },
  ],
}

function policy(tools: string) {
  const { document } = parse(`{"version":"1","default":"deny","tools":{${tools}}}`)
  if (document === undefined) throw new Error('no policy')
  return compile(document, inventory)
}

function recorded(tool: string, at: number, fields: Partial<RecordedCall> = {}): RecordedCall {
  const grant = { id: 'g', label: 'ci', tags: [] }
  const call = { tool, arguments: { amount: 5 }, grant, server: 's', workspace: 'w' }
  return { call, argumentsKept: true, at, outcome: 'allow', forwarded: true, ...fields }
}

const perMinute = '"limits":[{"counter":"c","window":"minute","max":2,"scope":"grant"}]'

test('calls are replayed in the order of time, limits included', () => {
  const calls = [recorded('get', 3000), recorded('get', 1000), recorded('get', 2000), recorded('get', 90_000)]
  const { flips, counts, replayed } = simulate(policy(`"get":{${perMinute}}`), calls)
  expect(flips.map(({ index, before, after }) => [index, before, after.outcome])).toEqual([
    [0, 'allow', 'deny'],
  ])
  expect(counts.allow).toEqual({ allow: 3, deny: 1, hide: 0, approval: 0 })
  expect(replayed).toBe(4)
})

test('a held call counts if a person let it through', () => {
  const tools = `"get":{"action":"require_approval",${perMinute}}`
  const held = (forwarded: boolean) =>
    [1, 2, 3].map((at) => recorded('get', at, { outcome: 'approval', forwarded }))
  expect(simulate(policy(tools), held(false)).flips).toEqual([])
  expect(simulate(policy(tools), held(true)).flips).toHaveLength(1)
})

test('what cannot be replayed is named', () => {
  const tools = '"pay":{"deny_if":[{"conditions":[{"path":"args.amount","op":"gt","value":1}]}]},"get":{}'
  const calls = [
    recorded('pay', 1, { argumentsKept: false }),
    recorded('get', 2, { argumentsKept: false }),
    recorded('gone', 3),
  ]
  const { notReplayable, replayed, total } = simulate(policy(tools), calls)
  expect(notReplayable).toEqual([
    { index: 0, reason: 'arguments_not_kept' },
    { index: 2, reason: 'tool_gone' },
  ])
  expect([replayed, total]).toEqual([1, 3])
})

test('a tool that is denied whatever its arguments can be replayed without them', () => {
  const calls = [recorded('pay', 1, { argumentsKept: false })]
  expect(simulate(policy('"pay":{"action":"deny"}'), calls).flips).toHaveLength(1)
})

test('a virtual tool is replayed through its dispatcher, where its own rule and that of the dispatcher stand', () => {
  const served: Inventory = {
    tools: [{ definition: { name: 'nas' }, category: 'execute' }],
    dispatchers: [
      {
        tool: 'nas',
        name: 'args.action',
        arguments: 'args.params',
        actions: [{ definition: { name: 'wipe' }, category: 'destructive' }],
      },
    ],
  }
  const { document } = parse(
    '{"version":"1","default":"deny","tools":{"wipe":{"deny_if":[{"conditions":[{"path":"args.amount","op":"gt","value":1}]}]}}}',
  )
  if (document === undefined) throw new Error('no policy')
  const compiled = compile(document, served)
  const calls = [
    recorded('nas:wipe', 1),
    recorded('nas:wipe', 2, { argumentsKept: false }),
    recorded('nas:gone', 3),
  ]
  const { flips, notReplayable } = simulate(compiled, calls)
  expect(flips).toMatchObject([{ index: 0, after: { outcome: 'deny', rule: '/tools/wipe/deny_if/0' } }])
  expect(notReplayable).toEqual([
    { index: 1, reason: 'arguments_not_kept' },
    { index: 2, reason: 'tool_gone' },
  ])
})

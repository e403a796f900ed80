import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compile } from './compile.ts'
import type { Call } from './decision.ts'
import { detectDispatchers } from './detect.ts'
import { evaluate } from './evaluate.ts'
import type { Dispatcher, Inventory } from './inventory.ts'
import { unlimited } from './limits.ts'
import { listing } from './listing.ts'
import { parse } from './parse.ts'
import { recommend } from './recommend.ts'
import { runTests } from './run-tests.ts'

const object = { type: 'object' }
const text = { type: 'string' }

test.each([
  [{ action: { enum: ['a', 'b'] } }, { name: 'args.action' }],
  [
    { action: text, params: object },
    { name: 'args.action', arguments: 'args.params' },
  ],
  [
    { tool_name: text, arguments: object },
    { name: 'args.tool_name', arguments: 'args.arguments' },
  ],
  [{ action: text }, undefined],
  [{ command: text, cwd: text }, undefined],
  [{ command: text, args: { type: 'array' } }, undefined],
  [{ action: { enum: ['only'] } }, undefined],
  [
    { operations: { type: 'array', items: { type: 'object', properties: { tool: text, args: object } } } },
    { each: 'args.operations', name: 'tool', arguments: 'args' },
  ],
  [{ paths: { type: 'array', items: text } }, undefined],
])('%j is proposed as %j', (properties, wanted) => {
  const found = detectDispatchers([{ name: 't', inputSchema: { type: 'object', properties } }])
  expect(found).toEqual(wanted === undefined ? [] : [{ tool: 't', ...wanted }])
})

const servers = join(import.meta.dirname, '../../../shared/servers')
test.skipIf(!existsSync(servers))(
  'the real dispatchers are found (skipped without ../shared/servers)',
  () => {
    const toolsOf = (name: string) => JSON.parse(readFileSync(join(servers, `${name}.tools.json`), 'utf8'))
    expect(detectDispatchers(toolsOf('truenas-mcp'))).toEqual([
      { tool: 'truenas', name: 'args.action', arguments: 'args.params' },
    ])
    expect(detectDispatchers(toolsOf('ooda'))).toEqual([
      { tool: 'batch_tools', each: 'args.operations', name: 'tool', arguments: 'args' },
    ])
    expect(detectDispatchers(toolsOf('mcp-server-commands'))).toEqual([])
  },
)

function setting(fields: string, dispatchers: readonly Dispatcher[], inputSchema = {}) {
  const { document } = parse(`{"version":"1","default":"deny",${fields}}`)
  if (document === undefined) throw new Error('no policy')
  const inventory: Inventory = {
    tools: [
      { definition: { name: 'outer', inputSchema }, category: 'destructive' },
      { definition: { name: 'read' }, category: 'read' },
    ],
    dispatchers,
  }
  return compile(document, inventory)
}

const open: Dispatcher = { tool: 'outer', name: 'args.action', arguments: 'args.params' }
const closed: Dispatcher = { ...open, actions: [{ definition: { name: 'go' }, category: 'execute' }] }
const listed = (fields: string, dispatcher: Dispatcher) => listing(setting(fields, [dispatcher]), 'outer')

test.each([
  ['"tools":{}', open, 'unlisted'],
  ['"tools":{"anything":{}}', open, 'listed'],
  ['"tools":{"go":{}}', closed, 'listed'],
  ['"tools":{"read":{}}', closed, 'unlisted'],
  ['"risk":{"execute":{}}', closed, 'listed'],
  ['"tools":{"go":{"action":"hide"}}', closed, 'unlisted'],
  ['"tools":{"outer":{"action":"deny"}}', closed, 'listed'],
  ['"hide":["outer"],"tools":{"go":{}}', closed, 'hidden'],
] as const)('with %s the dispatcher %j is %s', (fields, dispatcher, wanted) => {
  expect(listed(fields, dispatcher)).toBe(wanted)
})

const call = (args: Call['arguments']): Call => ({
  tool: 'outer',
  arguments: args,
  grant: { id: 'g', label: 'g', tags: [] },
  server: 's',
  workspace: 'w',
})

test('the names of an enum are actions, unless they are those of real tools', () => {
  const schema = (names: readonly string[]) => ({ properties: { action: { enum: names } } })
  const decide = (names: readonly string[], action: string) =>
    evaluate(setting('"tools":{"read":{}}', [open], schema(names)), call({ action }), unlimited, 0).rule
  expect(decide(['go', 'stop', 'read'], 'read')).toBe('(default deny)')
  expect(decide(['read', 'outer'], 'read')).toBe('/tools/read')
})

test('calls within calls are bounded in depth and number', () => {
  const batch: Dispatcher = { tool: 'outer', each: 'args.calls', name: 'tool', arguments: 'args' }
  const policy = setting('"tools":{"read":{},"outer":{}}', [batch])
  const nested = (depth: number): Call['arguments'] =>
    depth === 0
      ? { calls: [{ tool: 'read' }] }
      : { calls: [{ tool: 'outer', args: nested(depth - 1) ?? {} }] }
  const wide = (size: number) => ({ calls: Array.from({ length: size }, () => ({ tool: 'read' })) })
  const outcome = (args: Call['arguments']) => evaluate(policy, call(args), unlimited, 0).outcome
  expect([outcome(nested(7)), outcome(nested(8)), outcome(nested(500))]).toEqual(['allow', 'deny', 'deny'])
  expect([outcome(wide(256)), outcome(wide(257)), outcome(wide(100_000))]).toEqual(['allow', 'deny', 'deny'])
})

test('a dispatcher whose paths cannot be read runs nothing', () => {
  const policy = setting('"tools":{"read":{},"outer":{}}', [{ tool: 'outer', name: 'action..x' }])
  expect(evaluate(policy, call({ action: 'read' }), unlimited, 0)).toMatchObject({
    outcome: 'deny',
    rule: '(default deny)',
  })
})

test('approvals of one batch are given by those whom every call accepts', () => {
  const batch: Dispatcher = { tool: 'outer', each: 'args.calls', name: 'tool', arguments: 'args' }
  const ask = (approval: string) => `{"action":"require_approval","approval":${approval}}`
  const policy = setting(
    `"tools":{"read":${ask('{"approvers":["admin","a"],"count":2}')},"go":${ask('{"approvers":["a","b"],"timeout":60}')}}`,
    [batch],
  )
  const decision = evaluate(policy, call({ calls: [{ tool: 'read' }, { tool: 'go' }] }), unlimited, 0)
  expect(decision).toMatchObject({
    outcome: 'approval',
    rule: '/tools/read/action',
    approval: { approvers: ['a'], count: 2, timeout: 60 },
  })
})

test('tests reach a virtual tool by its name and by a pattern', () => {
  const tests =
    '"tests":[{"name":"by name","tool":"go","args":{"x":1},"expect":"deny"},{"name":"by pattern","tool":"outer:*","expect":"deny"}]'
  const rules =
    '"tools":{"outer":{"require":[{"conditions":[{"path":"args.params.x","op":"eq","value":2}]}]},"go":{}}'
  const results = runTests(setting(`${rules},${tests}`, [closed]), { now: 0 })
  expect(results.map(({ passed }) => passed)).toEqual([true, true])
})

test('the recommended policy names the actions and not the dispatcher', () => {
  expect(recommend(setting('"tools":{}', [closed]).inventory).tools).toEqual({
    read: {},
    go: { limits: [{ counter: 'go_rate', window: 'minute', max: 10, scope: 'grant' }] },
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '#std/json'
import { compile } from './compile.ts'
import type { Call, Counts } from './decision.ts'
import { evaluate } from './evaluate.ts'
import type { Inventory } from './inventory.ts'
import { memoryCounters, unlimited } from './limits.ts'
import { parse } from './parse.ts'

const inventory: Inventory = {
  tools: [
    { definition: { name: 'create_refund' }, category: 'financial' },
    { definition: { name: 'get_refund' }, category: 'read' },
    { definition: { name: 'truenas' }, category: 'destructive' },
    { definition: { name: 'batch_tools' }, category: 'destructive' },
  ],
  dispatchers: [
    { tool: 'truenas', name: 'args.action', arguments: 'args.params' },
    { tool: 'batch_tools', each: 'args.operations', name: 'tool', arguments: 'args' },
  ],
}

function policy(fields: string, byDefault = 'deny') {
  const { document, problems } = parse(`{"version":"1","default":"${byDefault}",${fields}}`)
  if (document === undefined) throw new Error(problems.map(({ message }) => message).join())
  return compile(document, inventory)
}

function callOf(tool: string, args: JsonObject): Call {
  return { tool, arguments: args, grant: { id: 'g', label: 'ci', tags: [] }, server: 's', workspace: 'w' }
}

function decide(fields: string, tool: string, args: JsonObject = {}, counts: Counts = unlimited) {
  const { outcome, rule } = evaluate(policy(fields), callOf(tool, args), counts, 0)
  return `${outcome} ${rule}`
}

const above = '"deny_if":[{"conditions":[{"path":"args.amount","op":"gt","value":10}]}]'

test.each([
  ['"tools":{"create_refund":{}}', 'create_refund', {}, 'allow /tools/create_refund'],
  ['"tools":{"get_*":{}}', 'get_refund', {}, 'allow /tools/get_*'],
  ['"risk":{"read":{}}', 'get_refund', {}, 'allow /risk/read'],
  ['"risk":{"read":{}}', 'create_refund', {}, 'deny (default deny)'],
  ['"hide":["create_*"],"tools":{"create_refund":{}}', 'create_refund', {}, 'hide /hide/0'],
  ['"tools":{"create_refund":{"action":"hide"}}', 'create_refund', {}, 'hide /tools/create_refund/action'],
  [
    `"tools":{"create_refund":{${above}}}`,
    'create_refund',
    { amount: 11 },
    'deny /tools/create_refund/deny_if/0',
  ],
  [
    `"tools":{"create_refund":{${above}}}`,
    'create_refund',
    { amount: '1' },
    'deny /tools/create_refund/deny_if/0',
  ],
  [`"tools":{"create_refund":{${above}}}`, 'create_refund', {}, 'allow /tools/create_refund'],
  ['"tools":{"iscsi_sessions":{}}', 'truenas', { action: 'iscsi_sessions' }, 'allow /tools/iscsi_sessions'],
  ['"tools":{"iscsi_sessions":{}}', 'truenas', { action: 'pool_delete' }, 'deny (default deny)'],
  ['"tools":{"iscsi_sessions":{}}', 'truenas', {}, 'deny (default deny)'],
  ['"tools":{"truenas":{}}', 'truenas', {}, 'allow /tools/truenas'],
  ['"tools":{"truenas":{}}', 'truenas', { action: 'x' }, 'deny (default deny)'],
  [
    '"tools":{"truenas":{"action":"require_approval"},"x":{}}',
    'truenas',
    { action: 'x' },
    'approval /tools/truenas/action',
  ],
  [
    '"tools":{"get_refund":{}}',
    'batch_tools',
    { operations: [{ tool: 'get_refund' }, { tool: 'create_refund' }] },
    'deny (default deny)',
  ],
])('%s: %s %j is %s', (fields, tool, args, wanted) => {
  expect(decide(fields, tool, args)).toBe(wanted)
})

test('each inner call of a batch counts, and all of them or none', () => {
  const counters = memoryCounters()
  const compiled = policy(
    '"tools":{"get_refund":{"limits":[{"counter":"c","window":"minute","max":3,"scope":"grant"}]}}',
  )
  const batch = (size: number) =>
    callOf('batch_tools', { operations: Array(size).fill({ tool: 'get_refund' }) })
  expect(evaluate(compiled, batch(4), counters, 0)).toMatchObject({
    outcome: 'deny',
    rule: '/tools/get_refund/limits/0',
  })
  const two = evaluate(compiled, batch(2), counters, 0)
  expect(two).toMatchObject({ outcome: 'allow', reservations: [{ amount: 2_000_000, max: 3_000_000 }] })
  expect(counters.reserve(two.reservations, 0)).toBeUndefined()
  expect(evaluate(compiled, batch(2), counters, 59_999)).toMatchObject({
    outcome: 'deny',
    retryAfterMs: 1001,
  })
  expect(evaluate(compiled, batch(1), counters, 59_999)).toMatchObject({ outcome: 'allow' })
})

test('whatever the arguments are, a call is decided', () => {
  const rules = ['exists', 'eq', 'in', 'gt', 'regex', 'contains'].map((op) => {
    const value = { exists: true, eq: { a: [1] }, in: [[1], 'a'], gt: 1, regex: 'a+', contains: ['a'] }[op]
    return {
      conditions: [
        { path: 'args.x[*].y', op, value },
        { path: 'args.x', op, value },
      ],
    }
  })
  const limits = [{ counter: 'c', window: 'day', max: 5, scope: 'grant', increment_from: 'args.x[*]' }]
  const compiled = policy(
    `"tools":{"*":{"deny_if":${JSON.stringify(rules)},"limits":${JSON.stringify(limits)}}}`,
  )
  const deep = JSON.parse(`${'{"x":['.repeat(5000)}1${']}'.repeat(5000)}`)
  fc.assert(
    fc.property(fc.constantFrom('truenas', 'batch_tools', 'other'), fc.jsonValue(), (tool, x) => {
      for (const args of [{ x }, { action: x, params: x }, { operations: x }, deep])
        expect(['allow', 'deny']).toContain(evaluate(compiled, callOf(tool, args), unlimited, 0).outcome)
    }),
  )
})

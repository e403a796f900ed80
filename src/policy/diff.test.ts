import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile } from './compile.ts'
import type { OracleCall } from './conformance/oracle-world.ts'
import {
  document,
  keys,
  call as randomCall,
  inventory as randomInventory,
  rule,
} from './conformance/random.ts'
import type { Counts } from './decision.ts'
import { diff, loosenedDanger } from './diff.ts'
import { evaluate } from './evaluate.ts'
import type { Inventory } from './inventory.ts'
import { parse } from './parse.ts'
import type { PolicyDocument } from './schema.ts'

const inventory: Inventory = {
  tools: ['a', 'b', 'c', 'd', 'e'].map((name) => ({ definition: { name }, category: 'write' as const })),
}

function changes(before: string, after: string) {
  const document = (fields: string) =>
    parse(`{"version":"1","default":"deny"${fields && `,${fields}`}}`).document
  return diff(document(before), document(after), inventory).map(
    ({ direction, sentence }) => `${direction}: ${sentence}`,
  )
}

const limit = (max: number) => `"limits":[{"counter":"c","window":"minute","max":${max},"scope":"grant"}]`

test.each([
  ['', '', []],
  ['"tools":{"a":{}}', '"tools":{"a":{"reason":"x"}}', []],
  ['', '"tools":{"a":{}}', ['looser: `a`: denied, because no rule names it → allowed']],
  [
    '"tools":{"a":{}}',
    '"tools":{"a":{"action":"require_approval"}}',
    ['stricter: `a`: allowed → asks an admin or approver'],
  ],
  [
    '"tools":{"a":{"action":"deny"}}',
    '"tools":{"a":{"action":"require_approval"}}',
    ['looser: `a`: always denied → asks an admin or approver'],
  ],
  ['"tools":{"a":{"action":"deny"}}', '"hide":["a"]', ['stricter: `a`: always denied → hidden from agents']],
  [
    `"tools":{"a":{${limit(5)}}}`,
    `"tools":{"a":{${limit(9)}}}`,
    [
      'looser: `a`: allowed; at most 5 calls a minute per grant → allowed; at most 9 calls a minute per grant',
    ],
  ],
  [
    `"tools":{"a":{${limit(5)}}}`,
    `"tools":{"a":{${limit(2)}}}`,
    [
      'stricter: `a`: allowed; at most 5 calls a minute per grant → allowed; at most 2 calls a minute per grant',
    ],
  ],
  [
    '"tools":{"a":{"deny_if":[{"conditions":[{"path":"args.n","op":"gt","value":1000}]}]}}',
    '"tools":{"a":{}}',
    ['looser: `a`: allowed unless `n` is above 1,000 → allowed'],
  ],
  [
    '"tools":{"a":{"deny_if":[{"conditions":[{"path":"args.n","op":"gt","value":1}]}]}}',
    '"tools":{"a":{"deny_if":[{"conditions":[{"path":"args.n","op":"gt","value":2}]}]}}',
    ['looser: `a`: allowed unless `n` is above 1 → allowed unless `n` is above 2'],
  ],
  ['', '"tools":{"*":{}}', ['looser: `a`, `b`, `c` and 2 more: denied, because no rule names it → allowed']],
  ['', '"resources":"allow"', ['looser: resources: denied → allowed']],
  ['', '"tests":[{"name":"n","tool":"a","expect":"deny"}]', ['neutral: tests: 0 → 1']],
  ['', `"all_tools":{${limit(1)}}`, ['stricter: the conditions and limits for all tools differ']],
])('from %s to %s: %j', (before, after, wanted) => {
  expect(changes(before, after)).toEqual(wanted)
})

const guards = (...conditions: string[]) => conditions.map((one) => `{"conditions":[${one}]}`).join()
const above = (bound: number) => `{"path":"args.n","op":"gt","value":${bound}}`
const atMost = (bound: number) => `{"path":"args.n","op":"lte","value":${bound}}`
const is = (...values: string[]) => `{"path":"args.s","op":"in","value":${JSON.stringify(values)}}`
const counted = (fields: string) =>
  `"limits":[{${fields.includes('counter') ? '' : '"counter":"c",'}${fields}}]`

test.each([
  ['"action":"require_approval"', `"approve_if":[${guards(above(1000))}],${limit(3)}`, 'looser'],
  [`"approve_if":[${guards(above(1000))}]`, '"action":"require_approval"', 'stricter'],
  [`"approve_if":[${guards(above(9))}]`, `"deny_if":[${guards(above(9))}]`, 'stricter'],
  [`"approve_if":[${guards(above(9))}]`, `"deny_if":[${guards(above(10))}]`, 'looser'],
  [`"deny_if":[${guards(above(2))}]`, `"deny_if":[${guards(above(1))}]`, 'stricter'],
  [`"deny_if":[${guards(above(2))}]`, `"require":[${guards(atMost(2))}]`, 'stricter'],
  [`"require":[${guards(atMost(2))}]`, `"deny_if":[${guards(above(2))}]`, 'looser'],
  [`"require":[${guards(atMost(2))}]`, `"require":[${guards(atMost(1))}]`, 'stricter'],
  [
    `"require":[${guards(atMost(2), is('x'))}]`,
    `"require":[${guards(`${is('x')},${atMost(2)}`)}]`,
    'neutral',
  ],
  [`"deny_if":[${guards(is('x'))}]`, `"deny_if":[${guards(is('x', 'y'))}]`, 'stricter'],
  [`"deny_if":[${guards(is('x'))}]`, `"deny_if":[${guards(is('y'))}]`, 'looser'],
  [`"deny_if":[${guards(above(1))}]`, `"deny_if":[${guards(`${above(1)},${is('x')}`)}]`, 'looser'],
  [`"deny_if":[${guards(`${above(1)},${is('x')}`)}]`, `"deny_if":[${guards(above(1))}]`, 'stricter'],
  ['"action":"deny"', '"deny_if":[{"conditions":[]}]', 'none'],
  [`"deny_if":[${guards(above(1))}],${limit(5)}`, `"deny_if":[${guards(above(0))}],${limit(6)}`, 'looser'],
  ['"rate_limit":{"max":5,"window":60}', limit(5), 'stricter'],
  [limit(5), '"rate_limit":{"max":5,"window":60}', 'looser'],
  [limit(5), counted('"window":"hour","max":5,"scope":"server"'), 'stricter'],
  [limit(5), counted('"counter":"other","window":"minute","max":5,"scope":"grant"'), 'neutral'],
  [limit(5), counted('"window":"minute","max":5,"scope":"grant","increment_from":"args.n"'), 'looser'],
  ['"action":"require_approval"', '"action":"require_approval","approval":{"count":2}', 'stricter'],
  ['"action":"require_approval"', '"action":"require_approval","approval":{"approvers":["x"]}', 'changed'],
  [
    '"action":"require_approval"',
    '"action":"require_approval","approval":{"approvers":["admin"]}',
    'stricter',
  ],
  ['', '"approval":{"count":2}', 'neutral'],
])('from {%s} to {%s} is %s', (before, after, wanted) => {
  const [line = 'none'] = changes(`"tools":{"a":{${before}}}`, `"tools":{"a":{${after}}}`)
  expect(line.split(':')[0]).toBe(wanted)
})

test('a counter that no longer counts the calls of another tool is looser', () => {
  const both = `"tools":{"a":{${limit(5)}},"b":{${limit(5)}}}`
  const apart = `"tools":{"a":{${limit(5)}},"b":{${limit(5).replace('"c"', '"d"')}}}`
  expect(changes(both, apart)[0]?.slice(0, 10)).toBe('looser: `b')
})

test('a pattern that no tool matches yet is told by its own name', () => {
  expect(changes('', '"tools":{"new_*":{}}')).toEqual([
    'looser: `new_*`: denied, because no rule names it → allowed',
  ])
})

test('a rule that no longer names the dispatcher restricts nothing inside it', () => {
  const run = { definition: { name: 'run' }, category: 'execute' as const }
  const dispatchers = [{ tool: 'run', name: 'args.action', actions: [] }]
  const ask = { action: 'require_approval' as const }
  const named = { version: '1' as const, default: 'deny' as const, tools: { run: ask, go: {} } }
  const byClass = { ...named, tools: { go: {} }, risk: { execute: ask } }
  const told = (from: PolicyDocument, to: PolicyDocument) => diff(from, to, { tools: [run], dispatchers })
  const sentence = '`run`: asks an admin or approver (details differ)'
  expect(told(named, byClass)).toEqual([{ direction: 'looser', sentence, tools: ['run'] }])
  expect(told(byClass, named)).toEqual([{ direction: 'stricter', sentence, tools: ['run'] }])
})

const outcomes = ['allow', 'approval', 'deny']

/** What becomes of a call where everything is counted up to `used` already; hiding is denying. */
function gravity(source: PolicyDocument, asked: OracleCall, used: number): number {
  const grant = { ...asked.grant, id: asked.grant.label }
  const counts: Counts = {
    check: (reservation) => (reservation.amount + used > reservation.max ? { reservation } : undefined),
  }
  const policy = compile(source, randomInventory)
  const call = { ...asked, grant, server: 's', workspace: 'w' }
  const { outcome } = evaluate(policy, call, counts, Date.UTC(2026, 10, 21, 10))
  return outcomes.indexOf(outcome === 'hide' ? 'deny' : outcome)
}

const runs = 1000
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)

const few: fc.Arbitrary<PolicyDocument> = fc.record({
  version: fc.constant('1' as const),
  default: fc.constantFrom('allow' as const, 'deny' as const),
  tools: fc.dictionary(fc.constantFrom(...keys), rule, { maxKeys: 2 }),
})
const pair = fc
  .tuple(fc.oneof(document, few), fc.constantFrom(...keys), fc.option(rule, { nil: undefined }))
  .map(([one, key, other]): readonly [PolicyDocument, PolicyDocument] => {
    const { [key]: _, ...rest } = one.tools ?? {}
    return [one, { ...one, tools: other === undefined ? rest : { ...rest, [key]: other } }]
  })
const calls = fc.array(randomCall, { minLength: 20, maxLength: 40 })

test(`where nothing is told as looser, no call is decided more leniently (SEED=${seed})`, {
  timeout: 60_000,
}, () => {
  let strict = 0
  const property = fc.property(pair, calls, fc.constantFrom(0, 1, 2e6), ([one, two], asked, used) => {
    for (const [before, after] of [
      [one, two],
      [two, one],
    ] as const) {
      const told = diff(before, after, randomInventory)
      if (told.some(({ direction }) => direction === 'looser')) continue
      if (told.some(({ direction }) => direction === 'stricter')) strict += 1
      for (const { call } of asked)
        expect(gravity(after, call, used)).toBeGreaterThanOrEqual(gravity(before, call, used))
    }
  })
  fc.assert(property, { numRuns: runs, seed })
  // Were everything told as looser, nothing would have been tried.
  expect(strict).toBeGreaterThan(runs / 20)
})

test('what loosens comes first', () => {
  expect(changes('"tools":{"a":{}}', '"tools":{"b":{}}').map((line) => line.slice(0, 6))).toEqual([
    'looser',
    'strict',
  ])
})

test('a grant without a policy is denied everything', () => {
  expect(diff(undefined, parse('{"version":"1","default":"allow"}').document, inventory)[0]?.direction).toBe(
    'looser',
  )
})

test('destructive and financial tools that come to be looser are named, and no others', () => {
  const tools = { drop: 'destructive', pay: 'financial', list: 'read' } as const
  const served: Inventory = {
    tools: Object.entries(tools).map(([name, category]) => ({ definition: { name }, category })),
  }
  const danger = (before: string, after: string) => {
    const read = (fields: string) => parse(`{"version":"1","default":"deny",${fields}}`).document
    return loosenedDanger(diff(read(before), read(after), served), served)
  }
  expect(danger('"tools":{}', '"tools":{"list":{},"pay":{"action":"require_approval"}}')).toEqual(['pay'])
  expect(danger('"tools":{"drop":{}}', '"tools":{"list":{}}')).toEqual([])
  expect(
    danger(`"tools":{"drop":{}},"all_tools":{${limit(1)}}`, `"tools":{"drop":{}},"all_tools":{${limit(9)}}`),
  ).toEqual(['drop', 'pay'])
})

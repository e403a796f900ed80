import { expect, test } from 'vitest'
import { diff } from './diff.ts'
import type { Inventory } from './inventory.ts'
import { parse } from './parse.ts'

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
    ['changed: `a`: allowed unless `n` is above 1 → allowed unless `n` is above 2'],
  ],
  ['', '"tools":{"*":{}}', ['looser: `a`, `b`, `c` and 2 more: denied, because no rule names it → allowed']],
  ['', '"resources":"allow"', ['looser: resources: denied → allowed']],
  ['', '"tests":[{"name":"n","tool":"a","expect":"deny"}]', ['neutral: tests: 0 → 1']],
  ['', `"all_tools":{${limit(1)}}`, ['stricter: the conditions and limits for all tools differ']],
])('from %s to %s: %j', (before, after, wanted) => {
  expect(changes(before, after)).toEqual(wanted)
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

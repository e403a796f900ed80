import { expect, test } from 'vitest'
import type { PolicyAction } from './actions.ts'
import { edit } from './edit.ts'
import { applyEdits, invertEdits } from './text-edit.ts'

function after(text: string, ...actions: PolicyAction[]): string {
  const edits = edit(text, actions)
  if (!edits.ok) throw new Error(edits.fault.message)
  const changed = applyEdits(text, edits.value)
  expect(applyEdits(changed, invertEdits(text, edits.value))).toBe(text)
  return changed
}

const text = `{
  "version": "1", // the only one
  "default": "deny",
  "tools": {
    // money
    "create_refund": { "action": "deny" }, // never
    // look
    "get_refund": {},

    // --- the rest ---

    "list_refunds": {}
  }
}
`

test('setting an action changes its value only', () => {
  expect(after(text, { kind: 'set_action', tool: 'create_refund', action: 'ask' })).toBe(
    text.replace('"deny" }', '"require_approval" }'),
  )
})

test('an action is put into an empty rule on its line', () => {
  expect(after(text, { kind: 'set_action', tool: 'get_refund', action: 'deny' })).toBe(
    text.replace('"get_refund": {}', '"get_refund": { "action": "deny" }'),
  )
})

test('a rule is added behind the last one', () => {
  expect(after(text, { kind: 'set_action', tool: 'new', action: 'limit' })).toBe(
    text.replace(
      '"list_refunds": {}\n',
      '"list_refunds": {},\n    "new": { "limits": [{ "counter": "new_rate", "window": "minute", "max": 30, "scope": "grant" }] }\n',
    ),
  )
})

test('a new rule joins the group of another', () => {
  expect(after(text, { kind: 'set_rule', tool: 'get_note', rule: {}, after: 'get_refund' })).toBe(
    text.replace('"get_refund": {},\n', '"get_refund": {},\n    "get_note": {},\n'),
  )
})

test('a rule goes with its comments, and the others keep theirs', () => {
  expect(after(text, { kind: 'remove_rule', tool: 'create_refund' })).toBe(
    text.replace('    // money\n    "create_refund": { "action": "deny" }, // never\n', ''),
  )
  expect(after(text, { kind: 'remove_rule', tool: 'list_refunds' })).toBe(
    text.replace('"get_refund": {},', '"get_refund": {}').replace('\n    "list_refunds": {}\n', '\n'),
  )
})

test('many actions are done in one pass, each seeing what those before it did', () => {
  expect(
    after(
      text,
      { kind: 'remove_rule', tool: 'list_refunds' },
      { kind: 'set_rule', tool: 'a', rule: {} },
      { kind: 'set_field', tool: 'a', field: 'action', value: 'hide' },
      { kind: 'rename_rule', tool: 'get_refund', to: 'get_*' },
      { kind: 'set_default', value: 'allow' },
    ),
  ).toBe(
    text
      .replace('"default": "deny"', '"default": "allow"')
      .replace('"get_refund": {},', '"get_*": {},\n    "a": { "action": "hide" }')
      .replace('\n    "list_refunds": {}\n', '\n'),
  )
})

test.each<[string, PolicyAction, string]>([
  ['{"a":1}', { kind: 'set', pointer: '/b', value: 2 }, '{"a":1, "b": 2}'],
  ['{ "a": 1, }', { kind: 'set', pointer: '/b', value: 2 }, '{ "a": 1, "b": 2, }'],
  ['{ "a": 1 /* x */ }', { kind: 'set', pointer: '/b', value: 2 }, '{ "a": 1, "b": 2 /* x */ }'],
  ['{}', { kind: 'set', pointer: '/b', value: 2 }, '{ "b": 2 }'],
  ['{ // none\n}', { kind: 'set', pointer: '/b', value: 2 }, '{ // none\n  "b": 2\n}'],
  ['{\r\n\t"a": 1\r\n}', { kind: 'set', pointer: '/b', value: 2 }, '{\r\n\t"a": 1,\r\n\t"b": 2\r\n}'],
  ['{\n  "a": 1 // one\n}', { kind: 'set', pointer: '/b', value: 2 }, '{\n  "a": 1, // one\n  "b": 2\n}'],
  ['{ "a": 1, "b": 2 }', { kind: 'remove', pointer: '/b' }, '{ "a": 1 }'],
  ['{ "a": 1, "b": 2 }', { kind: 'remove', pointer: '/a' }, '{ "b": 2 }'],
  ['{ "a": 1, "b": 2, }', { kind: 'remove', pointer: '/b' }, '{ "a": 1, }'],
  ['{ "a": 1 }', { kind: 'remove', pointer: '/a' }, '{}'],
  ['{ "a": 1, /* of b */ "b": 2 }', { kind: 'remove', pointer: '/b' }, '{ "a": 1 }'],
  ['{ "a": [1, 2, 3] }', { kind: 'remove', pointer: '/a/1' }, '{ "a": [1, 3] }'],
  ['{ "a": [1, 3] }', { kind: 'set', pointer: '/a', value: [1, 2, 3] }, '{ "a": [1, 2, 3] }'],
  ['{ "a": [1, 3] }', { kind: 'set', pointer: '/a', value: [0, 1, 3] }, '{ "a": [0, 1, 3] }'],
  ['{ "a": [1, 3] }', { kind: 'set', pointer: '/a', value: [1, 3, 5] }, '{ "a": [1, 3, 5] }'],
  ['{ "a": [1, 3] }', { kind: 'set', pointer: '/a', value: [2, 3] }, '{ "a": [2, 3] }'],
  ['{ "a": [1, 3] }', { kind: 'set', pointer: '/a/-', value: 4 }, '{ "a": [1, 3, 4] }'],
  ['{ "hide": ["a"] }', { kind: 'hide', tool: 'b' }, '{ "hide": ["a", "b"] }'],
  ['{ "hide": ["a", "b"] }', { kind: 'unhide', tool: 'a' }, '{ "hide": ["b"] }'],
  [
    '{\n  "tools": { "a": {} }\n}',
    { kind: 'set_note', tool: 'a', note: 'why' },
    '{\n  "tools": { /* why */ "a": {} }\n}',
  ],
  [
    '{\n  "tools": {\n    "a": {}\n  }\n}',
    { kind: 'set_note', tool: 'a', note: 'why\nso' },
    '{\n  "tools": {\n    // why\n    // so\n    "a": {}\n  }\n}',
  ],
  [
    '{\n  "tools": {\n    // old\n    "a": {}\n  }\n}',
    { kind: 'set_note', tool: 'a', note: 'new' },
    '{\n  "tools": {\n    // new\n    "a": {}\n  }\n}',
  ],
  [
    '{\n  "tools": {\n    // old\n    "a": {}\n  }\n}',
    { kind: 'set_note', tool: 'a', note: '' },
    '{\n  "tools": {\n    "a": {}\n  }\n}',
  ],
])('%j with %j is %j', (before, action, wanted) => {
  expect(after(before, action)).toBe(wanted)
})

test.each<[string, PolicyAction, string]>([
  ['{', { kind: 'set_default', value: 'allow' }, 'syntax'],
  ['{"tools":{}}', { kind: 'remove_rule', tool: 'a' }, 'not_there'],
  ['{"tools":{"a":{},"b":{}}}', { kind: 'rename_rule', tool: 'a', to: 'b' }, 'name_taken'],
  ['{"tools":{"a":{},"a":{}}}', { kind: 'set_action', tool: 'a', action: 'deny' }, 'broken'],
  ['{"tools":{"a":{"action":1}}}', { kind: 'set_action', tool: 'a', action: 'deny' }, 'broken'],
  ['{"tools":3}', { kind: 'set_rule', tool: 'a', rule: {} }, 'no_place'],
  ['{"tools":{}}', { kind: 'set_rule', tool: '__proto__', rule: {} }, 'forbidden_name'],
  ['{"hide":["a*"]}', { kind: 'set_action', tool: 'ab', action: 'deny' }, 'hidden_by_pattern'],
])('%s with %j cannot be done: %s', (before, action, code) => {
  expect(edit(before, [action])).toMatchObject({ ok: false, fault: { code } })
})

test.each([
  ['{ "version": "1" }', '{ "version": "1", "tools": { /* why */ "a": {} } }'],
  ['{\n  "version": "1"\n}', '{\n  "version": "1",\n  "tools": {\n    // why\n    "a": {}\n  }\n}'],
  ['{}', '{ "tools": { /* why */ "a": {} } }'],
  ['{ "tools": {} }', '{ "tools": { /* why */ "a": {} } }'],
])('a rule and its note in one pass in %j', (before, wanted) => {
  const rule: PolicyAction = { kind: 'set_rule', tool: 'b', rule: {} }
  const rename: PolicyAction = { kind: 'rename_rule', tool: 'b', to: 'a' }
  expect(after(before, rule, { kind: 'set_note', tool: 'b', note: 'why' }, rename)).toBe(wanted)
  expect(after(before, rule, rename, { kind: 'set_note', tool: 'a', note: 'why' })).toBe(wanted)
  expect(edit(before, [rule, { kind: 'set_note', tool: 'a', note: 'why' }]).ok).toBe(false)
})

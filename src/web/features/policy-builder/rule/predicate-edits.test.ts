import { expect, test } from 'vitest'
import { applyEdits, edit, type PolicyAction, parse } from '#policy'
import { added, changed, removed } from './predicate-edits.ts'

const text = `{
  "version": "1", "default": "deny",
  "tools": {
    // the night shift
    "x": {
      "deny_if": [
        { "conditions": [{ "path": "args.a", "op": "gt", "value": 10 }], "on_deny": "No." }, // agreed in May
        { "conditions": [] }
      ],
      "require": [{ "conditions": [{ "path": "args.b", "op": "eq", "value": "c" }] }]
    }
  }
}
`
const rule = parse(text).document?.tools?.['x'] ?? {}
const target = { pointer: '/tools/x', rule }

function after(...actions: PolicyAction[]): string {
  const edits = edit(text, actions)
  return edits.ok ? applyEdits(text, edits.value) : edits.fault.message
}

test('a changed value is the only thing that is written anew', () => {
  const predicate = { conditions: [{ path: 'args.a', op: 'gt' as const, value: 20 }], on_deny: 'No.' }
  const actions = changed(target, { list: 'deny_if', index: 0 }, { list: 'deny_if', predicate })
  expect(after(...actions)).toBe(text.replace('"value": 10', '"value": 20'))
})

test('the last of a list takes the list with it, another leaves its comments to its neighbours', () => {
  expect(parse(after(removed(target, { list: 'require', index: 0 }))).document?.tools?.['x']).toEqual({
    deny_if: rule.deny_if,
  })
  const left = after(removed(target, { list: 'deny_if', index: 1 }))
  expect(left).toContain('// agreed in May')
  expect(left).toContain('// the night shift')
})

test('what shall do something else goes behind the others of that list', () => {
  const predicate = rule.require?.[0] ?? { conditions: [] }
  const actions = changed(target, { list: 'require', index: 0 }, { list: 'deny_if', predicate })
  const { require: _, ...rest } = rule
  expect(parse(after(...actions)).document?.tools?.['x']).toEqual({
    ...rest,
    deny_if: [...(rule.deny_if ?? []), predicate],
  })
  expect(parse(after(added(target, { list: 'approve_if', predicate }))).document?.tools?.['x']).toEqual({
    ...rule,
    approve_if: [predicate],
  })
})

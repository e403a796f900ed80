import { expect, test } from 'vitest'
import { argumentRows, askingConditions, valueAt } from './argument-rows.ts'

const text = `{
  "version": "1", "default": "deny",
  "risk": { "financial": { "approve_if": [ { "conditions": [] } ] } },
  "tools": { "refund": { "approve_if": [
    { "conditions": [ { "path": "args.note", "op": "exists", "value": true } ] },
    { "conditions": [ { "path": "args.amount", "op": "gt", "value": 1000 } ] } ] } }
}`

test('the conditions that asked are found by the rule that the decision names', () => {
  expect(askingConditions(text, '/tools/refund/approve_if/1')).toEqual([
    { path: 'args.amount', op: 'gt', value: 1000 },
  ])
  expect(askingConditions(text, '/tools/refund/action')).toEqual([])
  expect(askingConditions(text, '/risk/financial/approve_if/0')).toEqual([])
  expect(askingConditions('no policy', '/tools/refund/approve_if/1')).toEqual([])
})

test('what the rule looked at stands first, the rest in the order it was sent', () => {
  const conditions = askingConditions(text, '/tools/refund/approve_if/1')
  expect(argumentRows('{"to":"x","amount":12400,"deep":{"a":[1]}}', conditions)).toEqual([
    { name: 'amount', value: '12400', hot: true },
    { name: 'to', value: 'x', hot: false },
    { name: 'deep', value: '{\n  "a": [\n    1\n  ]\n}', hot: false },
  ])
})

test('arguments that are no object are shown as they were written', () => {
  expect(argumentRows('[1]', [])).toEqual([{ name: 'arguments', value: '[1]', hot: false }])
  expect(argumentRows('{', [])).toEqual([{ name: 'arguments', value: '{', hot: false }])
  expect(argumentRows('{}', [])).toEqual([])
})

test('a value is found by its path, through own members only', () => {
  expect(valueAt('{"amount":12400}', 'args.amount')).toBe('12400')
  expect(valueAt('{"a":{"b":"x"}}', 'args.a.b')).toBe('x')
  expect(valueAt('{}', 'args.constructor')).toBeUndefined()
  expect(valueAt('{"a":[1]}', 'args.a[*]')).toBeUndefined()
})

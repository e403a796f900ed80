import { expect, test } from 'vitest'
import { CallId, GrantId } from '#model/id'
import type { RecordedCall } from '#model/recorded-call'
import { argumentPaths } from '../rule/argument-paths.ts'
import { argumentOf, maskedArguments, seenValues, shownValue } from './call-values.ts'

const args = {
  amount: 12_400,
  device: { name: 'FW-1', tags: ['a'] },
  'odd name': true,
  mode: 'dry',
  note: 'my secret',
  none: null,
}
const paths = argumentPaths({ properties: { mode: { enum: ['dry', 'real'] }, amount: { type: 'integer' } } })

function call(saw: RecordedCall['saw']): RecordedCall {
  return {
    id: CallId.parse('call_01k7vadb3f51mk7n8d1mn2c5tf'),
    at: 0,
    grantId: GrantId.parse('grant_01k7vadb3f51mk7n8d1mn2c5tf'),
    session: null,
    tool: 'x',
    outcome: 'deny',
    rule: '/tools/x/deny_if/0',
    forwarded: false,
    args,
    saw,
  }
}

test('the values of a call have the paths that conditions use', () => {
  expect(seenValues(args)).toEqual([
    { path: 'args.amount', value: 12_400 },
    { path: 'args.device.name', value: 'FW-1' },
    { path: 'args.device.tags', value: ['a'] },
    { path: 'args["odd name"]', value: true },
    { path: 'args.mode', value: 'dry' },
    { path: 'args.note', value: 'my secret' },
    { path: 'args.none', value: null },
  ])
  expect(argumentOf(paths, { path: 'args.amount', value: 1 }).type).toBe('number')
  expect(argumentOf(paths, { path: 'args.other', value: true }).type).toBe('boolean')
})

test('values are masked and types kept, but for what the rule looked at and what the schema names', () => {
  const saw = [{ pointer: '/tools/x/deny_if/0', path: 'args.amount', value: 12_400, present: true }]
  expect(maskedArguments(call(saw), paths)).toEqual({
    amount: 12_400,
    device: { name: 'text', tags: ['text'] },
    'odd name': true,
    mode: 'dry',
    note: 'text',
    none: null,
  })
  expect(maskedArguments(call([]), paths)).toMatchObject({ amount: 1, note: 'text' })
})

test('a character that nobody would see is named', () => {
  expect(shownValue('a\u202eb\u200b')).toBe('"a\\u{202e}b\\u{200b}"')
  expect(shownValue('x'.repeat(300))).toMatch(/… 102 more$/)
})

import { expect, test } from 'vitest'
import { parse } from '../parse.ts'
import { formAction } from './actions.ts'
import { noteOf } from './note.ts'

test.each([
  ['{"tools":{"a":{}}}', ''],
  ['{"tools":{ /* why */ "a":{}}}', 'why'],
  ['{"tools":{\n  // one\n  // two\n  "a":{}}}', 'one\ntwo'],
  ['{"tools":{\n  /*\n   * one\n   * two\n   */\n  "a":{}}}', 'one\ntwo'],
  ['{"tools":{ "b": {}, // of b\n  "a":{}}}', ''],
  ['{"tools":{\n  // a heading\n\n  // its own\n  "a":{}}}', 'its own'],
  ['{"tools":[]}', ''],
  ['{', ''],
])('the note of the rule in %j is %j', (text, wanted) => {
  expect(noteOf(parse(text), 'a')).toBe(wanted)
})

test.each([
  [{}, false, 'allow'],
  [{ limits: [] }, false, 'allow'],
  [{ rate_limit: { max: 1, window: 1 } }, false, 'limit'],
  [{ rate_limit: { max: 1, window: 1 }, approve_if: [{ conditions: [] }] }, false, 'ask'],
  [{ action: 'require_approval' as const }, false, 'ask'],
  [{ action: 'deny' as const, approve_if: [{ conditions: [] }] }, false, 'deny'],
  [{ action: 'deny' as const }, true, 'hide'],
  [{ action: 'hide' as const }, false, 'hide'],
])('the control shows for %j, hidden %s: %s', (rule, hidden, wanted) => {
  expect(formAction(rule, hidden)).toBe(wanted)
})

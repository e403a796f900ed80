import { expect, test } from 'vitest'
import { formsOf, pluralOf } from './inflect.ts'

test.each([
  ['create', ['create', 'creates', 'creating', 'created']],
  ['push', ['push', 'pushes', 'pushing', 'pushed']],
  ['stop', ['stop', 'stops', 'stopping', 'stopped']],
  ['modify', ['modify', 'modifies', 'modifying', 'modified']],
  ['deploy', ['deploy', 'deploys', 'deploying', 'deployed']],
  ['trigger', ['trigger', 'triggers', 'triggering', 'triggered']],
  ['free', ['free', 'frees', 'freeing', 'freeed']],
])('`%s` is met in its regular forms', (base, forms) => {
  expect(formsOf(base).map(([form]) => form)).toEqual(forms)
})

test('British and American spelling are both met', () => {
  const forms = formsOf('cancel').map(([form]) => form)
  expect(forms).toEqual(expect.arrayContaining(['cancelling', 'canceling', 'cancelled', 'canceled']))
})

test.each([
  ['branch', 'branches'],
  ['policy', 'policies'],
  ['key', 'keys'],
  ['box', 'boxes'],
])('the plural of `%s` is `%s`', (noun, plural) => {
  expect(pluralOf(noun)).toBe(plural)
})

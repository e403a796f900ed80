import { expect, test } from 'vitest'
import type { PolicyTest } from '#policy'
import { argumentPaths } from '../rule/argument-paths.ts'
import { argumentName, readArguments, TestSchema, testDraft, withArgument } from './test-draft.ts'

const full: PolicyTest = {
  name: 'no mass delete',
  tool: 'delete_*',
  args: { adom: 'root', ids: [1] },
  as: 'ci',
  at: '2026-11-21T10:00:00Z',
  expect: 'approval',
}

test('a test that is opened and saved stays what it is', () => {
  expect(TestSchema.parse(testDraft(full))).toEqual(full)
  const small: PolicyTest = { name: 'x', tool: 'y', expect: 'deny' }
  expect(TestSchema.parse(testDraft(small))).toEqual(small)
})

test('what is wrong is told at its field', () => {
  const wrong = { name: ' ', tool: '', args: '[1]', as: '', at: 'noon', expect: 'deny' }
  const first = TestSchema.safeParse(wrong).error?.issues.map(({ path }) => path[0])
  expect(first).toEqual(['name', 'tool'])
  const second = TestSchema.safeParse({ ...wrong, name: 'x', tool: 'y' }).error?.issues
  expect(second?.map(({ path }) => path[0])).toEqual(['args', 'at'])
  expect(readArguments('{')).toMatch(/^That is no JSON/)
})

test('an argument is added with a value that its schema takes', () => {
  const [mode, amount, odd] = argumentPaths({
    properties: { mode: { enum: ['dry'] }, amount: { type: 'integer' }, 'odd name': {} },
  })
  const one = mode === undefined ? '' : withArgument('', mode)
  expect(JSON.parse(one)).toEqual({ mode: 'dry' })
  expect(JSON.parse(amount === undefined ? '' : withArgument(one, amount))).toEqual({
    mode: 'dry',
    amount: 0,
  })
  expect(odd && withArgument('{', odd)).toBe('{')
  expect(argumentName('args["odd name"]')).toBe('odd name')
  expect(argumentName('args.a.b')).toBeUndefined()
})

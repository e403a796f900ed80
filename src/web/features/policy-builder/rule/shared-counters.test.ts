import { expect, test } from 'vitest'
import type { PolicyDocument } from '#policy'
import { freeCounter, sharersOf } from './shared-counters.ts'

const limit = (counter: string) => ({ counter, window: 'minute', max: 5, scope: 'grant' }) as const

test('a count is shared by all limits that name it, the asking one aside', () => {
  const document: PolicyDocument = {
    version: '1',
    default: 'deny',
    all_tools: { limits: [limit('all')] },
    risk: { write: { limits: [limit('writes')] } },
    tools: { 'a/b': { limits: [limit('writes'), limit('own')] }, c: { limits: [limit('writes')] } },
  }
  expect(sharersOf(document, 'writes', '/tools/a~1b/limits/0')).toEqual(['the class write', 'c'])
  expect(sharersOf(document, 'own', '/tools/a~1b/limits/1')).toEqual([])
  expect(sharersOf(document, 'all', '/tools/c/limits/1')).toEqual(['every call'])
})

test('a new count takes a name that the rule does not have yet', () => {
  expect(freeCounter('x', [])).toBe('x')
  expect(freeCounter('x', [limit('x'), limit('x_2')])).toBe('x_3')
})

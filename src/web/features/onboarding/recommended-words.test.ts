import { expect, test } from 'vitest'
import { recommendedWords } from './recommended-words.ts'

test('each risk is told with what the recommended policy does to it, mildest first', () => {
  expect(recommendedWords({ destructive: 43, read: 412, write: 1, execute: 2, financial: 1 })).toEqual([
    '412 read tools: allowed',
    '1 write tool: allowed, 30 a minute',
    '2 execute tools: allowed, 10 a minute each',
    '43 destructive tools: ask a person first',
    '1 financial tool: asks a person first',
  ])
})

test('a server without tools has nothing to tell', () => {
  expect(recommendedWords({ read: 0 })).toEqual([])
})

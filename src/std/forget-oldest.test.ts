import { expect, test } from 'vitest'
import { forgetOldest } from './forget-oldest.ts'

test('what came first is forgotten first, and only beyond the bound', () => {
  const kept = new Map<string | undefined, number>()
  for (const [key, value] of [
    [undefined, 1],
    ['b', 2],
    ['c', 3],
  ] as const) {
    kept.set(key, value)
    forgetOldest(kept, 2)
  }
  expect([...kept]).toEqual([
    ['b', 2],
    ['c', 3],
  ])
})

test('a set is kept within bounds too', () => {
  const kept = new Set([1, 2, 3])
  forgetOldest(kept, 2)
  expect([...kept]).toEqual([2, 3])
})

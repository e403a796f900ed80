import { expect, test } from 'vitest'
import { arrivalWords, redrawn, settled } from './inbox.ts'

const card = (id: string, expiresAt: number) => ({ id, expiresAt })

test('the most urgent stands first', () => {
  expect(settled([], [card('a', 30), card('b', 10), card('c', 20)]).shown).toEqual(['b', 'c', 'a'])
})

test('a new card moves none of those that are drawn', () => {
  const before = ['b', 'c', 'a']
  const now = settled(before, [card('a', 30), card('new', 1), card('b', 10), card('c', 20)])
  expect(now).toEqual({ shown: before, fresh: ['new'] })
})

test('a card that was decided keeps its place until the list is drawn anew', () => {
  const cards = [card('a', 30), card('c', 20)]
  expect(settled(['b', 'c', 'a'], cards).shown).toEqual(['b', 'c', 'a'])
  expect(redrawn(cards, undefined, ['b', 'c', 'a'])).toEqual(['c', 'a'])
  expect(redrawn(cards, 'b', ['b', 'c', 'a'])).toEqual(['b', 'c', 'a'])
})

test.each([
  [[false], 'A new approval.'],
  [[true], 'A new approval, destructive or financial.'],
  [[false, true, false], '3 new approvals, one destructive or financial.'],
  [[true, true], '2 new approvals, 2 destructive or financial.'],
])('arrivals %j are summed as %j', (grave, words) => {
  expect(arrivalWords(grave.map((one) => ({ grave: one })))).toBe(words)
})

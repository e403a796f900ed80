import { expect, test } from 'vitest'
import { ViewId } from '#model/id'
import { filterOf, filterWords, isWide, searchOf, shownView } from './view-filter.ts'

const risky = { q: 'calls:>0', risk: 'destructive', action: 'allow' } as const

test('what is kept leads back to what was shown, and clears what it does not say', () => {
  expect(searchOf(filterOf(risky))).toEqual(risky)
  expect(searchOf(filterOf({}))).toEqual({ q: undefined, risk: undefined, action: undefined })
})

test('a filter that narrows nothing is told from one that does', () => {
  expect(isWide(filterOf({ q: '  ' }))).toBe(true)
  expect(isWide(filterOf({ risk: 'read' }))).toBe(false)
})

test('the view that is shown is the one that says all of it and no more', () => {
  const view = { id: ViewId.parse('v'), name: 'Risky', filter: risky, savedAt: 0 }
  expect(shownView([view], filterOf({ ...risky, q: ' calls:>0 ' }))).toBe(view)
  expect(shownView([view], filterOf({ ...risky, action: undefined }))).toBeUndefined()
})

test('a filter is told in a line', () => {
  expect(filterWords(risky)).toBe('Destructive · Allow · calls:>0')
  expect(filterWords(filterOf({ q: 'name:/^get_/' }))).toBe('name:/^get_/')
})

import { expect, test } from 'vitest'
import { pageTitle } from './page-title.ts'

test('the title says what waits, where one is and whose it is', () => {
  expect(pageTitle('Approvals', 3, 'Northwind')).toBe('(3) Approvals · Northwind')
})

test('nothing that waits is not counted', () => {
  expect(pageTitle('Sign in', 0, undefined)).toBe('Sign in · Sallyport')
})

test('a page without a heading yet has the name of the house', () => {
  expect(pageTitle('', 0, undefined)).toBe('Sallyport')
})

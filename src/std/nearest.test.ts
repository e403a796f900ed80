import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

test.each([
  ['acton', 'action'],
  ['Create_Refund', 'create_refund'],
  ['craete_refund', 'create_refund'],
  ['xyz', undefined],
  ['', undefined],
])('%s most likely meant %s', (word, wanted) => {
  expect(nearest(word, ['action', 'create_refund', 'delete_refund'])).toBe(wanted)
})

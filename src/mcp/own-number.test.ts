import { expect, test } from 'vitest'
import { ownNumber } from './own-number.ts'

test.each([
  [7, 7],
  ['7', 7],
  ['0', 0],
  ['9007199254740991', 2 ** 53 - 1],
])('%j is a number of ours', (said, number) => {
  expect(ownNumber(said)).toBe(number)
})

test.each([
  '',
  ' 7',
  '07',
  '+7',
  '-7',
  '-0',
  '7.0',
  '7e0',
  '0x7',
  '9007199254740993',
  '1e21',
  'NaN',
  null,
  undefined,
  [7],
])('%j is none', (said) => {
  expect(ownNumber(said)).toBeUndefined()
})

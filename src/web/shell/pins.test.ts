import { expect, test } from 'vitest'
import { parsePins } from './pins.ts'

test('pins are read in the order in which they were set', () => {
  expect(parsePins('["srv_2","srv_1"]')).toEqual(['srv_2', 'srv_1'])
})

test.each(['', 'null', '{', '[1]', '{"a":1}'])('nothing is pinned by %j', (text) => {
  expect(parsePins(text)).toEqual([])
})

import { expect, test } from 'vitest'
import { shadowWords } from './shadow-words.ts'

test.each([
  [0, 0, 'No call has come since it was put in shadow.'],
  [1, 0, 'The one call since would have come out the same.'],
  [1, 1, 'The one call since would have come out otherwise.'],
  [3, 0, 'All of the latest 3 calls would have come out the same.'],
  [3, 1, 'Of the latest 3 calls, 1 would have come out otherwise.'],
  [1200, 1200, 'Of the latest 1,200 calls, all would have come out otherwise.'],
])('of %d calls %d that differ are told in a sentence', (judged, different, words) => {
  expect(shadowWords(judged, different)).toBe(words)
})

import { expect, test } from 'vitest'
import { durationOf, durationWords, secondsOf } from './duration.ts'

test.each([
  [1, 1, 'second', '1 second'],
  [90, 90, 'second', '90 seconds'],
  [900, 15, 'minute', '15 minutes'],
  [5400, 90, 'minute', '90 minutes'],
  [3600, 1, 'hour', '1 hour'],
  [604_800, 7, 'day', '7 days'],
] as const)('%d s is %d × %s', (seconds, count, unit, words) => {
  expect(durationOf(seconds)).toEqual({ count, unit })
  expect(secondsOf({ count, unit })).toBe(seconds)
  expect(durationWords(seconds)).toBe(words)
})

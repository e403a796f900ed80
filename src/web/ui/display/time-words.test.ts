import { expect, test } from 'vitest'
import { absoluteTime, clockWords, relativeTime } from './time-words.ts'

const now = Date.UTC(2026, 10, 21, 14, 3, 22)
const s = 1000
const min = 60 * s
const h = 60 * min

test.each([
  [now, 'just now'],
  [now - 4 * s, 'just now'],
  [now - 42 * s, '42 s ago'],
  [now - 3 * min - 59 * s, '3 min ago'],
  [now - 23 * h, '23 h ago'],
  [now + 15 * min, 'in 15 min'],
  [now - 48 * h, '19 Nov'],
  [now - 366 * 24 * h, '20 Nov 2025'],
])('%d reads %s', (at, words) => {
  expect(relativeTime(at, now, 'UTC')).toBe(words)
})

test('an exact time has its seconds, in local time and in UTC', () => {
  expect(absoluteTime(now, 'UTC')).toBe('21 Nov 2026, 14:03:22')
  expect(absoluteTime(now, 'Europe/Zurich')).toBe('21 Nov 2026, 15:03:22')
})

test.each([
  [192_000, '3:12'],
  [192_001, '3:13'],
  [59_000, '0:59'],
  [3_792_000, '1:03:12'],
  [0, '0:00'],
  [-5, '0:00'],
])('%d ms left reads %s', (ms, words) => {
  expect(clockWords(ms)).toBe(words)
})

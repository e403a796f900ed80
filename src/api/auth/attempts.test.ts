import { expect, test } from 'vitest'
import { createTestClock } from '#platform/clock'
import { createAttempts } from './attempts.ts'

function refusals(count: number, attempt: (index: number) => unknown): number {
  return Array.from({ length: count }, (_, index) => attempt(index)).filter((fault) => fault !== undefined)
    .length
}

test('sixty tries in ten minutes are for one address, whatever the account', () => {
  const attempts = createAttempts(createTestClock())
  expect(refusals(60, (index) => attempts.signIn('192.0.2.1', `${index}@example.org`))).toBe(0)
  expect(attempts.signIn('192.0.2.1', 'new@example.org')).toMatchObject({ code: 'too_many', retryAfter: 10 })
  expect(attempts.signIn('192.0.2.2', 'new@example.org')).toBeUndefined()
})

test('a whole IPv6 network is one address', () => {
  const attempts = createAttempts(createTestClock())
  expect(refusals(61, (index) => attempts.signUp(`2001:db8::${index.toString(16)}`))).toBe(1)
  expect(attempts.signUp('2001:db8:0:1::1')).toBeUndefined()
})

test('the owner of an account that others try is let in again in half a minute', () => {
  const clock = createTestClock()
  const attempts = createAttempts(clock)
  expect(refusals(31, (index) => attempts.signIn(`192.0.2.${index}`, 'ada@example.org'))).toBe(1)
  clock.advance(30_000)
  expect(attempts.signIn('198.51.100.1', 'ada@example.org')).toBeUndefined()
})

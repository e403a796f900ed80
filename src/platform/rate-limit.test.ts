import { expect, test } from 'vitest'
import { createTestClock } from './clock.ts'
import { createRateLimit, networkOf } from './rate-limit.ts'

test('a burst is let through, then it says when to come again, and is right', () => {
  const clock = createTestClock()
  const limit = createRateLimit({ burst: 2, refillMs: 1000, clock })
  expect([limit.take('a').ok, limit.take('a').ok]).toEqual([true, true])
  expect(limit.take('a')).toEqual({ ok: false, fault: { code: 'limited', retryAfterMs: 500 } })
  expect(limit.take('b').ok).toBe(true)
  clock.advance(499)
  expect(limit.take('a').ok).toBe(false)
  clock.advance(1)
  expect(limit.take('a').ok).toBe(true)
})

test('a clock that steps back takes nothing away', () => {
  const clock = createTestClock()
  const limit = createRateLimit({ burst: 2, refillMs: 1000, clock })
  limit.take('a')
  clock.advance(-5000)
  expect(limit.take('a').ok).toBe(true)
})

test('the key unused for longest is forgotten first', () => {
  const limit = createRateLimit({ burst: 1, refillMs: 1000, clock: createTestClock(), maxKeys: 2 })
  limit.take('a')
  limit.take('b')
  limit.take('a')
  limit.take('c')
  expect(limit.take('a').ok).toBe(false)
  expect(limit.take('b').ok).toBe(true)
})

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
  ['2001:db8:1:2:ffff::1', '2001:db8:1:2::'],
  ['unknown', 'unknown'],
])('%s is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

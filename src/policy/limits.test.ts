import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Reservation } from './decision.ts'
import { memoryCounters, millionths, slotsPerWindow } from './limits.ts'

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)

function reservation(fields: Partial<Reservation>): Reservation {
  return { key: 'k', windowMs: 60_000, amount: 1, max: 3, rule: '/x', message: '', ...fields }
}

/** Instants that like to fall on the edges of windows and slots. */
const step = fc.oneof(fc.constantFrom(0, 1, 16, 17, 999, 1000, 1001, 59_999, 60_000, 61_000), fc.nat(90_000))

describe('the promise of a limit', () => {
  test(`no span of one window ever holds more than the maximum (SEED=${seed})`, () => {
    const windowMs = fc.constantFrom(1000, 7000, 60_000)
    const amount = fc.integer({ min: 0, max: 4 })
    fc.assert(
      fc.property(
        windowMs,
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.tuple(step, amount), { maxLength: 40 }),
        (length, max, steps) => {
          const counters = memoryCounters()
          const past: { at: number; amount: number }[] = []
          let now = 1_763_719_200_000
          for (const [after, units] of steps) {
            now += after
            const asked = reservation({ windowMs: length, max, amount: units })
            const inWindow = (span: number) =>
              past.filter(({ at }) => at >= now - span).reduce((sum, one) => sum + one.amount, 0)
            const refusal = counters.reserve([asked], now)
            // Exact within the window; refused too early by at most a sixtieth of it.
            if (refusal === undefined) expect(inWindow(length) + units).toBeLessThanOrEqual(max)
            else expect(inWindow(length + length / slotsPerWindow) + units).toBeGreaterThan(max)
            if (refusal === undefined) past.push({ at: now, amount: units })
          }
        },
      ),
      { numRuns: 3000, seed },
    )
  })

  test(`a refusal names the first instant at which there is room (SEED=${seed})`, () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        const counters = memoryCounters()
        let now = 1_763_719_200_000
        for (const after of steps) {
          now += after
          const refusal = counters.reserve([reservation({})], now)
          if (refusal === undefined) continue
          const retry = refusal.retryAfterMs ?? Number.NaN
          expect(counters.check(reservation({}), now + retry)).toBeUndefined()
          expect(counters.check(reservation({}), now + retry - 1)).toBeDefined()
        }
      }),
      { numRuns: 2000, seed },
    )
  })
})

describe('counters in memory', () => {
  test('all reservations of a call are made, or none', () => {
    const counters = memoryCounters()
    const both = [reservation({ key: 'a' }), reservation({ key: 'b', max: 1 })]
    expect(counters.reserve(both, 0)).toBeUndefined()
    expect(counters.reserve(both, 0)?.reservation.key).toBe('b')
    expect(counters.reserve([reservation({ key: 'a', max: 2 })], 0)).toBeUndefined()
  })

  test('what is given back has room again, even later in the window', () => {
    const counters = memoryCounters()
    const one = reservation({ max: 1 })
    counters.reserve([one], 500)
    counters.giveBack([one], 500)
    expect(counters.check(one, 30_000)).toBeUndefined()
  })

  test('what is given back twice, or too late, takes nothing from others', () => {
    const counters = memoryCounters()
    const one = reservation({ max: 1 })
    counters.reserve([one], 0)
    counters.giveBack([one], 200_000)
    expect(counters.check(one, 0)).toBeDefined()
  })

  test('what a log remembers counts again, unless it is too old', () => {
    const counters = memoryCounters()
    const past = [0, 100_000].map((at) => ({ key: 'k', windowMs: 60_000, amount: 1, at }))
    counters.restore(past, 130_000)
    expect(counters.check(reservation({ max: 1 }), 130_000)).toBeDefined()
    expect(counters.check(reservation({ max: 2 }), 130_000)).toBeUndefined()
  })

  test('a clock that goes back does not make room', () => {
    const counters = memoryCounters()
    counters.reserve([reservation({ max: 1 })], 100_000)
    expect(counters.check(reservation({ max: 1 }), 20_000)).toBeDefined()
  })

  test('an amount beyond the maximum is never told to come again', () => {
    expect(memoryCounters().check(reservation({ amount: 4 }), 0)).toEqual({
      reservation: reservation({ amount: 4 }),
    })
  })

  test('idle counts are forgotten', () => {
    const counters = memoryCounters()
    for (let at = 0; at < 100; at += 1) counters.reserve([reservation({ key: `k${at}` })], 0)
    for (let at = 0; at < 100; at += 1)
      counters.reserve([reservation({ key: 'new' })], 1_000_000 + at * 100_000)
    expect(counters.size()).toBeLessThan(10)
  })

  test('where there is no memory left there is no room', () => {
    const counters = memoryCounters({ capacity: 1 })
    expect(counters.reserve([reservation({ key: 'a' })], 0)).toBeUndefined()
    expect(counters.reserve([reservation({ key: 'b' })], 0)).toBeDefined()
    expect(counters.check(reservation({ key: 'b' }), 200_000)).toBeUndefined()
  })
})

test.each([
  [0.07, 70_000],
  [0.1, 100_000],
  [59.93, 59_930_000],
  [0.0000001, 1],
  [1.0000001, 1_000_001],
  [1e9, 1e15],
])('%d is %d millionths', (amount, wanted) => {
  expect(millionths(amount)).toBe(wanted)
})

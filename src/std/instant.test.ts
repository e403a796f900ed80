import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hourOf, instantOf, weekdayOf } from './instant.ts'

test('an instant is read, and its hour and weekday told, as Date does', () => {
  const date = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(date, (when) => {
      const instant = when.getTime()
      expect(instantOf(when.toISOString())).toBe(instant)
      expect(hourOf(instant)).toBe(when.getUTCHours())
      expect(weekdayOf(instant)).toBe(when.getUTCDay() || 7)
    }),
    { numRuns: 3000 },
  )
})

test.each([
  ['2026-11-21', Date.UTC(2026, 10, 21)],
  ['2026-11-21T10:00', Date.UTC(2026, 10, 21, 10)],
  ['2026-11-21T10:00:00+02:00', Date.UTC(2026, 10, 21, 8)],
  ['2026-11-21T10:00:00-0530', Date.UTC(2026, 10, 21, 15, 30)],
  ['2026-11-21T10:00:00.5Z', Date.UTC(2026, 10, 21, 10, 0, 0, 500)],
  ['2024-02-29', Date.UTC(2024, 1, 29)],
  ['2026-02-29', undefined],
  ['2026-13-01', undefined],
  ['2026-11-21T24:00:00Z', undefined],
  ['yesterday', undefined],
  ['', undefined],
])('%s is %s', (text, wanted) => {
  expect(instantOf(text)).toBe(wanted)
})

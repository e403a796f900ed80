import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTestClock } from './clock.ts'
import { digestOf, hashToken, newId, newToken, tokenChecksumHolds } from './id.ts'

test('an id is a prefix and 26 letters', () => {
  expect(newId('srv', createTestClock())).toMatch(/^srv_[0-9a-v]{26}$/)
})

test('ids sort in the order they were made, within a millisecond, across them, and when the clock steps back', () => {
  const clock = createTestClock()
  const made: string[] = []
  for (const step of [0, 0, 0, 1, 0, 5, -3, 0, 2, 1000, 0]) {
    clock.advance(step)
    made.push(newId('call', clock))
  }
  expect(made).toEqual([...made].sort())
  expect(new Set(made).size).toBe(made.length)
})

test('ids of one millisecond go on in order where their last letters begin anew', () => {
  const clock = createTestClock()
  let before = newId('call', clock)
  let carried = 0
  // As many as the last four letters can count.
  for (let made = 0; made < 2 ** 20; made += 1) {
    const id = newId('call', clock)
    if (id <= before) throw new Error(`${id} does not sort after ${before}`)
    if (id.slice(0, -4) !== before.slice(0, -4)) carried += 1
    before = id
  }
  expect(carried).toBe(1)
})

test('an id of a later millisecond sorts after, over every time there is', () => {
  const time = fc.integer({ min: 0, max: 2 ** 48 - 1 })
  fc.assert(
    fc.property(time, time, (a, b) => {
      fc.pre(Math.abs(a - b) > 60_000)
      const ids = [a, b].map((now) => newId('x', { now: () => now }))
      expect((ids[0] ?? '') < (ids[1] ?? '')).toBe(a < b)
    }),
  )
})

test('a token has a shape that scanners know, and its checksum holds', () => {
  const token = newToken()
  expect(token).toMatch(/^gw_[0-9A-Za-z]{38}$/)
  expect(tokenChecksumHolds(token)).toBe(true)
  expect(newToken()).not.toBe(token)
})

test('one changed letter breaks the checksum', () => {
  const token = newToken()
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 40 }), fc.constantFrom(...'AZaz09'), (place, letter) => {
      fc.pre(token.charAt(place) !== letter)
      expect(tokenChecksumHolds(token.slice(0, place) + letter + token.slice(place + 1))).toBe(false)
    }),
  )
})

test.each([
  '',
  'gw_',
  `${newToken()} `,
  newToken().slice(0, -1),
  newToken().replace('gw_', 'GW_'),
  'gw_$TOKEN',
])('`%s` is no token', (text) => {
  expect(tokenChecksumHolds(text)).toBe(false)
})

test('a digest does not depend on the order of keys, and a hash is SHA-256 in hex', () => {
  expect(digestOf({ a: 1, b: [2, { c: 3, d: null }] })).toBe(digestOf({ b: [2, { d: null, c: 3 }], a: 1 }))
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: 2 }))
  expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

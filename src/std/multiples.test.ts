import { expect, test } from 'vitest'
import { multiplesOfFirst } from './multiples.ts'

/** A machine whose time passes only while something runs, `slowness` times as fast as it should. */
function machine(slowness: (at: number) => number) {
  let at = 0
  const takes = (ms: number) => () => {
    at += ms * slowness(at)
  }
  return { takes, measured: { now: () => at, lastsMs: 1000 } }
}

test('a run is a multiple of the first', () => {
  const { takes, measured } = machine(() => 1)
  expect(multiplesOfFirst({ first: takes(2), twice: takes(4), half: takes(1) }, measured)).toEqual({
    first: 1,
    twice: 2,
    half: 0.5,
  })
})

test.each<[string, (at: number) => number]>([
  ['is slow for most of the time', (at) => (at > 300 ? 7 : 1)],
  ['stands still now and then', (at) => (at % 100 < 5 ? 30 : 1)],
])('a machine that %s changes nothing', (_how, slowness) => {
  const { takes, measured } = machine(slowness)
  expect(multiplesOfFirst({ first: takes(2), half: takes(1) }, measured)['half']).toBe(0.5)
})

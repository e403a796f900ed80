import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { untilVisible, whileSeen } from './visibility.ts'

class Page extends EventTarget {
  hidden = false
  turn(hidden: boolean) {
    this.hidden = hidden
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

let page = new Page()
beforeEach(() => {
  page = new Page()
  vi.stubGlobal('document', page)
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const never = () => new AbortController().signal

test('a page in sight waits for nothing', async () => {
  await untilVisible(never(), { every: 10, run: () => undefined })
  expect(vi.getTimerCount()).toBe(0)
})

test('a page out of sight does what it does meanwhile, until it is seen again', async () => {
  page.turn(true)
  let runs = 0
  const seen = untilVisible(never(), { every: 10, run: () => (runs += 1) })
  vi.advanceTimersByTime(35)
  page.turn(false)
  await seen
  vi.advanceTimersByTime(50)
  expect(runs).toBe(3)
})

test('who is stopped waits no longer', async () => {
  page.turn(true)
  const stop = new AbortController()
  const seen = untilVisible(stop.signal, { every: 10, run: () => undefined })
  stop.abort()
  await seen
  expect(vi.getTimerCount()).toBe(0)
})

test('a line ends when nobody has looked for long, and not for a glance elsewhere', () => {
  const line = whileSeen(never(), 100)
  page.turn(true)
  vi.advanceTimersByTime(99)
  page.turn(false)
  vi.advanceTimersByTime(500)
  expect(line.signal.aborted).toBe(false)
  page.turn(true)
  vi.advanceTimersByTime(100)
  expect(line.signal.aborted).toBe(true)
})

test('a line that is done with watches no more', () => {
  const line = whileSeen(never(), 100)
  line.end()
  page.turn(true)
  expect(vi.getTimerCount()).toBe(0)
})

/** Milliseconds since 1970 (UTC), whole. Passed to whatever must know the time, so that tests can say what it is. */
export interface Clock {
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

export interface TestClock extends Clock {
  advance(milliseconds: number): void
}

/** A clock that stands still until it is advanced. */
export function createTestClock(start = Date.UTC(2026, 0, 1)): TestClock {
  let now = start
  return {
    now: () => now,
    advance(milliseconds) {
      now += milliseconds
    },
  }
}

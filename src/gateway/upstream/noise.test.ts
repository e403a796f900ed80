import { expect, test } from 'vitest'
import { ServerId } from '#model/id'
import { createTestClock } from '#platform/clock'
import { newId } from '#platform/id'
import { createLog } from '#platform/log'
import { noiseOf } from './noise.ts'

test('the first line of a server is told at once, and those of a minute together', () => {
  const told: unknown[] = []
  const clock = createTestClock()
  const serverId = ServerId.parse(newId('srv', clock))
  const log = createLog({ to: { write: (line: string) => void told.push(JSON.parse(line)) } })
  const hear = noiseOf({ serverId, log, clock })
  hear(`Server running on stdio ${'x'.repeat(300)}`)
  hear('a')
  hear('b')
  expect(told).toHaveLength(1)
  expect(told[0]).toMatchObject({
    serverId,
    skipped: 1,
    inAll: 1,
    sample: `Server running on stdio ${'x'.repeat(176)}`,
  })
  clock.advance(60_000)
  hear('c')
  expect(told[1]).toMatchObject({ skipped: 3, inAll: 4, sample: 'c' })
})

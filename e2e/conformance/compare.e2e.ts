import { expect, test } from '@playwright/test'
import { differences, isPassed, judge } from './compare.ts'
import type { Findings } from './suite.ts'

function findings(checks: Record<string, readonly string[]>): Findings {
  const entries = Object.entries(checks).map(
    ([id, statuses]) => [id, statuses.map((status) => ({ id: `${id}-check`, status }))] as const,
  )
  return new Map(entries)
}

const direct = findings({ calls: ['SUCCESS', 'SUCCESS'], lists: ['SUCCESS', 'INFO'] })

test('what comes out alike is no difference, and notes do not count', () => {
  const through = findings({ calls: ['SUCCESS', 'SUCCESS'], lists: ['INFO', 'INFO', 'SUCCESS'] })
  expect(differences(direct, through)).toEqual([])
})

for (const [how, checks] of Object.entries({
  'a failure': { calls: ['SUCCESS', 'FAILURE'], lists: ['SUCCESS'] },
  'a warning': { calls: ['SUCCESS', 'WARNING'], lists: ['SUCCESS'] },
  'a check that was skipped': { calls: ['SUCCESS', 'SKIPPED'], lists: ['SUCCESS'] },
  'a check that is missing': { calls: ['SUCCESS'], lists: ['SUCCESS'] },
  'a scenario that is missing': { calls: ['SUCCESS', 'SUCCESS'] },
}))
  test(`${how} is a difference`, () => {
    expect(differences(direct, findings(checks))).toHaveLength(1)
  })

test('a limit excuses just what it says, and is stale when that is not so', () => {
  const found = differences(direct, findings({ calls: ['SUCCESS', 'SKIPPED'], lists: ['SUCCESS'] }))
  const limit = (through: string) => [
    { scenario: 'calls', checks: { 'calls-check': { direct: 'SUCCESS SUCCESS', through } }, reason: '' },
  ]
  expect(judge(found, limit('SKIPPED SUCCESS'))).toMatchObject({ unexpected: [], stale: [] })
  expect(judge(found, limit('FAILURE SUCCESS'))).toMatchObject({
    unexpected: found,
    stale: ['calls: calls-check'],
  })
  expect(judge([], limit('SKIPPED SUCCESS')).stale).toHaveLength(1)
})

test('a scenario without a check has not passed', () => {
  expect([isPassed(undefined), isPassed([]), isPassed(direct.get('calls'))]).toEqual([false, false, true])
})

import { expect, test } from 'vitest'
import { isLoudEnough, logLevelOf, mostTalkative } from './log-level.ts'

test('a level lets through itself and what is worse', () => {
  expect(isLoudEnough('warning', 'warning')).toBe(true)
  expect(isLoudEnough('emergency', 'warning')).toBe(true)
  expect(isLoudEnough('info', 'warning')).toBe(false)
})

test('of several levels the most talkative leaves out nothing', () => {
  expect(mostTalkative(['error', 'info', 'alert'])).toBe('info')
  expect(mostTalkative([])).toBeUndefined()
})

test('what is no level is none', () => {
  expect([logLevelOf('debug'), logLevelOf('loud'), logLevelOf(3)]).toEqual(['debug', undefined, undefined])
})

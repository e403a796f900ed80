import { expect, test } from 'vitest'
import type { Call } from '#model/activity'
import {
  decisionOf,
  durationWords,
  gatewayMs,
  listedName,
  shadowWords,
  upstreamMark,
  upstreamOf,
} from './call-words.ts'

test.each([
  ['allow', '/tools/a', 'allow'],
  ['deny', '/tools/a', 'deny'],
  ['deny', '/tools/a/limits/0', 'limit'],
  ['deny', '/tools/a/rate_limit', 'limit'],
  ['deny', '/all_tools/limits/1', 'limit'],
  ['deny', '/tools/limits', 'deny'],
  ['hide', '/hide/0', 'hide'],
  ['approval', '/tools/a/approve_if/0', 'ask'],
] as const)('%s by %s is shown as %s', (outcome, rule, tone) => {
  expect(decisionOf({ outcome, rule })).toBe(tone)
})

test.each([
  [0.42, '0.4 ms'],
  [38.4, '38 ms'],
  [1234, '1.2 s'],
  [61_000, '61 s'],
])('%d ms reads as %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words)
})

test('the gateway has what the server has not', () => {
  expect(gatewayMs({ totalMs: 40, upstreamMs: 38 })).toBe(2)
  expect(gatewayMs({ totalMs: 0.5, upstreamMs: null })).toBe(0.5)
})

test('a server that was not asked is said so, and a good answer needs no mark', () => {
  expect(upstreamOf({ upstream: null })).toBe('was not asked')
  expect(upstreamMark({ upstream: 'ok' })).toBe('')
  expect(upstreamMark({ upstream: 'tool_error' })).toBe('tool error')
})

test('a shadow is told by what it would have done', () => {
  const words = (outcome: Call['outcome'], rule: string) => shadowWords({ revision: 2, outcome, rule })
  expect(words('deny', '/tools/a/action')).toBe('would have denied it')
  expect(words('deny', '/tools/a/limits/0')).toBe('would have limited it')
  expect(words('approval', '/tools/a/action')).toBe('would have asked a person')
})

test('an action is listed under its dispatcher', () => {
  expect([listedName('truenas:iscsi_sessions'), listedName('read_file')]).toEqual(['truenas', 'read_file'])
})

import { expect, test } from 'vitest'
import { headersToPass } from './headers.ts'

test('what an upstream says of itself passes', () => {
  const headers = { 'content-type': 'application/json', 'x-request-id': '7', 'retry-after': '3' }
  expect(headersToPass(headers)).toMatchObject(headers)
})

test.each([
  'set-cookie',
  'www-authenticate',
  'clear-site-data',
  'service-worker-allowed',
  'content-security-policy',
  'refresh',
  'link',
  'mcp-session-id',
  'access-control-allow-origin',
])('what would speak for the dashboard’s origin stays here: %s', (name) => {
  expect(headersToPass({ [name]: 'x' })).toEqual({ 'x-content-type-options': 'nosniff' })
})

test('what an upstream’s `Connection` names stays between it and us', () => {
  const headers = { connection: 'keep-alive, X-Hop ,x-other', 'x-hop': '1', 'x-other': '2', 'x-end': '3' }
  expect(headersToPass(headers)).toEqual({ 'x-end': '3', 'x-content-type-options': 'nosniff' })
})

test('an upstream cannot name away what is ours to say', () => {
  const headers = { connection: 'x-content-type-options' }
  expect(headersToPass(headers)).toEqual({ 'x-content-type-options': 'nosniff' })
})

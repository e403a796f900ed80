import { expect, test } from 'vitest'
import { guardOf, isDisguised, isIdempotent } from './method.ts'

test.each([
  'Tools/Call',
  'tools/call ',
  '\ttools/call',
  'tools/call\u200b',
  'tools//call',
  '/tools/call',
  'tools/call/',
  'ｔools/call',
  'PROMPTS/GET',
  'tools/invoke',
  'Tools/Batch',
])('%j is a guarded method in disguise, or leads to tools unseen', (method) => {
  expect(isDisguised(method)).toBe(true)
})

test.each(['tools/call', 'ping', 'toolsets/list', 'x/tools/call', 'logging/setLevel', ''])(
  '%j is what it says',
  (method) => {
    expect(isDisguised(method)).toBe(false)
  },
)

test('a call is never safe to send twice', () => {
  expect(guardOf('tools/call')).toBe('tools_call')
  expect(isIdempotent('tools/call')).toBe(false)
  expect(isIdempotent('tools/list')).toBe(true)
})

test('a method that nobody knows yet is guarded by what its name begins with', () => {
  expect(guardOf('resources/write')).toBe('resources')
  expect(guardOf('prompts/render')).toBe('prompts')
  expect(guardOf('vendor/act')).toBeUndefined()
})

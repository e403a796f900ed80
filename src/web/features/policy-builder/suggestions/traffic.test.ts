import { expect, test } from 'vitest'
import { compile, type PolicyDocument, type Suggestion } from '#policy'
import { sentencesOf, spanWords } from './traffic.ts'

const tool = (name: string) => ({ definition: { name, inputSchema: {} }, category: 'write' as const })
const document: PolicyDocument = {
  version: '1',
  default: 'deny',
  risk: { write: {} },
  tools: { refund: { reason: 'Ask.' } },
}
const policy = compile(document, { tools: ['refund', 'put', 'drop'].map(tool) })
const limit = { counter: 'refund_rate', window: 'minute', max: 5, scope: 'grant' } as const
const evidence = { kind: 'rare', calls: 1, days: 3 } as const

test('a suggestion is told as what the rule says now and would say', () => {
  const suggestion: Suggestion = {
    id: 'x',
    kind: 'limit',
    tools: ['refund'],
    sentence: '',
    begin: [],
    clauses: [
      {
        sentence: 'a',
        evidence,
        actions: [{ kind: 'set', pointer: '/tools/refund/limits/-', value: limit }],
      },
      { sentence: 'b', evidence, actions: [{ kind: 'set_action', tool: 'refund', action: 'ask' }] },
    ],
  }
  expect(sentencesOf(policy, suggestion, suggestion.clauses.slice(0, 1))).toEqual([
    { tool: 'refund', before: 'Allowed.', after: 'Allowed; at most 5 calls a minute per grant.' },
  ])
  expect(sentencesOf(policy, suggestion)[0]?.after).toBe(
    'Asks an admin or approver; at most 5 calls a minute per grant.',
  )
})

test('tools that would be hidden are told so, each by its name', () => {
  const hide: Suggestion = {
    id: 'h',
    kind: 'hide',
    tools: ['put', 'drop'],
    sentence: '',
    begin: [],
    clauses: [
      {
        sentence: '',
        evidence,
        actions: [
          { kind: 'hide', tool: 'put' },
          { kind: 'hide', tool: 'drop' },
        ],
      },
    ],
  }
  expect(sentencesOf(policy, hide)).toEqual([
    { tool: 'put', before: 'Allowed.', after: 'Hidden from agents.' },
    { tool: 'drop', before: 'Allowed.', after: 'Hidden from agents.' },
  ])
})

test('the span of calls is told in days', () => {
  expect(spanWords([{ at: 0 }, { at: 5 * 86_400_000 }])).toBe('5 days')
})

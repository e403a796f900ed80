import { expect, test } from 'vitest'
import { compile, type PolicyDocument } from '#policy'
import { judge } from './test-decision.ts'

const document: PolicyDocument = {
  version: '1',
  default: 'deny',
  tools: {
    refund: { deny_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 100 }] }] },
    'get_*': {},
  },
}
const tool = (name: string) => ({ definition: { name, inputSchema: {} }, category: 'read' as const })
const policy = compile(document, { tools: ['refund', 'get_a', 'get_b', 'drop'].map(tool) })

test('a test that passes names what decided, too', () => {
  const verdict = judge(
    policy,
    { name: 'x', tool: 'refund', args: { amount: 200 }, expect: 'deny' },
    { now: 0 },
  )
  expect(verdict).toMatchObject({
    passed: true,
    decision: { outcome: 'deny', rule: '/tools/refund/deny_if/0' },
  })
  expect(judge(policy, { name: 'x', tool: 'get_a', expect: 'allow' }, { now: 0 })).toMatchObject({
    passed: true,
    decision: { outcome: 'allow', rule: '/tools/get_*' },
  })
})

test('a test that fails names the first tool that came out otherwise', () => {
  expect(judge(policy, { name: 'x', tool: '*', expect: 'allow' }, { now: 0 })).toMatchObject({
    passed: false,
    message: '`drop`: expected allow, got deny by `(default deny)`',
  })
  expect(judge(policy, { name: 'x', tool: 'nothing_*', expect: 'allow' }, { now: 0 })).toMatchObject({
    passed: false,
    decision: undefined,
  })
})

test('a test calls under the name of a grant that has tags', () => {
  const tagged = compile(
    {
      ...document,
      tools: {
        drop: { require: [{ conditions: [{ path: 'grant.tags', op: 'contains', value: 'night' }] }] },
      },
    },
    { tools: [tool('drop')] },
  )
  const asked = { name: 'x', tool: 'drop', as: 'ci', expect: 'allow' } as const
  const grants = [{ label: 'ci', tags: ['night'] }]
  expect(judge(tagged, asked, { now: 0, grants }).passed).toBe(true)
  expect(judge(tagged, asked, { now: 0 }).passed).toBe(false)
})

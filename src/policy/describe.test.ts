import { expect, test } from 'vitest'
import { compile } from './compile.ts'
import { describe, describeRule } from './describe.ts'
import { ToolRule } from './schema.ts'

const above = (value: number) => ({ conditions: [{ path: 'args.amount', op: 'gt', value }] })

test.each([
  [{}, 'Allowed.'],
  [{ action: 'deny' }, 'Always denied.'],
  [{ action: 'hide' }, 'Hidden from agents.'],
  [{ action: 'require_approval' }, 'Asks an admin or approver.'],
  [{ action: 'require_approval', approval: { approvers: ['admin'], count: 2 } }, 'Asks 2 of admin.'],
  [{ deny_if: [{ conditions: [] }] }, 'Always denied.'],
  [
    {
      deny_if: [above(10000)],
      approve_if: [above(1000)],
      limits: [{ counter: 'c', window: 'minute', max: 30, scope: 'grant' }],
    },
    'Allowed unless `amount` is above 10,000; asks an admin or approver if `amount` is above 1,000; at most 30 calls a minute per grant.',
  ],
  [
    {
      require: [{ conditions: [{ path: 'args.reason', op: 'exists', value: true }] }],
      limits: [
        { counter: 'c', window: 'day', max: 5000.5, scope: 'workspace', increment_from: 'args.amount' },
      ],
    },
    'Allowed only if `reason` is given; at most 5,000.5 of `amount` in all a day in this workspace.',
  ],
  [{ rate_limit: { max: 1, window: 90 } }, 'Allowed; at most 1 call in 90 seconds per session.'],
  [{ rate_limit: { max: 9, window: 7200 } }, 'Allowed; at most 9 calls in 2 hours per session.'],
])('%j: %s', (rule, wanted) => {
  expect(describeRule(ToolRule.parse(rule))).toBe(wanted)
})

test('a tool is described by what decides about it', () => {
  const tools = [{ definition: { name: 'a' }, category: 'read' as const }]
  const policy = compile({ version: '1', default: 'deny', risk: { read: {} }, hide: ['b'] }, { tools })
  expect(['a', 'b', 'c'].map((tool) => describe(policy, tool))).toEqual([
    'Allowed.',
    'Hidden from agents.',
    'Denied, because no rule names it.',
  ])
})

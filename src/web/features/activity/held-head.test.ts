import { expect, test } from 'vitest'
import { Call } from '#model/activity'
import { heldCalls } from './held-head.ts'

const calls = ['d', 'c', 'b', 'a'].map((id, index) =>
  Call.parse({
    id,
    at: 10 - index,
    workspaceId: 'w',
    serverId: 's',
    grantId: 'g',
    tool: 't',
    outcome: 'allow',
    rule: '',
    message: null,
    policyId: null,
    revision: null,
    approvalId: null,
    upstream: null,
    totalMs: 1,
    upstreamMs: null,
    clientName: null,
    session: null,
    reservations: [],
    shadow: null,
  }),
)
const shown = (head?: string) => heldCalls(calls, head).shown.map(({ id }) => id)

test('rows that came after the reader began to look are counted, not shown', () => {
  expect(shown('b')).toEqual(['b', 'a'])
  expect(heldCalls(calls, 'b').fresh).toBe(2)
})

test('without a held row, or with one that is gone, everything is shown', () => {
  expect(shown()).toEqual(['d', 'c', 'b', 'a'])
  expect(shown('x')).toEqual(['d', 'c', 'b', 'a'])
  expect(heldCalls(calls, 'd').fresh).toBe(0)
})

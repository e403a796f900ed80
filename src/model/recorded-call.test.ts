import { expect, test } from 'vitest'
import { CallId, GrantId } from './id.ts'
import { replayable } from './recorded-call.ts'

test('calls are replayed in the order of time, and those without values say so', () => {
  const call = (at: number, args: { a: number } | null) => ({
    id: CallId.parse(`call_${at}`),
    at,
    grantId: GrantId.parse('g'),
    session: at === 1 ? null : 's1',
    tool: 'put',
    outcome: 'allow' as const,
    rule: '/tools/put',
    forwarded: true,
    args,
    saw: [],
  })
  const recorded = replayable({
    calls: [call(2, { a: 1 }), call(1, null)],
    serverId: 's',
    workspaceId: 'w',
    grants: [{ id: 'g', label: 'ci', tags: ['t'] }],
  })
  expect(
    recorded.map(({ at, argumentsKept, call: { grant, session } }) => [
      at,
      argumentsKept,
      grant.label,
      session,
    ]),
  ).toEqual([
    [1, false, 'ci', undefined],
    [2, true, 'ci', 's1'],
  ])
})

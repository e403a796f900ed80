import { expect, test } from 'vitest'
import { Call } from '#model/activity'
import { callIn, lineOf } from './journal-line.ts'

const forwarded = Call.parse({
  id: 'call_1',
  at: 1,
  workspaceId: 'ws_1',
  serverId: 'srv_1',
  grantId: 'grant_1',
  tool: 'read',
  outcome: 'approval',
  rule: '/tools/read',
  message: 'ask',
  policyId: 'pol_1',
  revision: 2,
  approvalId: 'apr_1',
  upstream: 'ok',
  totalMs: 3.5,
  upstreamMs: 2.25,
  clientName: 'a client',
  session: 'a session',
  reservations: [{ key: 'k', window: 60_000, amount: 1 }],
  shadow: { revision: 3, outcome: 'deny', rule: '(default)' },
})
const bare: Call = {
  ...forwarded,
  message: null,
  policyId: null,
  revision: null,
  approvalId: null,
  upstream: null,
  upstreamMs: null,
  clientName: null,
  session: null,
  reservations: [],
  shadow: null,
}

test.each([forwarded, bare])('a call is read as it was written', (call) => {
  const line: unknown = JSON.parse(JSON.stringify(lineOf(call)))
  expect(line).toHaveLength(Object.keys(Call.shape).length - 1)
  expect(callIn({ id: call.id, line: lineOf(call) })).toEqual(call)
})

test('each thing has its place for good', () => {
  expect(JSON.stringify(lineOf(forwarded))).toBe(
    '[1,"ws_1","srv_1","grant_1","read","approval","/tools/read","ask","pol_1",2,"apr_1","ok",3.5,2.25,"a client",' +
      '"a session",[{"key":"k","window":60000,"amount":1}],{"revision":3,"outcome":"deny","rule":"(default)"}]',
  )
})

test('a line by name, as older versions wrote it, is read too', () => {
  const { shadow: _, session: __, ...older } = forwarded
  expect(callIn({ id: 'call_1', line: older })).toEqual({ ...forwarded, shadow: null, session: null })
})

test.each([null, 'words', [], [1, 2], {}])('%j is no call', (line) => {
  expect(callIn({ id: 'call_1', line })).toBeUndefined()
})

import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { MemberId, PolicyId } from '#model/id'
import { keys } from './keys.ts'
import { showEditor } from './presence.ts'

const policyId = PolicyId.parse('pol_1')

function told(client: QueryClient, member: string, tool: string | null, now: number): void {
  const memberId = MemberId.parse(member)
  showEditor(client, { kind: 'presence', policyId, memberId, name: member, tool }, now)
}

test('each colleague is there once, where they said last, and is forgotten after a minute of silence', () => {
  const client = new QueryClient()
  told(client, 'bob', 'a', 0)
  told(client, 'eve', null, 10_000)
  told(client, 'bob', 'b', 20_000)
  expect(client.getQueryData(keys.presence(policyId))).toEqual([
    { memberId: 'eve', name: 'eve', tool: null, heardAt: 10_000 },
    { memberId: 'bob', name: 'bob', tool: 'b', heardAt: 20_000 },
  ])
  told(client, 'kim', null, 75_000)
  expect(client.getQueryData(keys.presence(policyId))).toMatchObject([{ name: 'bob' }, { name: 'kim' }])
})

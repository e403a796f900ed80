import { expect, test } from 'vitest'
import { Me } from '#contract/accounts'
import { workspaceOf } from './workspace.ts'

const membership = (id: string) => ({
  workspace: { id, name: id, ownApprovals: null, createdAt: 0 },
  member: {
    id: `m${id}`,
    workspaceId: id,
    userId: 'u',
    name: '',
    email: 'a@b.c',
    role: 'admin',
    joinedAt: 0,
  },
})
const me = (...ids: string[]) =>
  Me.parse({ user: { id: 'u', email: 'a@b.c', name: '' }, operator: false, memberships: ids.map(membership) })

test('the chosen workspace is shown, and the first when the choice is gone', () => {
  expect(workspaceOf(me('a', 'b'), 'b')?.workspace.id).toBe('b')
  expect(workspaceOf(me('a', 'b'), 'gone')?.workspace.id).toBe('a')
  expect(workspaceOf(me('a', 'b'), null)?.workspace.id).toBe('a')
})

test('an account without a workspace shows none', () => {
  expect(workspaceOf(me(), 'a')).toBeNull()
})

import { expect, test } from 'vitest'
import { allowsOwn, approverCount, isAble } from './approvers.ts'
import { MemberId } from './id.ts'

const ada = { id: MemberId.parse('ada'), role: 'admin' } as const
const bob = { id: MemberId.parse('bob'), role: 'approver' } as const
const eve = { id: MemberId.parse('eve'), role: 'viewer' } as const
const need = { approvers: ['admin', 'approver'], count: 1, timeout: 60 }

test('who is named by role or by id may decide, if the role may decide at all', () => {
  expect([ada, bob, eve].map((member) => isAble(member, ['approver', 'ada', 'eve']))).toEqual([
    true,
    true,
    false,
  ])
})

test('holders decide own calls as the workspace says, else while there is one who could', () => {
  expect(allowsOwn({ ownApprovals: null }, [ada, eve])).toBe(true)
  expect(allowsOwn({ ownApprovals: null }, [ada, bob])).toBe(false)
  expect(allowsOwn({ ownApprovals: false }, [ada])).toBe(false)
  expect(allowsOwn({ ownApprovals: true }, [ada, bob])).toBe(true)
})

test('the holder who leaves the fewest is counted', () => {
  const members = [ada, bob, eve]
  const count = (holders: readonly (MemberId | null)[], own = false) =>
    approverCount({ members, own, holders })(need)
  expect(count([])).toBe(2)
  expect(count([null])).toBe(2)
  expect(count([eve.id, bob.id])).toBe(1)
  expect(count([bob.id], true)).toBe(2)
})

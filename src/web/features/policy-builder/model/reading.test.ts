import { expect, test } from 'vitest'
import { MemberId } from '#model/id'
import { createJudge, type Surroundings } from './reading.ts'

const text = `{ "version": "1", "default": "deny",
  "tools": { "wipe": { "action": "require_approval", "approval": { "approvers": ["approver"] } } } }`
const nobodyKnown: Surroundings = { inventory: { tools: [] }, callers: [] }
const ada = { id: MemberId.parse('ada'), role: 'approver' } as const

function codes(deciders: Surroundings['deciders']) {
  const { problems } = createJudge()({ version: 1, text, now: 0 }, { ...nobodyKnown, deciders })
  return problems.map(({ code }) => code)
}

test('that nobody can give an approval is said as soon as it is known who could', () => {
  expect(codes(undefined)).not.toContain('nobody_approves')
  expect(codes({ members: [], own: false, holders: [] })).toContain('nobody_approves')
  expect(codes({ members: [ada], own: false, holders: [] })).not.toContain('nobody_approves')
})

test('a holder who may not decide own calls is nobody for the own grant', () => {
  expect(codes({ members: [ada], own: false, holders: [ada.id] })).toContain('nobody_approves')
  expect(codes({ members: [ada], own: true, holders: [ada.id] })).not.toContain('nobody_approves')
})

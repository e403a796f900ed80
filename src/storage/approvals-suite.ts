import { expect, test } from 'vitest'
import { Approval } from '#model/approval'
import { ApprovalId } from '#model/id'
import { hashText } from '#platform/id'
import type { Storage } from '#storage'
import { clock, newApproval, newDecision, newWorld } from './specimens.ts'
import type { Given } from './suite.ts'

export function approvals({ storage }: Given): void {
  const until = clock.now() + 900_000

  test('an approval keeps the arguments as the client wrote them', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    expect(await storage().approvals.get(approval.id)).toEqual(approval)
    expect(await storage().approvals.get(ApprovalId.parse('none'))).toBeUndefined()
  })

  test('the list is newest first, filtered and paged', async () => {
    const { workspace, grant } = await newWorld(storage())
    const other = await newWorld(storage())
    const made = [newApproval(grant), newApproval(grant, { state: 'denied' }), newApproval(grant)]
    for (const approval of [...made, newApproval(other.grant)]) await storage().approvals.create(approval)
    const [oldest, denied, newest] = made
    const list = async (filter: Parameters<Storage['approvals']['list']>[1]) =>
      await storage().approvals.list(workspace.id, filter)
    expect(await list({ limit: 9 })).toEqual([newest, denied, oldest])
    expect(await list({ limit: 1 })).toEqual([newest])
    expect(await list({ limit: 9, ...(newest && { before: newest.id }) })).toEqual([denied, oldest])
    expect(await list({ limit: 9, states: ['denied', 'expired'] })).toEqual([denied])
    expect(await list({ limit: 9, states: [] })).toEqual([])
    expect(await list({ limit: 9, server: grant.serverId, grant: grant.id })).toHaveLength(3)
    expect(await list({ limit: 9, server: other.server.id })).toEqual([])
  })

  test('those loaded at start are the waiting, the parked and the approved, oldest first', async () => {
    const { grant } = await newWorld(storage())
    const states = Approval.shape.state.options
    const made = states.map((state) => newApproval(grant, { state }))
    for (const approval of made) await storage().approvals.create(approval)
    const open = ['waiting', 'parked', 'approved']
    expect(await storage().approvals.open()).toEqual(made.filter(({ state }) => open.includes(state)))
  })

  test('the newest approval of just this call is found', async () => {
    const { grant } = await newWorld(storage())
    const made = [newApproval(grant), newApproval(grant), newApproval(grant, { state: 'executed' })]
    const strangers = [
      newApproval(grant, { tool: 'other' }),
      newApproval(grant, { argumentsDigest: hashText('other') }),
    ]
    for (const approval of [...made, ...strangers]) await storage().approvals.create(approval)
    const { tool, argumentsDigest } = made[0] ?? newApproval(grant)
    const key = { grantId: grant.id, tool, argumentsDigest }
    expect(await storage().approvals.find(key, ['waiting', 'parked'])).toEqual(made[1])
    expect(await storage().approvals.find(key, ['denied'])).toBeUndefined()
  })

  test('one approval is enough where one is asked for, and says until when it is valid', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant, { state: 'parked' })
    await storage().approvals.create(approval)
    const decision = newDecision('ada')
    const approved = { ...approval, state: 'approved', decisions: [decision], validUntil: until }
    const wanted = { ...approved, settledAt: decision.at }
    expect(await storage().approvals.decide(approval.id, decision, until)).toEqual({
      ok: true,
      value: wanted,
    })
    expect(await storage().approvals.get(approval.id)).toEqual(wanted)
    const late = await storage().approvals.decide(approval.id, newDecision('bob', 'deny'), until)
    expect(late).toEqual({ ok: false, fault: { code: 'settled', current: wanted } })
  })

  test('two are two: a second word of the same member is told so, and a deny ends it', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant, { count: 2 })
    const denied = newApproval(grant, { count: 2 })
    await storage().approvals.create(approval)
    await storage().approvals.create(denied)
    const first = await storage().approvals.decide(approval.id, newDecision('ada'), until)
    expect(first).toMatchObject({ ok: true, value: { state: 'waiting', settledAt: null, validUntil: null } })
    const again = await storage().approvals.decide(approval.id, newDecision('ada', 'deny'), until)
    expect(again).toMatchObject({ ok: false, fault: { code: 'repeated', current: { state: 'waiting' } } })
    const second = await storage().approvals.decide(approval.id, newDecision('bob'), until)
    expect(second).toMatchObject({ ok: true, value: { state: 'approved', validUntil: until } })
    await storage().approvals.decide(denied.id, newDecision('ada'), until)
    const deny = await storage().approvals.decide(denied.id, newDecision('bob', 'deny'), until)
    expect(deny).toMatchObject({ ok: true, value: { state: 'denied', validUntil: null } })
  })

  test('nobody decides what has expired', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant, { expiresAt: clock.now() })
    await storage().approvals.create(approval)
    const outcome = await storage().approvals.decide(approval.id, newDecision('ada'), until)
    expect(outcome).toEqual({ ok: false, fault: { code: 'settled', current: approval } })
  })

  test('of two who decide at once the first wins, and the other is told', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    const decisions = [newDecision('ada'), newDecision('bob', 'deny'), newDecision('eve')]
    const outcomes = await Promise.all(
      decisions.map((decision) => storage().approvals.decide(approval.id, decision, until)),
    )
    expect(outcomes.map((outcome) => (outcome.ok ? 'won' : outcome.fault.code)).sort()).toEqual([
      'settled',
      'settled',
      'won',
    ])
    expect((await storage().approvals.get(approval.id))?.decisions).toHaveLength(1)
  })

  test('a state changes only from one that was named', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    const { transition } = storage().approvals
    expect(await transition(approval.id, { from: ['waiting'], to: 'parked', at: 1 })).toBe(true)
    expect(await transition(approval.id, { from: ['waiting'], to: 'cancelled', at: 2 })).toBe(false)
    expect(await storage().approvals.get(approval.id)).toEqual({ ...approval, state: 'parked' })
    const expired = { from: ['waiting', 'parked'] as const, to: 'expired' as const, at: 3 }
    expect(await transition(approval.id, expired)).toBe(true)
    expect(await storage().approvals.get(approval.id)).toEqual({
      ...approval,
      state: 'expired',
      settledAt: 3,
    })
  })

  test('an approved call is claimed once, however many come for it', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    const decision = newDecision('ada')
    await storage().approvals.decide(approval.id, decision, until)
    const claim = { from: ['approved'] as const, to: 'executed' as const, at: decision.at + 50 }
    const claims = await Promise.all(
      [1, 2, 3, 4].map(() => storage().approvals.transition(approval.id, claim)),
    )
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect((await storage().approvals.get(approval.id))?.settledAt).toBe(decision.at)
  })

  test('a kept answer is given once, however many come for it', async () => {
    const { grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    expect(await storage().approvals.takeAnswer(approval.id)).toBeUndefined()
    await storage().approvals.keepAnswer(approval.id, 'sealed')
    const answers = await Promise.all([1, 2, 3].map(() => storage().approvals.takeAnswer(approval.id)))
    expect(answers.filter((answer) => answer !== undefined)).toEqual(['sealed'])
  })
}

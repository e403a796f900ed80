import { expect, test } from 'vitest'
import { ServerId } from '#model/id'
import { hashText } from '#platform/id'
import type { Change } from '#storage'
import {
  newApproval,
  newCall,
  newDecision,
  newInventory,
  newRevision,
  newServer,
  newWorld,
} from './specimens.ts'
import type { Given } from './suite.ts'

export function changes({ storage, told }: Given): void {
  test('every write that others act on is told, with where it was', async () => {
    const { workspace, member, server, policy, grant } = await newWorld(storage())
    const where = { workspaceId: workspace.id, serverId: server.id }
    const kinds = () => told().map(({ kind }) => kind)
    expect(told()).toEqual([
      { kind: 'server', ...where },
      { kind: 'policy', ...where, policyId: policy.id },
      { kind: 'grant', ...where, grantId: grant.id },
    ])
    await storage().servers.update(server.id, { name: 'New' })
    await storage().servers.setHealth(server.id, { state: 'ok', checkedAt: 1, error: null })
    await storage().inventories.put(newInventory(server, ['a']))
    expect(kinds()).toEqual(['server', 'server', 'inventory'])
    await storage().policies.publish(newRevision(policy, member), null)
    await storage().policies.rename(policy.id, 'other')
    expect(kinds()).toEqual(['policy', 'policy'])
    await storage().grants.rotate(grant.id, { hash: hashText('n'), hint: 'n', at: 1 })
    await storage().grants.progress(grant.id, { seenAt: 5 })
    await storage().grants.revoke(grant.id, 2)
    expect(kinds()).toEqual(['grant', 'progress', 'grant'])
    await storage().policies.delete(policy.id)
    await storage().servers.delete(server.id)
    expect(kinds()).toEqual(['policy', 'server'])
  })

  test('calls are told by workspace, and an approval as it now is', async () => {
    const { workspace, grant } = await newWorld(storage())
    const other = await newWorld(storage())
    told()
    const calls = [newCall(grant), newCall(other.grant), newCall(grant)]
    await storage().activity.append(calls)
    expect(told()).toEqual([
      { kind: 'activity', workspaceId: workspace.id, calls: [calls[0], calls[2]] },
      { kind: 'activity', workspaceId: other.workspace.id, calls: [calls[1]] },
    ])
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    await storage().approvals.transition(approval.id, { from: ['waiting'], to: 'parked', at: 1 })
    await storage().approvals.decide(approval.id, newDecision('ada', 'deny'), 0)
    const states = told().map((change) => change.kind === 'approval' && change.approval.state)
    expect(states).toEqual(['waiting', 'parked', 'denied'])
  })

  test('what changed nothing is not told', async () => {
    const { workspace, member, server, policy, grant } = await newWorld(storage())
    const approval = newApproval(grant)
    await storage().approvals.create(approval)
    await storage().grants.revoke(grant.id, 1)
    told()
    await storage().policies.publish(newRevision(policy, member), 5)
    await storage().servers.create(newServer(workspace, { slug: server.slug }))
    await storage().grants.revoke(grant.id, 2)
    await storage().grants.rotate(grant.id, { hash: 'x', hint: 'x', at: 1 })
    await storage().approvals.transition(approval.id, { from: ['parked'], to: 'denied', at: 1 })
    await storage().servers.delete(ServerId.parse('none'))
    await storage()
      .policies.create(policy)
      .catch(() => undefined)
    await storage()
      .approvals.create(approval)
      .catch(() => undefined)
    expect(told()).toEqual([])
  })

  test('it is told after the commit: who is told can read it', async () => {
    const { member, policy } = await newWorld(storage())
    const reads: Promise<unknown>[] = []
    storage().changes.subscribe(() => reads.push(storage().policies.get(policy.id)))
    await storage().policies.publish(newRevision(policy, member), null)
    expect(await Promise.all(reads)).toEqual([{ ...policy, enforced: 1 }])
  })

  test('who has unsubscribed hears nothing more, and a listener that throws harms nobody', async () => {
    const { grant } = await newWorld(storage())
    const heard: Change[] = []
    const stop = storage().changes.subscribe((change) => heard.push(change))
    const stopThrowing = storage().changes.subscribe(() => {
      throw new Error('a listener must not throw')
    })
    await storage().grants.update(grant.id, { label: 'one' })
    stop()
    stopThrowing()
    await storage().grants.update(grant.id, { label: 'two' })
    expect(heard).toHaveLength(1)
    expect((await storage().grants.get(grant.id))?.label).toBe('two')
  })
}

import { expect, test } from 'vitest'
import { UserId } from '#model/id'
import { newMember, newWorkspace, newWorld } from './specimens.ts'
import type { Given } from './suite.ts'

export function workspaces({ storage }: Given): void {
  test('the place of the operator is taken once, however many reach for it', async () => {
    expect(await storage().installation.operator()).toBeUndefined()
    const users = ['a', 'b', 'c', 'd'].map((id) => UserId.parse(id))
    const claims = await Promise.all(users.map((user) => storage().installation.claim(user)))
    expect(claims.filter(Boolean)).toHaveLength(1)
    expect(await storage().installation.operator()).toBe(users[claims.indexOf(true)])
  })

  test('a workspace is made with its owner, or not at all', async () => {
    const { member } = await newWorld(storage())
    const second = newWorkspace()
    await expect(
      storage().workspaces.create(second, { ...newMember(second), id: member.id }),
    ).rejects.toThrow()
    expect(await storage().workspaces.get(second.id)).toBeUndefined()
  })

  test('its name and its word on own approvals change one by one', async () => {
    const { workspace } = await newWorld(storage())
    expect(await storage().workspaces.get(workspace.id)).toEqual(workspace)
    await storage().workspaces.update(workspace.id, { ownApprovals: true })
    await storage().workspaces.update(workspace.id, { name: 'New' })
    expect(await storage().workspaces.get(workspace.id)).toEqual({
      ...workspace,
      name: 'New',
      ownApprovals: true,
    })
    await storage().workspaces.update(workspace.id, { ownApprovals: null })
    await storage().workspaces.update(workspace.id, {})
    expect((await storage().workspaces.get(workspace.id))?.ownApprovals).toBeNull()
  })

  test('a user has memberships in the order of joining, and none elsewhere', async () => {
    const first = await newWorld(storage())
    const workspace = newWorkspace()
    const member = newMember(workspace, first.member.userId)
    await storage().workspaces.create(workspace, member)
    expect(await storage().workspaces.membershipsOf(member.userId)).toEqual([
      { workspace: first.workspace, member: first.member },
      { workspace, member },
    ])
    const stranger = UserId.parse('stranger')
    expect(await storage().workspaces.membershipsOf(stranger)).toEqual([])
    expect(await storage().workspaces.memberOf(stranger, workspace.id)).toBeUndefined()
    expect(await storage().workspaces.memberOf(member.userId, workspace.id)).toEqual(member)
  })

  test('a role changes, and the members show it', async () => {
    const { workspace, member } = await newWorld(storage())
    await storage().workspaces.setRole(member.id, 'viewer')
    expect(await storage().workspaces.members(workspace.id)).toEqual([{ ...member, role: 'viewer' }])
  })
}

export function contact({ storage }: Given): void {
  test('a message waits until it was delivered, oldest first', async () => {
    const message = { name: 'Ada', email: 'ada@example.com', message: 'hello', deliveredAt: null }
    for (const receivedAt of [3, 1, 2]) {
      await storage().contact.add({ ...message, id: `m${receivedAt}`, receivedAt })
    }
    await storage().contact.delivered('m1', 9)
    expect(await storage().contact.undelivered(9)).toEqual([
      { ...message, id: 'm2', receivedAt: 2 },
      { ...message, id: 'm3', receivedAt: 3 },
    ])
    expect(await storage().contact.undelivered(1)).toHaveLength(1)
  })
}

import { expect, test } from 'vitest'
import { hashText } from '#platform/id'
import { newGrant, newServer, newWorld } from './specimens.ts'
import type { Given } from './suite.ts'

export function grants({ storage }: Given): void {
  test('grants come newest first, of one server or all, the revoked too', async () => {
    const { workspace, server, grant } = await newWorld(storage())
    const second = newServer(workspace)
    await storage().servers.create(second)
    const other = newGrant(second)
    await storage().grants.create(other)
    await storage().grants.revoke(grant.id, 7)
    const revoked = { ...grant, revokedAt: 7 }
    expect(await storage().grants.list(workspace.id)).toEqual([other, revoked])
    expect(await storage().grants.list(workspace.id, server.id)).toEqual([revoked])
  })

  test('what is changed changes, and nothing else', async () => {
    const { grant } = await newWorld(storage())
    await storage().grants.update(grant.id, { label: 'desk', tags: [], expiresAt: 9 })
    await storage().grants.update(grant.id, { policyId: null })
    await storage().grants.update(grant.id, {})
    const wanted = { ...grant, label: 'desk', tags: [], expiresAt: 9, policyId: null }
    expect(await storage().grants.get(grant.id)).toEqual(wanted)
  })

  test('a token is rotated until the grant is revoked, which happens once', async () => {
    const { grant } = await newWorld(storage())
    const token = { hash: hashText('new'), hint: 'abcd', at: 11 }
    expect(await storage().grants.rotate(grant.id, token)).toBe(true)
    const rotated = { ...grant, tokenHash: token.hash, hint: 'abcd', rotatedAt: 11 }
    expect(await storage().grants.get(grant.id)).toEqual(rotated)
    await storage().grants.revoke(grant.id, 12)
    await storage().grants.revoke(grant.id, 13)
    expect(await storage().grants.rotate(grant.id, { ...token, hash: hashText('late') })).toBe(false)
    expect(await storage().grants.get(grant.id)).toEqual({ ...rotated, revokedAt: 12 })
  })

  test('no two grants have one token', async () => {
    const { server, grant } = await newWorld(storage())
    const twin = { ...newGrant(server), tokenHash: grant.tokenHash }
    await expect(storage().grants.create(twin)).rejects.toThrow()
  })

  test('progress only goes forward, and nothing known is forgotten', async () => {
    const { grant } = await newWorld(storage())
    await storage().grants.progress(grant.id, { seenAt: 10, clientName: 'cursor', listedAt: null })
    await storage().grants.progress(grant.id, { seenAt: 5, initializedAt: 5, clientName: null })
    await storage().grants.progress(grant.id, { calledAt: 20, clientVersion: '2', clientName: 'zed' })
    await storage().grants.progress(grant.id, {})
    expect((await storage().grants.get(grant.id))?.progress).toEqual({
      seenAt: 10,
      initializedAt: 5,
      listedAt: null,
      calledAt: 20,
      clientName: 'zed',
      clientVersion: '2',
      protocolVersion: null,
    })
  })
}

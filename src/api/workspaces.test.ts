import { expect, test } from 'vitest'
import { workspaces } from '#contract/workspaces'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { openWorld, signUp } from './testing/world.ts'

test('a workspace is renamed, says who decides own calls, and lists its members', async () => {
  const sealer = createSealer([newSealingKey()])
  const world = await openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer })
  const { browser, workspaceId, me } = await signUp(world, 'ada@example.org', { name: 'Ada' })
  const params = { workspaceId }
  const [membership] = me.memberships
  expect(membership?.workspace).toMatchObject({ name: 'Ada’s workspace', ownApprovals: null })
  const update = (body: object) => browser.ask(workspaces.update, { params, body })
  expect((await update({ ownApprovals: false })).body).toEqual({
    ...membership?.workspace,
    ownApprovals: false,
  })
  expect((await update({ name: 'Engines' })).body).toMatchObject({ name: 'Engines', ownApprovals: false })
  expect((await update({ ownApprovals: null })).body).toMatchObject({ name: 'Engines', ownApprovals: null })
  expect((await update({ name: '' })).fault?.fields).toHaveProperty('name')
  expect((await browser.ask(workspaces.members, { params })).body).toEqual([membership?.member])
})

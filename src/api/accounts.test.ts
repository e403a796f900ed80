import { expect, test } from 'vitest'
import { accounts } from '#contract/accounts'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { openWorld, password, setupToken, signUp, type WorldOptions } from './testing/world.ts'

async function world(options: Partial<WorldOptions> = {}) {
  const sealer = createSealer([newSealingKey()])
  return openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer, ...options })
}

test('a sign-up makes an account, a workspace that its maker administers, and a session', async () => {
  const { browser, me } = await signUp(await world(), 'Ada@Example.org', { workspaceName: 'Engines' })
  expect(me.user.email).toBe('ada@example.org')
  expect(me.operator).toBe(true)
  expect(me.memberships).toMatchObject([
    { workspace: { name: 'Engines' }, member: { role: 'admin', name: 'ada' } },
  ])
  expect((await browser.ask(accounts.me)).body).toEqual(me)
})

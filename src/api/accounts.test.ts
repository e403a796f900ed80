import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { accounts } from '#contract/accounts'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import {
  openWorld,
  password,
  quickHasher,
  setupToken,
  signUp,
  type World,
  type WorldOptions,
} from './testing/world.ts'

async function fresh(options: Partial<WorldOptions> = {}): Promise<World> {
  const sealer = createSealer([newSealingKey()])
  return openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer, ...options })
}

const remote = { origin: { host: '0.0.0.0' } }

function signUpAs(world: World, email: string, more: object = {}) {
  return world.browser().ask(accounts.signUp, { body: { email, password, ...more } })
}

function signInAs(world: World, email: string, given: string, address?: string) {
  return world.browser(address).ask(accounts.signIn, { body: { email, password: given } })
}

test('a sign-up makes an account, a workspace that its maker administers, and a session', async () => {
  const { browser, me } = await signUp(await fresh(), 'Ada@Example.org', { workspaceName: 'Engines' })
  expect(me.user).toMatchObject({ email: 'ada@example.org', name: 'ada' })
  expect(me.operator).toBe(true)
  expect(me.memberships).toMatchObject([
    { workspace: { name: 'Engines' }, member: { role: 'admin', name: 'ada' } },
  ])
  expect((await browser.ask(accounts.me)).body).toEqual(me)
})

test('only the first account operates the installation', async () => {
  const world = await fresh()
  expect((await signUp(world, 'ada@example.org')).me.operator).toBe(true)
  expect((await signUp(world, 'bob@example.org')).me.operator).toBe(false)
})

test('of two first accounts at the same moment one operates the installation', async () => {
  const world = await fresh()
  const both = await Promise.all(['ada@example.org', 'bob@example.org'].map((email) => signUp(world, email)))
  expect(both.filter(({ me }) => me.operator)).toHaveLength(1)
})

test('of two sign-ups with one e-mail at the same moment one wins, and nothing of the other is left', async () => {
  const world = await fresh()
  const both = await Promise.all(['one', 'two'].map((name) => signUpAs(world, 'ada@example.org', { name })))
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(both.find(({ status }) => status === 409)?.fault?.code).toBe('email_taken')
  const me = await signInAs(world, 'ada@example.org', password)
  expect(me.body.memberships).toHaveLength(1)
})

test('a sign-up whose workspace cannot be made leaves no account behind', async () => {
  const sealer = createSealer([newSealingKey()])
  const storage = await openSqlite({ path: ':memory:', sealer })
  let isBroken = true
  const create: typeof storage.workspaces.create = async (...made) => {
    if (isBroken) throw new Error('the disk is full')
    await storage.workspaces.create(...made)
  }
  const workspaces = { ...storage.workspaces, create }
  const world = await openWorld({ storage: { ...storage, workspaces }, sealer })
  const failed = await signUpAs(world, 'ada@example.org')
  expect([failed.status, failed.fault?.code]).toEqual([500, 'internal'])
  expect(JSON.stringify(failed.fault)).not.toContain('disk')
  expect((await signInAs(world, 'ada@example.org', password)).status).toBe(401)
  isBroken = false
  expect((await signUp(world, 'ada@example.org')).me.operator).toBe(true)
})

test.each([
  ['short', 'too short', 422, 'invalid'],
  ['a common one', 'password1234', 422, 'common_password'],
  ['the e-mail again', 'ada.lovelace', 422, 'common_password'],
  ['our own name', 'Sallyport2026!', 422, 'common_password'],
])('a password that is %s is refused', async (_, given, status, code) => {
  const answer = await signUpAs(await fresh(), 'ada.lovelace@example.org', { password: given })
  expect([answer.status, answer.fault?.code]).toEqual([status, code])
  expect(answer.fault?.fields).toHaveProperty('password')
})

test('where strangers can reach a fresh installation, the first sign-up needs the token of the log', async () => {
  const world = await fresh(remote)
  const info = await world.browser().ask(accounts.installation)
  expect(info.body).toMatchObject({ fresh: true, needsSetupToken: true, local: false })
  expect((await signUpAs(world, 'eve@example.org')).fault?.code).toBe('setup_token_required')
  const wrong = await signUpAs(world, 'eve@example.org', { setupToken: 'a guess' })
  expect([wrong.status, wrong.fault?.code]).toEqual([403, 'setup_token_wrong'])
  expect((await signUpAs(world, 'ada@example.org', { setupToken: ` ${setupToken}\n` })).body.operator).toBe(
    true,
  )
  expect((await signUpAs(world, 'bob@example.org')).body.operator).toBe(false)
})

test('a request through a proxy ends being local', async () => {
  const world = await fresh()
  expect((await world.browser().ask(accounts.installation)).body.needsSetupToken).toBe(false)
  const proxied = { headers: { 'x-forwarded-for': '203.0.113.9' } }
  const answer = await world.browser().ask(accounts.installation, proxied)
  expect(answer.body).toMatchObject({ local: false, needsSetupToken: true })
  expect((await signUpAs(world, 'eve@example.org')).fault?.code).toBe('setup_token_required')
})

test('after twenty wrong set-up tokens none is looked at for a while', async () => {
  const world = await fresh(remote)
  for (let tries = 0; tries < 20; tries++)
    await signUpAs(world, 'eve@example.org', { setupToken: `${tries}` })
  const locked = await signUpAs(world, 'ada@example.org', { setupToken })
  expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '900'])
  world.clock.advance(15 * 60_000)
  expect((await signUpAs(world, 'ada@example.org', { setupToken })).status).toBe(200)
})

test('where sign-up is closed, only the first account is made', async () => {
  const world = await fresh({ settings: { signUp: 'closed' } })
  expect((await signUpAs(world, 'ada@example.org')).status).toBe(200)
  const second = await signUpAs(world, 'bob@example.org')
  expect([second.status, second.fault?.code]).toEqual([403, 'sign_up_closed'])
})

test('a wrong password and an unknown e-mail are answered in the same words', async () => {
  const world = await fresh()
  await signUp(world, 'ada@example.org')
  const wrong = await signInAs(world, 'ada@example.org', 'another long sentence')
  const unknown = await signInAs(world, 'nobody@example.org', 'another long sentence')
  expect(wrong.status).toBe(401)
  expect({ ...wrong.fault, requestId: '' }).toEqual({ ...unknown.fault, requestId: '' })
  expect(wrong.headers.getSetCookie()).toEqual([])
})

test('an unknown e-mail costs as much hashing as a wrong password', async () => {
  let work = 0
  const counted =
    <Given, Made>(run: (given: Given) => Promise<Made>) =>
    (given: Given) => {
      work += 1
      return run(given)
    }
  const world = await fresh({
    hasher: { hash: counted(quickHasher.hash), verify: counted(quickHasher.verify) },
  })
  await signUp(world, 'ada@example.org')
  const costs = []
  for (const email of ['ada@example.org', 'nobody@example.org']) {
    work = 0
    await signInAs(world, email, 'another long sentence')
    costs.push(work)
  }
  expect(costs).toEqual([1, 1])
})

test('a sign-in makes a session and a sign-out ends it, also for a copy of the cookie', async () => {
  const world = await fresh()
  const { me } = await signUp(world, 'ada@example.org')
  const browser = world.browser()
  const answer = await browser.ask(accounts.signIn, { body: { email: 'ADA@example.org', password } })
  expect(answer.body).toEqual(me)
  const thief = world.browser()
  thief.cookies = new Map(browser.cookies)
  expect((await thief.ask(accounts.me)).body).toEqual(me)
  expect((await browser.ask(accounts.signOut)).status).toBe(204)
  expect(browser.cookies.size).toBe(0)
  expect((await thief.ask(accounts.me)).body).toBeNull()
})

test('a session cookie cannot be read by scripts, nor sent by other sites, nor without https where there is https', async () => {
  const cookieOf = async (options: Partial<WorldOptions>) => {
    const world = await fresh(options)
    return (await signUpAs(world, 'ada@example.org', { setupToken })).headers.getSetCookie().join()
  }
  const plain = await cookieOf({})
  expect(plain).toMatch(/^sallyport\.session_token=[^;]+; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/)
  const secure = await cookieOf({
    settings: { origin: 'https://gate.example' },
    origin: { publicUrl: 'https://gate.example' },
  })
  expect(secure).toMatch(/^__Secure-sallyport\.session_token=.*; Secure/)
})

test('a session that is used is renewed each day, one that is not ends after two weeks', async () => {
  const day = 86_400_000
  const { browser, me } = await signUp(await fresh(), 'ada@example.org')
  const start = Date.now()
  try {
    vi.useFakeTimers({ toFake: ['Date'], now: start + 10 * day })
    const renewed = await browser.ask(accounts.me)
    expect([renewed.body, renewed.headers.getSetCookie().length]).toEqual([me, 1])
    vi.setSystemTime(start + 20 * day)
    expect((await browser.ask(accounts.me)).body).toEqual(me)
    vi.setSystemTime(start + 35 * day)
    expect((await browser.ask(accounts.me)).body).toBeNull()
  } finally {
    vi.useRealTimers()
  }
})

test('of a password only a salted scrypt hash is kept', { timeout: 30_000 }, async () => {
  const sealer = createSealer([newSealingKey()])
  const storage = await openSqlite({ path: ':memory:', sealer })
  const world = await openWorld({ storage, sealer, hasher: 'scrypt' })
  await signUp(world, 'ada@example.org')
  await signUp(world, 'bob@example.org')
  const kept = await sql<{ password: string }>`select password from account`.execute(storage.authDatabase.db)
  const hashes = kept.rows.map((row) => row.password)
  expect(hashes).toEqual([expect.stringMatching(/^[0-9a-f]{32}:[0-9a-f]{128}$/), expect.any(String)])
  expect(new Set(hashes).size).toBe(2)
  expect((await signInAs(world, 'ada@example.org', 'another long sentence')).status).toBe(401)
  expect((await signInAs(world, 'ada@example.org', password)).status).toBe(200)
})

test('a forged cookie is nobody', async () => {
  const world = await fresh()
  const { browser } = await signUp(world, 'ada@example.org')
  const [[name = '', value = ''] = []] = browser.cookies
  browser.cookies.set(name, `${value.slice(0, -8)}AAAAAAA%3D`)
  expect((await browser.ask(accounts.me)).body).toBeNull()
})

test('one account can be tried only so often, from however many addresses', async () => {
  const world = await fresh()
  const tries = Array.from({ length: 31 }, (_, index) =>
    signInAs(world, 'ada@example.org', 'a wrong sentence', `198.51.100.${index}`),
  )
  const answers = await Promise.all(tries)
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(1)
  const other = await signInAs(world, 'bob@example.org', 'a wrong sentence', '198.51.100.1')
  expect(other.status).toBe(401)
  const limited = answers.find(({ status }) => status === 429)
  expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(limited?.fault?.retryAfter).toBe(Number(limited?.headers.get('retry-after')))
})

test('one address can sign up only so often', async () => {
  const world = await fresh()
  const refused = () => signUpAs(world, 'ada@example.org', { password: 'password1234' })
  for (let tries = 0; tries < 60; tries++) await refused()
  expect((await refused()).status).toBe(429)
  world.clock.advance(60_000)
  expect((await refused()).fault?.code).toBe('common_password')
})

test('an account that a crash left without a workspace gets one when its owner signs in', async () => {
  const sealer = createSealer([newSealingKey()])
  const storage = await openSqlite({ path: ':memory:', sealer })
  const world = await openWorld({ storage, sealer })
  await signUp(world, 'ada@example.org')
  await sql`delete from members`.execute(storage.authDatabase.db)
  const me = await signInAs(world, 'ada@example.org', password)
  expect(me.body.memberships).toHaveLength(1)
  expect(me.body.operator).toBe(true)
})

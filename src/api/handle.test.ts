import { beforeAll, describe, expect, test } from 'vitest'
import { accounts } from '#contract/accounts'
import { contact } from '#contract/contact'
import { FaultBody } from '#contract/fault'
import { grants } from '#contract/grants'
import type { Route } from '#contract/route'
import { workspaces } from '#contract/workspaces'
import { createLog } from '#platform/log'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { addServer } from './testing/objects.ts'
import {
  openWorld,
  origin,
  password,
  type SignedUp,
  signUp,
  type World,
  type WorldOptions,
} from './testing/world.ts'

async function fresh(options: Partial<WorldOptions> = {}): Promise<World> {
  const sealer = createSealer([newSealingKey()])
  return openWorld({ storage: await openSqlite({ path: ':memory:', sealer }), sealer, ...options })
}

let world: World
let ada: SignedUp

beforeAll(async () => {
  world = await fresh()
  ada = await signUp(world, 'ada@example.org')
})

function rename(headers: Record<string, string>) {
  const params = { workspaceId: ada.workspaceId }
  return ada.browser.ask(workspaces.update, { params, body: { name: 'Renamed' }, headers })
}

describe('a request that changes something', () => {
  test.each([
    ['from our own page', { origin }, 200],
    ['that says it is of our own page', { origin: '', 'sec-fetch-site': 'same-origin' }, 200],
    ['from another site', { origin: 'https://evil.example' }, 403],
    [
      'from another site, with a lie about it',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
      403,
    ],
    ['from another program on this machine', { origin: 'http://localhost:3000' }, 403],
    ['from a page without an origin', { origin: 'null' }, 403],
    ['from the same site but another origin', { origin: '', 'sec-fetch-site': 'same-site' }, 403],
    ['that says nothing of where it comes from', { origin: '' }, 403],
    ['that reached us by another name', { host: 'evil.example', origin: 'http://evil.example' }, 403],
  ])('%s', async (_, headers, status) => {
    const answer = await rename(headers)
    expect(answer.status).toBe(status)
    if (status === 403) expect(answer.fault?.code).toBe('cross_site')
  })

  test.each([
    ['text/plain', 422],
    ['application/x-www-form-urlencoded', 422],
    ['application/json; charset=utf-8', 200],
    ['Application/JSON', 200],
  ])('with a body of type %s', async (type, status) => {
    expect((await rename({ 'content-type': type })).status).toBe(status)
  })
})

test('a look needs our name too, but no origin', async () => {
  const read = (headers: Record<string, string>) => ada.browser.ask(accounts.me, { headers })
  expect((await read({ origin: '' })).status).toBe(200)
  expect((await read({ host: 'evil.example', origin: '' })).status).toBe(403)
})

test.each([
  ['no JSON', '{'],
  ['no UTF-8 JSON', '\ud800'],
  ['nothing', ''],
])('a body that is %s is refused', async (_, body) => {
  const params = { workspaceId: ada.workspaceId }
  const answer = await ada.browser.ask(workspaces.update, { params, body })
  expect([answer.status, answer.fault?.code]).toEqual([422, 'invalid'])
})

const limits: readonly (readonly [string, string, number, Route])[] = [
  ['of a member', '2 MB', 2_097_152, workspaces.update],
  ['of a stranger', '64 KB', 65_536, contact.send],
]

test.each(limits)(
  'a body %s beyond %s is refused, whatever is said of its length',
  async (_, words, most, route) => {
    const params = { workspaceId: ada.workspaceId }
    const body = `{ "name": "${'x'.repeat(most)}" }`
    for (const headers of [{}, { 'content-length': String(body.length) }]) {
      const answer = await ada.browser.ask(route, { params, body, headers })
      expect([answer.status, answer.fault?.code]).toEqual([413, 'too_large'])
      expect(answer.fault?.message).toContain(words)
    }
    const within = await ada.browser.ask(route, { params, body: `{ "name": "${'x'.repeat(most - 14)}" }` })
    expect(within.status).toBe(422)
  },
)

test('what is wrong is told by field, in sentences', async () => {
  const server = await addServer(world, ada)
  const params = { serverId: server.id }
  const answer = await ada.browser.ask(grants.mint, {
    params,
    body: { label: '', policyId: null, expiresAt: -1 },
  })
  expect(answer.status).toBe(422)
  expect(answer.fault?.message).toBe('2 fields need another look.')
  expect(answer.fault?.fields).toEqual({ label: 'This is empty.', expiresAt: 'Use 0 or more.' })
})

test('a body is not read before it is known who sends it', async () => {
  const answer = await world.browser().ask(workspaces.update, { params: { workspaceId: 'x' }, body: '{' })
  expect(answer.status).toBe(401)
})

test('every answer says what it is, is kept by nobody, and has the id that the log knows it by', async () => {
  const good = await ada.browser.ask(accounts.me)
  const bad = await world.browser().ask(accounts.signOut)
  for (const { headers } of [good, bad]) {
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-type')).toMatch(/^application\/json/)
    expect(headers.get('x-request-id')).toMatch(/^req_/)
  }
  expect(bad.fault?.requestId).toBe(bad.headers.get('x-request-id'))
})

test('an address that is none of ours says where they are listed', async () => {
  const response = await ada.browser.fetch('GET', '/api/nothing')
  expect(response.status).toBe(404)
  expect(FaultBody.parse(await response.json()).message).toContain('/api/openapi.json')
})

test('the OpenAPI document is for everybody', async () => {
  const response = await world.browser().fetch('GET', '/api/openapi.json')
  expect([response.status, await response.json()]).toMatchObject([200, { openapi: '3.1.1' }])
})

test('a path that no object can have is not found, whatever is in it', async () => {
  for (const path of ['/api/servers/..%2f..%2fetc', `/api/servers/${'x'.repeat(65)}`, '/api/servers/%00'])
    expect((await ada.browser.fetch('GET', path)).status).toBe(404)
})

test('a throw is answered with an id and nothing else; the log has the rest', async () => {
  const lines: string[] = []
  const sealer = createSealer([newSealingKey()])
  const storage = await openSqlite({ path: ':memory:', sealer })
  const members = async () => {
    throw new Error('the secret of the database')
  }
  const broken = await openWorld({
    storage: { ...storage, workspaces: { ...storage.workspaces, members } },
    sealer,
    log: createLog({ to: { write: (line: string) => void lines.push(line) } }),
  })
  const { browser, workspaceId, me } = await signUp(broken, 'ada@example.org')
  const answer = await browser.ask(workspaces.members, { params: { workspaceId } })
  expect([answer.status, answer.fault?.code]).toEqual([500, 'internal'])
  expect(JSON.stringify(answer.fault)).not.toMatch(/secret|at /)
  const logged = lines.find((line) => line.includes('the secret of the database')) ?? ''
  const userId = me.user.id
  expect(JSON.parse(logged)).toMatchObject({ requestId: answer.fault?.requestId, level: 'error', userId })
})

test('a change is logged with who made it and what became of it, and without what was in it', async () => {
  const lines: string[] = []
  const logged = await fresh({ log: createLog({ to: { write: (line: string) => void lines.push(line) } }) })
  const { browser, workspaceId, me } = await signUp(logged, 'ada@example.org')
  await browser.ask(workspaces.update, { params: { workspaceId }, body: { name: 'The hidden plan' } })
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    method: 'PATCH',
    path: `/api/workspaces/${workspaceId}`,
    status: 200,
    userId: me.user.id,
    requestId: expect.stringMatching(/^req_/),
  })
  const all = lines.join('')
  for (const secret of ['hidden plan', password, ...browser.cookies.values()])
    expect(all).not.toContain(secret)
})

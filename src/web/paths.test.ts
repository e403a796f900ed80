import { expect, test } from 'vitest'
import { ActivitySearch, BuilderSearch, parseSearch, paths, printSearch, SignInSearch } from './paths.ts'

test('every URL of the dashboard stands here', () => {
  const urls = Object.fromEntries(
    Object.entries(paths).map(([name, build]) => [
      name,
      Reflect.apply(build, undefined, ['id_1', 'id_2'].slice(0, build.length)),
    ]),
  )
  expect(urls).toMatchInlineSnapshot(`
    {
      "activity": "/activity",
      "approval": "/approvals/id_1",
      "approvals": "/approvals",
      "catalogue": "/catalogue",
      "contact": "/contact",
      "grants": "/servers/id_1/grants",
      "home": "/",
      "newServer": "/servers/new",
      "policies": "/servers/id_1/policies",
      "policy": "/servers/id_1/policies/id_2",
      "reference": "/reference",
      "server": "/servers/id_1",
      "serverSettings": "/servers/id_1/settings",
      "servers": "/servers",
      "settings": "/settings",
      "signIn": "/sign-in",
      "signUp": "/sign-up",
      "start": "/start",
      "tools": "/servers/id_1/tools",
    }
  `)
})

test('an id cannot leave its segment', () => {
  expect(paths.server('../settings?x#y')).toBe('/servers/..%2Fsettings%3Fx%23y')
})

test('what is not set is not in the URL', () => {
  expect(paths.activity({ decision: 'deny', tool: undefined, server: '' })).toBe('/activity?decision=deny')
})

test('search parameters survive the way through the URL', () => {
  const search = { q: 'risk:destructive a&b', sel: 'files.read', view: 'code', base: 41 } as const
  expect(BuilderSearch.parse(parseSearch(printSearch(search)))).toEqual(search)
})

test('a value that makes no sense is dropped', () => {
  expect(ActivitySearch.parse({ decision: 'perhaps', tool: 'a' })).toEqual({ tool: 'a' })
})

test.each(['https://evil.test', '//evil.test', '/\\evil.test', 'javascript:alert(1)', ''])(
  'signing in never leads to %s',
  (after) => {
    expect(SignInSearch.parse({ after }).after).toBeUndefined()
  },
)

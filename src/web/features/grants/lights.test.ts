import { expect, test } from 'vitest'
import { emptyProgress, Grant } from '#model/grant'
import { adviceFor, isEnforced, lightsOf } from './lights.ts'

function grant(progress: Partial<Grant['progress']>, more: Partial<Grant> = {}): Grant {
  return {
    ...Grant.parse({
      id: 'gr_1',
      workspaceId: 'ws_1',
      serverId: 'sv_1',
      policyId: 'po_1',
      label: 'laptop',
      tags: [],
      hint: 'abcd',
      mintedBy: { memberId: null, name: 'someone' },
      createdAt: 0,
      rotatedAt: null,
      expiresAt: null,
      revokedAt: null,
      progress: { ...emptyProgress, ...progress },
    }),
    ...more,
  }
}

const on = (each: Grant) => lightsOf(each).flatMap(({ key, at }) => (at === null ? [] : [key]))

test('each light comes on by itself', () => {
  expect(on(grant({}))).toEqual([])
  expect(on(grant({ seenAt: 1, initializedAt: 2 }))).toEqual(['seen', 'initialized'])
  expect(isEnforced(grant({ calledAt: 1 }))).toBe(true)
})

test('what the token before the rotation did does not count', () => {
  expect(on(grant({ seenAt: 5, calledAt: 20 }, { rotatedAt: 10 }))).toEqual(['called'])
})

test.each([
  ['nothing yet', grant({}), 10, /^Waiting/],
  ['nothing for a minute', grant({}), 60_000, /^No request with this token yet/],
  ['seen only', grant({ seenAt: 1 }), 10, /no session began/],
  ['initialized', grant({ seenAt: 1, initializedAt: 1 }), 10, /has not asked for the tools/],
  ['listed', grant({ seenAt: 1, initializedAt: 1, listedAt: 1 }), 10, /Ask the agent to use a tool/],
  ['listed without a policy', grant({ listedAt: 1 }, { policyId: null }), 10, /every call is denied/],
  ['revoked', grant({ seenAt: 1 }, { revokedAt: 5 }), 10, /revoked/],
  ['expired', grant({ seenAt: 1 }, { expiresAt: 5 }), 10, /expired/],
])('with %s the panel says what to do', (_, each, now, words) => {
  expect(adviceFor(each, 0, now)).toMatch(words)
})

test('when a call is enforced there is nothing to say', () => {
  expect(adviceFor(grant({ calledAt: 1 }), 0, 10)).toBeUndefined()
})

import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { LiveEvent } from '#contract/live'
import { keys } from './keys.ts'
import { showEvent } from './live.ts'

const watched = {
  servers: keys.servers('w'),
  server: keys.server('s'),
  otherServer: keys.server('s2'),
  inventory: keys.inventory('s'),
  policies: keys.policies('s'),
  policy: keys.policy('p'),
  revisions: keys.revisions('p'),
  revision: keys.revision('p', 1),
  draft: keys.draft('p'),
  grants: [...keys.grants('w'), 'all'],
  grant: keys.grant('g'),
} as const

/** Which of the watched answers an event makes stale. */
function stale(event: unknown): string[] {
  const client = new QueryClient()
  for (const key of Object.values(watched)) client.setQueryData(key, {})
  showEvent(client, 'w', LiveEvent.parse(event))
  return Object.entries(watched).flatMap(([name, key]) =>
    client.getQueryState(key)?.isInvalidated === true ? [name] : [],
  )
}

test.each([
  [{ kind: 'server', serverId: 's' }, ['servers', 'server']],
  [{ kind: 'inventory', serverId: 's' }, ['servers', 'server', 'inventory']],
  [{ kind: 'policy', serverId: 's', policyId: 'p' }, ['policies', 'policy', 'revisions']],
  [{ kind: 'grant', serverId: 's', grantId: 'g' }, ['policies', 'grants', 'grant']],
  [{ kind: 'progress', serverId: 's', grantId: 'g' }, ['grants', 'grant']],
])('%j makes just what it speaks of stale', (event, names) => {
  expect(stale(event)).toEqual(names)
})

test('nothing is asked about a server that is being deleted', async () => {
  const client = new QueryClient()
  client.setQueryData(keys.server('s'), {})
  const { promise, resolve } = Promise.withResolvers<void>()
  const deletion = client
    .getMutationCache()
    .build(client, { mutationKey: keys.deletion('s'), mutationFn: () => promise })
    .execute(undefined)
  showEvent(client, 'w', LiveEvent.parse({ kind: 'server', serverId: 's' }))
  expect(client.getQueryState(keys.server('s'))?.isInvalidated).toBe(false)
  resolve()
  await deletion
  showEvent(client, 'w', LiveEvent.parse({ kind: 'server', serverId: 's' }))
  expect(client.getQueryState(keys.server('s'))?.isInvalidated).toBe(true)
})

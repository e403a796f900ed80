import { type InfiniteData, QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { Call } from '#model/activity'
import { matchesFilters, prepended, showLiveCalls } from './activity.ts'
import { keys } from './keys.ts'

function call(
  id: string,
  more: Partial<{ at: number; tool: string; outcome: string; grantId: string }> = {},
): Call {
  return Call.parse({
    id,
    at: 0,
    workspaceId: 'w',
    serverId: 's',
    grantId: 'g',
    tool: 'get_device',
    outcome: 'allow',
    rule: '',
    message: null,
    policyId: null,
    revision: null,
    approvalId: null,
    upstream: 'ok',
    totalMs: 1,
    upstreamMs: 1,
    clientName: null,
    session: null,
    reservations: [],
    shadow: null,
    ...more,
  })
}

test.each([
  ['get_device', true],
  ['get_*', true],
  ['*device', true],
  ['*', true],
  ['g*_d*e', true],
  ['get', false],
  ['*_get', false],
  ['get_device*x', false],
  ['get_device_*', false],
])('a tool filter %s lets get_device through: %s', (tool, fits) => {
  expect(matchesFilters(call('a'), { tool })).toBe(fits)
})

test('every filter must hold', () => {
  expect(matchesFilters(call('a'), { server: 's', grant: 'g', decision: 'allow' })).toBe(true)
  expect(matchesFilters(call('a'), { server: 's', grant: 'other' })).toBe(false)
  expect(matchesFilters(call('a'), { decision: 'deny' })).toBe(false)
})

test('new calls stand on top, newest first, and each once', () => {
  const page = [call('b', { at: 2 }), call('a', { at: 1 })]
  const told = [
    call('c', { at: 3 }),
    call('d', { at: 4 }),
    call('b', { at: 2, outcome: 'deny' }),
    call('c', { at: 3 }),
  ]
  const rows = prepended(page, told)
  expect(rows.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a'])
  expect(rows[2]?.outcome).toBe('deny')
})

test('a live call is put into every list that would hold it, and into no other', () => {
  const client = new QueryClient()
  const all = [...keys.activity('w'), {}]
  const denied = [...keys.activity('w'), { decision: 'deny' }]
  const latest = [...keys.activity('w'), 'latest', { grant: 'g' }, 1]
  const elsewhere = [...keys.activity('other'), {}]
  const pages = { pages: [[call('a')]], pageParams: [undefined] }
  for (const key of [all, denied, elsewhere]) client.setQueryData(key, pages)
  client.setQueryData(latest, [call('a')])
  showLiveCalls(client, 'w', [call('b', { at: 1 })])
  const ids = (key: unknown[]) =>
    client
      .getQueryData<InfiniteData<Call[]>>(key)
      ?.pages.flat()
      .map(({ id }) => id)
  expect(ids(all)).toEqual(['b', 'a'])
  expect(ids(denied)).toEqual(['a'])
  expect(ids(elsewhere)).toEqual(['a'])
  expect(client.getQueryData<Call[]>(latest)?.map(({ id }) => id)).toEqual(['b'])
})

test('a long tail is let go, and can be asked for again', () => {
  const client = new QueryClient()
  const key = [...keys.activity('w'), {}]
  const many = Array.from({ length: 5000 }, (_, index) => call(`old${index}`))
  client.setQueryData(key, { pages: [many], pageParams: [undefined] })
  showLiveCalls(client, 'w', [call('new', { at: 9 })])
  const pages = client.getQueryData<InfiniteData<Call[]>>(key)?.pages
  expect(pages?.length).toBe(1)
  expect(pages?.[0]?.length).toBe(100)
  expect(pages?.[0]?.[0]?.id).toBe('new')
})

test.each([
  ['a first answer', undefined],
  ['another answer', [call('old', { at: 0 })]],
])('a live call stays where %s was on its way, read before it was written', async (_, before) => {
  const client = new QueryClient()
  const queryKey = [...keys.activity('w'), 'latest', { server: 's' }, 10]
  if (before !== undefined) client.setQueryData(queryKey, before)
  let answer = (_calls: Call[]) => {}
  const fetched = client.fetchQuery<Call[]>({
    queryKey,
    queryFn: () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  })
  await Promise.resolve()
  showLiveCalls(client, 'w', [call('new', { at: 9 })])
  answer([call('a', { at: 1 })])
  await fetched
  await expect.poll(() => client.getQueryData<Call[]>(queryKey)?.map(({ id }) => id)).toEqual(['new', 'a'])
})

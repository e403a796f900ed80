import { afterEach, expect, test, vi } from 'vitest'
import { accounts } from '#contract/accounts'
import { activity } from '#contract/activity'
import { policies } from '#contract/policies'
import { type ProbeEvent, servers } from '#contract/servers'
import { ApiFault } from './api-fault.ts'
import { request, stream, urlOf } from './client.ts'

afterEach(() => vi.unstubAllGlobals())

/** The network itself is replaced, not our server: what is tested is how an answer is read. */
function answer(status: number, body: string, type = 'application/json') {
  const asked: { url: string; init: RequestInit }[] = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    asked.push({ url, init })
    return Promise.resolve(
      new Response(status === 204 ? null : body, { status, headers: { 'content-type': type } }),
    )
  })
  return asked
}

async function faultOf(promise: Promise<unknown>): Promise<ApiFault> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(thrown instanceof ApiFault)) throw new Error('no fault')
  return thrown
}

const info = {
  version: '1',
  fresh: false,
  needsSetupToken: false,
  signUp: 'open',
  origin: 'http://x',
  local: true,
}

test('names in a path are filled in and escaped, and what is undefined is left out of the query', () => {
  expect(
    urlOf('/api/policies/{policyId}/revisions/{number}', { params: { policyId: 'a/b', number: 3 } }),
  ).toBe('/api/policies/a%2Fb/revisions/3')
  expect(urlOf('/a', { query: { tool: 'get_*', grant: undefined, limit: 0 } })).toBe('/a?tool=get_*&limit=0')
})

test('an answer is what the contract says it is', async () => {
  const asked = answer(200, JSON.stringify({ ...info, extra: 1 }))
  expect(await request(accounts.installation, {})).toEqual(info)
  expect(asked[0]).toMatchObject({
    url: '/api/installation',
    init: { method: 'GET', credentials: 'same-origin' },
  })
})

test('a body is sent as JSON, and a 204 answers nothing', async () => {
  const asked = answer(204, '')
  expect(await request(policies.discardDraft, { params: { policyId: 'po_1' } })).toBeUndefined()
  answer(200, '{}')
  await faultOf(request(policies.rename, { params: { policyId: 'po_1' }, body: { name: 'a' } }))
  expect(asked[0]?.init.method).toBe('DELETE')
  expect(asked[0]?.init.body).toBeUndefined()
})

test('a refusal keeps its code, its fields and its id', async () => {
  const body = { code: 'slug_taken', message: 'taken', fields: { slug: 'taken' }, requestId: 'rq_1' }
  answer(409, JSON.stringify(body))
  const fault = await faultOf(request(accounts.installation, {}))
  expect(fault).toMatchObject({ ...body, kind: 'refused', status: 409 })
})

test('no answer is a fault of the network', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')))
  expect(await faultOf(request(accounts.installation, {}))).toMatchObject({ kind: 'network', status: 0 })
})

test('an answer that is none of the contract is unreadable, whatever its status', async () => {
  answer(200, '{"version":1}')
  expect(await faultOf(request(accounts.installation, {}))).toMatchObject({ kind: 'unreadable' })
  answer(502, '<html>bad gateway</html>', 'text/html')
  expect(await faultOf(request(accounts.installation, {}))).toMatchObject({ kind: 'unreadable', status: 502 })
})

test('stopping is no fault', async () => {
  const stop = new AbortController()
  stop.abort()
  vi.stubGlobal('fetch', () => Promise.reject(stop.signal.reason))
  await expect(request(accounts.installation, { signal: stop.signal })).rejects.toBe(stop.signal.reason)
})

test('events are told in order, and one that is not known is passed over', async () => {
  const event = (value: unknown) => `event: any\ndata: ${JSON.stringify(value)}\n\n`
  const step = { step: 'connect', state: 'ok', ms: 3, message: null }
  answer(
    200,
    `: hello\n\n${event({ kind: 'step', step })}${event({ kind: 'news' })}${event({ kind: 'failed', code: 'tls', message: 'no' })}data: cut`,
    'text/event-stream',
  )
  const told: ProbeEvent[] = []
  await stream(
    servers.probe,
    { params: { workspaceId: 'ws_1' }, body: { transport: { kind: 'demo' } } },
    (each) => told.push(each),
  )
  expect(told.map(({ kind }) => kind)).toEqual(['step', 'failed'])
})

test('a stream that breaks off is a fault of the network, and what its reader throws is not', async () => {
  const asking = { params: { workspaceId: 'ws_1' }, body: { transport: { kind: 'demo' } } } as const
  const broken = new ReadableStream({ pull: (controller) => controller.error(new TypeError('cut')) })
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(broken)))
  expect(await faultOf(stream(servers.probe, asking, () => undefined))).toMatchObject({ kind: 'network' })
  const failed = JSON.stringify({ kind: 'failed', code: 'tls', message: 'no' })
  answer(200, `data: ${failed}\n\n`, 'text/event-stream')
  const bug = new Error('bug')
  const tell = () => {
    throw bug
  }
  await expect(stream(servers.probe, asking, tell)).rejects.toBe(bug)
})

test('what a route needs is known to the compiler', () => {
  // @ts-expect-error a route with params is not asked without them
  void (() => request(servers.get, {}))
  // @ts-expect-error nor with a body that it does not take
  void (() => request(servers.get, { params: { serverId: 'a' }, body: {} }))
  // A query of which nothing is needed may be left out.
  const fits = () => request(activity.list, { params: { workspaceId: 'a' } })
  expect(fits).toBeTypeOf('function')
})

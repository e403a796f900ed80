import { once } from 'node:events'
import { request } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Listening, listen } from '#platform/listen'
import { createSealer, newSealingKey } from '#platform/seal'
import { openSqlite } from '#storage/sqlite'
import { openWorld, type SignedUp, signUp, type World } from './testing/world.ts'

/** What only a real socket shows: the rest of the API is tested without one. */
let world: World
let ada: SignedUp
let listening: Listening
let subscribers = 0

function counted(storage: Awaited<ReturnType<typeof openSqlite>>) {
  const subscribe: typeof storage.changes.subscribe = (listener) => {
    subscribers += 1
    const end = storage.changes.subscribe(listener)
    return () => {
      subscribers -= 1
      end()
    }
  }
  return { ...storage, changes: { subscribe } }
}

beforeAll(async () => {
  const sealer = createSealer([newSealingKey()])
  const storage = counted(await openSqlite({ path: ':memory:', sealer }))
  world = await openWorld({ storage, sealer })
  ada = await signUp(world, 'ada@example.org')
  const onRequest = getRequestListener((request, env) => world.api.fetch(request, env), {
    overrideGlobalObjects: false,
  })
  listening = await listen({ host: '127.0.0.1', port: 0, onRequest: (...both) => void onRequest(...both) })
})

afterAll(async () => {
  world.api.close()
  await listening.close()
})

function ask(method: string, path: string, more: { headers?: Record<string, string>; body?: string } = {}) {
  const cookie = [...ada.browser.cookies].map((pair) => pair.join('=')).join('; ')
  const asked = request(`${listening.origin}${path}`, {
    method,
    headers: { cookie, origin: listening.origin, ...more.headers },
  })
  asked.end(more.body)
  return asked
}

test('a client that hangs up is no longer told of changes', async () => {
  const before = subscribers
  const asked = ask('GET', `/api/workspaces/${ada.workspaceId}/events`)
  const [response] = await once(asked, 'response')
  expect(response.headers['content-type']).toContain('text/event-stream')
  await once(response, 'data')
  expect(subscribers).toBe(before + 1)
  asked.destroy()
  await vi.waitFor(() => expect(subscribers).toBe(before))
})

test('a body that says less of its length than it has is no way round', async () => {
  const asked = ask('PATCH', `/api/workspaces/${ada.workspaceId}`, {
    headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    body: JSON.stringify({ name: 'x'.repeat(2_100_000) }),
  })
  const [response] = await once(asked, 'response')
  expect(response.statusCode).toBe(413)
  response.resume()
})

test('a page that was served by this port may change something, one of another port may not', async () => {
  const rename = async (origin: string) => {
    const headers = { 'content-type': 'application/json', origin }
    const asked = ask('PATCH', `/api/workspaces/${ada.workspaceId}`, { headers, body: '{"name":"Engines"}' })
    const [response] = await once(asked, 'response')
    response.resume()
    return response.statusCode
  }
  expect(await rename(listening.origin)).toBe(200)
  expect(await rename('http://127.0.0.1:1')).toBe(403)
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Listening, listen } from './listen.ts'
import { createStaticFiles } from './static-files.ts'

const root = mkdtempSync(join(tmpdir(), 'static-'))
const dist = join(root, 'dist')
const script = 'console.log("hello");\n'.repeat(500)
let server: Listening

beforeAll(async () => {
  mkdirSync(join(dist, 'assets'), { recursive: true })
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>Sallyport</title>')
  writeFileSync(join(dist, 'favicon.svg'), '<svg/>')
  writeFileSync(join(dist, 'assets', 'main-abc123.js'), script)
  writeFileSync(join(root, 'secret.txt'), 'secret')
  const files = createStaticFiles({
    dir: dist,
    headers: { 'Content-Security-Policy': "default-src 'self'" },
    exclude: ['/api', '/mcp'],
  })
  server = await listen({
    host: '127.0.0.1',
    port: 0,
    onRequest: (asked, response) => {
      if (!files(asked, response)) response.writeHead(404).end('left alone')
    },
  })
})

afterAll(async () => {
  await server.close()
  rmSync(root, { recursive: true })
})

/** As written: `fetch` would straighten the path. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number
    headers: Headers
    body: Buffer
  }>()
  const sent = request({ host: '127.0.0.1', port: server.port, path, headers, method }, (response) => {
    const got = new Headers()
    for (const [name, value] of Object.entries(response.headers)) got.set(name, String(value))
    buffer(response).then((body) => resolve({ status: response.statusCode ?? 0, headers: got, body }), reject)
  })
  sent.on('error', reject)
  sent.end()
  return promise
}

const page = { accept: 'text/html,*/*' }

test('an asset is kept for ever, the page is asked for again, and both carry the headers given', async () => {
  const asset = await ask('/assets/main-abc123.js?x=1')
  expect(asset.body.toString()).toBe(script)
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  const index = await ask('/', page)
  expect(index.headers.get('cache-control')).toBe('no-cache')
  expect(index.headers.get('content-security-policy')).toBe("default-src 'self'")
  expect(index.headers.get('x-content-type-options')).toBe('nosniff')
})

test.each([
  ['gzip, deflate, br', 'br'],
  ['gzip', 'gzip'],
  ['gzip, br;q=0', 'gzip'],
  ['BR', 'br'],
  ['identity', null],
])('to `Accept-Encoding: %s` it answers in %s', async (accepted, coding) => {
  const answer = await ask('/assets/main-abc123.js', { 'accept-encoding': accepted })
  expect(answer.headers.get('content-encoding')).toBe(coding)
  expect(answer.headers.get('vary')).toBe('Accept-Encoding')
  expect(Number(answer.headers.get('content-length'))).toBe(answer.body.length)
  const open = { br: brotliDecompressSync, gzip: gunzipSync }
  const plain = coding === 'br' || coding === 'gzip' ? open[coding](answer.body) : answer.body
  expect(plain.toString()).toBe(script)
})

test('who has it gets 304, by the tag of just that coding', async () => {
  const first = await ask('/assets/main-abc123.js', { 'accept-encoding': 'br' })
  const etag = first.headers.get('etag') ?? ''
  const again = (known: string, accepted: string) =>
    ask('/assets/main-abc123.js', { 'accept-encoding': accepted, 'if-none-match': known })
  expect((await again(etag, 'br')).status).toBe(304)
  expect((await again(`"other", W/${etag}`, 'br')).status).toBe(304)
  expect((await again('*', 'br')).status).toBe(304)
  expect((await again(etag, 'gzip')).status).toBe(200)
})

test('HEAD is GET without the body', async () => {
  const answer = await ask('/assets/main-abc123.js', {}, 'HEAD')
  expect([answer.status, answer.body.length]).toEqual([200, 0])
  expect(answer.headers.get('content-length')).toBe(String(script.length))
})

test.each(['/servers/github', '/a/b.c?d', '/apiary'])('the navigation to %s gets the page', async (path) => {
  const answer = await ask(path, page)
  expect(answer.status).toBe(200)
  expect(answer.body.toString()).toContain('<title>Sallyport</title>')
})

test.each([
  ['/api/servers', page],
  ['/mcp/github', page],
  ['/mcp', page],
  ['/assets/gone-123.js', page],
  ['/servers/github', { accept: 'application/json' }],
  ['/servers/github', {}],
  ['/../secret.txt', {}],
  ['/assets/../../secret.txt', {}],
  ['/%2e%2e/secret.txt', {}],
  ['/..%2fsecret.txt', {}],
  ['/assets/..\\..\\secret.txt', {}],
  ['//secret.txt', {}],
  ['/assets', {}],
] satisfies [string, Record<string, string>][])('%s (%o) is left to others', async (path, headers) => {
  const answer = await ask(path, headers)
  expect([answer.status, answer.body.toString()]).toEqual([404, 'left alone'])
})

test('what is not asked for by GET or HEAD is left to others', async () => {
  expect((await ask('/', page, 'POST')).status).toBe(404)
})

test('a dashboard that was not built is refused with what to do', () => {
  expect(() => createStaticFiles({ dir: join(root, 'nowhere') })).toThrow(/npm run build/)
  expect(() => createStaticFiles({ dir: join(dist, 'assets') })).toThrow(/npm run build/)
})

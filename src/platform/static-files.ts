import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { Refusal } from './refusal.ts'

export interface StaticFilesOptions {
  /** What the build made: `index.html`, `assets/` with a hash in each name, and what else is public. */
  readonly dir: string
  /** Sent with every file, such as the content security policy. */
  readonly headers?: Readonly<Record<string, string>>
  /** Paths that belong to others, where a page is never the answer. */
  readonly exclude?: readonly string[]
}

/** Answers the request and says true, or leaves it alone and says false. */
export type StaticFiles = (request: IncomingMessage, response: ServerResponse) => boolean

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** What is packed already gains nothing by another packing. */
const isPacked = new Set(['.png', '.jpg', '.webp', '.woff', '.woff2'])

type Coding = 'br' | 'gzip' | 'identity'

interface StaticFile {
  readonly type: string
  readonly etag: string
  readonly isImmutable: boolean
  readonly isCompressible: boolean
  readonly body: Buffer
  /** Filled by the first request that asks; the promise is kept, so two at once compress once. */
  readonly coded: Map<Coding, Promise<Buffer>>
}

const compressors: Readonly<Record<Exclude<Coding, 'identity'>, (body: Buffer) => Promise<Buffer>>> = {
  // 11 takes seconds on an editor of 4 MB; 6 gives nearly the same in a tenth of the time.
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (body) => promisify(gzip)(body),
}

function load(path: string, isImmutable: boolean): StaticFile {
  const body = readFileSync(path)
  const extension = extname(path)
  return {
    type: types[extension] ?? 'application/octet-stream',
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
    isImmutable,
    isCompressible: !isPacked.has(extension) && body.length > 1000,
    body,
    coded: new Map(),
  }
}

/** All files by the path of their URL. Nothing else can ever be served: a path is looked up, never joined to a folder. */
function loadAll(dir: string): Map<string, StaticFile> {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' })
  const paths = names.map((name) => join(dir, name)).filter((path) => statSync(path).isFile())
  return new Map(
    paths.map((path) => {
      const url = `/${relative(dir, path).split(sep).join('/')}`
      return [url, load(path, url.startsWith('/assets/'))]
    }),
  )
}

function codingFor(request: IncomingMessage, file: StaticFile): Coding {
  if (!file.isCompressible) return 'identity'
  const accepted = [request.headers['accept-encoding'] ?? []].flat().join(',').split(',')
  const isAccepted = (coding: string) =>
    accepted.some((one) => {
      const [name = '', weight = ''] = one.split(';').map((part) => part.trim())
      return name.toLowerCase() === coding && !/^q=0(\.0*)?$/i.test(weight)
    })
  return isAccepted('br') ? 'br' : isAccepted('gzip') ? 'gzip' : 'identity'
}

function coded(file: StaticFile, coding: Coding): Promise<Buffer> {
  if (coding === 'identity') return Promise.resolve(file.body)
  const kept = file.coded.get(coding) ?? compressors[coding](file.body)
  file.coded.set(coding, kept)
  return kept
}

/** RFC 9110 §13.1.2: a list, compared weakly; each coding is a representation with a tag of its own. */
function isFresh(request: IncomingMessage, etag: string): boolean {
  const known = request.headers['if-none-match']
  if (known === undefined) return false
  return known.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}

/** A navigation of a browser, which a single-page application answers whatever the path. */
function isNavigation(request: IncomingMessage): boolean {
  return request.headers.accept?.includes('text/html') === true
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/'
}

function isBelow(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`)
}

async function answer(request: IncomingMessage, response: ServerResponse, file: StaticFile): Promise<void> {
  const coding = codingFor(request, file)
  const etag = coding === 'identity' ? `"${file.etag}"` : `"${file.etag}-${coding}"`
  response.setHeader('ETag', etag)
  response.setHeader('Cache-Control', file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (file.isCompressible) response.setHeader('Vary', 'Accept-Encoding')
  if (isFresh(request, etag)) {
    response.writeHead(304).end()
    return
  }
  const body = await coded(file, coding)
  response.setHeader('Content-Type', file.type)
  response.setHeader('Content-Length', body.length)
  if (coding !== 'identity') response.setHeader('Content-Encoding', coding)
  response.writeHead(200)
  response.end(request.method === 'HEAD' ? undefined : body)
}

/** Serves the built dashboard from memory; navigations get its one page, everything unknown is left to the caller. */
export function createStaticFiles({ dir, headers = {}, exclude = [] }: StaticFilesOptions): StaticFiles {
  const files = loadedFrom(dir)
  const page = files.get('/index.html')
  if (page === undefined) throw notBuilt(dir)
  const others = ['/assets', ...exclude]
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const path = pathOf(request)
    const isPagePath = isNavigation(request) && !others.some((other) => isBelow(path, other))
    const file = files.get(path === '/' ? '/index.html' : path) ?? (isPagePath ? page : undefined)
    if (file === undefined) return false
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    // Compression of what was read at the start fails for want of memory only; then the connection is cut.
    answer(request, response, file).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    )
    return true
  }
}

function notBuilt(dir: string): Refusal {
  return new Refusal('not_built', `the dashboard is not in \`${dir}\`; build it with: npm run build`)
}

function loadedFrom(dir: string): Map<string, StaticFile> {
  try {
    return loadAll(dir)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw notBuilt(dir)
    throw error
  }
}

import type { z } from 'zod'
import type { Me } from '#contract/accounts'
import { accounts } from '#contract/accounts'
import { FaultBody } from '#contract/fault'
import type { Route } from '#contract/route'
import type { Discover, Discovered, DiscoveryFault } from '#model/discovery'
import { createTestClock, type TestClock } from '#platform/clock'
import { hashText } from '#platform/id'
import { type Log, silentLog } from '#platform/log'
import { createOriginGuard, type OriginOptions } from '#platform/origin'
import type { Sealer } from '#platform/seal'
import { invariant } from '#std/invariant'
import { fail, ok, type Result } from '#std/result'
import type { Change, Storage } from '#storage'
import type { AuthDatabase, PasswordHasher } from '../auth/identity.ts'
import { type Api, createApi } from '../create-api.ts'
import type { ApiSettings } from '../settings.ts'

/** A storage as the drivers open it. */
interface OpenedStorage extends Storage {
  readonly authDatabase: AuthDatabase
}

export interface WorldOptions {
  readonly storage: OpenedStorage
  readonly sealer: Sealer
  readonly settings?: Partial<ApiSettings>
  readonly origin?: Partial<OriginOptions>
  readonly log?: Log
  /** `scrypt` where the real one is what the test is about; else a quick one. */
  readonly hasher?: PasswordHasher | 'scrypt'
}

/** A whole API in this process, with upstreams, mail and time that a test decides. */
export interface World extends Pick<WorldOptions, 'storage' | 'sealer'> {
  readonly api: Api
  readonly clock: TestClock
  /** What upstreams answer, by the URL or command; others cannot be resolved. */
  readonly upstreams: Map<string, Result<Discovered, DiscoveryFault>>
  /** What was asked of upstreams, with the credentials. */
  readonly discovered: Parameters<Discover>[0][]
  readonly mail: { sent: { to: string; subject: string; text: string; replyTo: string }[]; isDown: boolean }
  readonly changes: Change[]
  browser(address?: string): Browser
}

export interface Answered<A> {
  readonly status: number
  /** Of a good answer; asking for it after a refusal fails the test. */
  readonly body: A
  readonly fault: z.infer<typeof FaultBody> | undefined
  readonly headers: Headers
  readonly events: A[]
}

interface Input {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** A browser at one address, with its cookies. */
interface Browser {
  readonly address: string
  cookies: Map<string, string>
  fetch(method: string, path: string, input?: Input): Promise<Response>
  ask<A extends z.ZodType>(
    route: Route<z.ZodType, z.ZodType, z.ZodType, A>,
    input?: Input,
  ): Promise<Answered<z.output<A>>>
}

export const origin = 'http://localhost:4400'
export const setupToken = 'the-token-of-the-log'

const testSettings: ApiSettings = {
  version: '0.0.0',
  origin,
  signUp: 'open',
  stdio: 'local',
  setupToken,
  argumentsDays: 7,
  authSecret: 'a-secret-of-tests-with-32-letters!',
}

export const quickHasher: PasswordHasher = {
  hash: async (password) => hashText(password),
  verify: async ({ hash, password }) => hash === hashText(password),
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const { storage, sealer, hasher = quickHasher } = options
  const clock = createTestClock()
  const upstreams: World['upstreams'] = new Map()
  const discovered: World['discovered'] = []
  const mail: World['mail'] = { sent: [], isDown: false }
  const changes: Change[] = []
  storage.changes.subscribe((change) => changes.push(change))
  const api = createApi({
    storage,
    authDatabase: storage.authDatabase,
    clock,
    log: options.log ?? silentLog,
    sealer,
    mailer: {
      async send(message) {
        if (mail.isDown) return fail({ code: 'mail_down', message: 'the mail server does not answer' })
        mail.sent.push(message)
        return ok(undefined)
      },
    },
    discover: async (transport, tell) => {
      discovered.push(transport)
      tell({ step: 'connect', state: 'running', ms: null, message: null })
      const key =
        transport.kind === 'http' ? transport.url : transport.kind === 'stdio' ? transport.command : 'demo'
      return upstreams.get(key) ?? fail({ code: 'cannot_resolve', message: 'no such host' })
    },
    originGuard: createOriginGuard({ host: '127.0.0.1', trustedProxies: [], ...options.origin }),
    settings: { ...testSettings, ...options.settings },
    ...(hasher !== 'scrypt' && { hasher }),
  })
  await api.ready
  const browser = (address = '127.0.0.1') => createBrowser(api, address)
  return { api, storage, sealer, clock, upstreams, discovered, mail, changes, browser }
}

function createBrowser(api: Api, address: string): Browser {
  const cookies = new Map<string, string>()
  const browser: Browser = {
    address,
    cookies,
    async fetch(method, path, input = {}) {
      const request = requestOf(method, path, { input, cookies: browser.cookies })
      const response = await api.fetch(request, { incoming: { socket: { remoteAddress: address } } })
      for (const cookie of response.headers.getSetCookie()) keep(browser.cookies, cookie)
      return response
    },
    async ask(route, input = {}) {
      const path = pathOf(route.path, input)
      return answeredOf(route, await browser.fetch(route.method.toUpperCase(), path, input))
    },
  }
  return browser
}

function requestOf(
  method: string,
  path: string,
  { input, cookies }: { readonly input: Input; readonly cookies: ReadonlyMap<string, string> },
): Request {
  const headers = new Headers({ host: 'localhost:4400', origin, ...input.headers })
  for (const [name, value] of Object.entries(input.headers ?? {})) if (value === '') headers.delete(name)
  if (cookies.size > 0) headers.set('cookie', [...cookies].map((pair) => pair.join('=')).join('; '))
  if (input.body !== undefined && !headers.has('content-type'))
    headers.set('content-type', 'application/json')
  const body = typeof input.body === 'string' ? input.body : JSON.stringify(input.body)
  return new Request(new URL(path, origin), {
    method,
    headers,
    ...(input.body !== undefined && { body }),
    ...(input.signal !== undefined && { signal: input.signal }),
  })
}

function keep(cookies: Map<string, string>, setCookie: string): void {
  const [pair = '', ...attributes] = setCookie.split('; ')
  const [name = '', ...value] = pair.split('=')
  if (attributes.includes('Max-Age=0')) cookies.delete(name)
  else cookies.set(name, value.join('='))
}

function pathOf(path: string, { params = {}, query = {} }: Input): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams(
    Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)])),
  )
  return search.size === 0 ? filled : `${filled}?${search}`
}

/** An answer, held against the contract: what it does not name must not be there. */
async function answeredOf<A extends z.ZodType>(
  route: Route<z.ZodType, z.ZodType, z.ZodType, A>,
  response: Response,
): Promise<Answered<z.output<A>>> {
  const { status, headers } = response
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true
  const text = await response.text()
  const events = isStream ? eventsIn(text).map((event) => agreed(route, event)) : []
  const json: unknown = isStream || text === '' ? undefined : JSON.parse(text)
  const isFault = status >= 400
  const good = isFault || isStream || route.answer === undefined ? undefined : agreed(route, json)
  return {
    status,
    headers,
    events,
    fault: isFault ? FaultBody.parse(json) : undefined,
    get body(): z.output<A> {
      invariant(good !== undefined, `${route.summary} answered ${status}: ${text}`)
      return good
    },
  }
}

function agreed<A extends z.ZodType>(
  route: Route<z.ZodType, z.ZodType, z.ZodType, A>,
  json: unknown,
): z.output<A> {
  invariant(route.answer !== undefined, 'a route with an answer')
  const parsed = route.answer.parse(json)
  const [said, named] = [sorted(json), sorted(parsed)]
  invariant(said === named, `${route.summary} tells more than its contract: ${said} and not ${named}`)
  return parsed
}

/** One text for one value, whatever the order of its keys. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

export function eventsIn(text: string): unknown[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('data: '))
    .map((block): unknown => JSON.parse(block.slice(6)))
}

export interface SignedUp {
  readonly browser: Browser
  readonly me: Me
  readonly workspaceId: string
  readonly memberId: string
}

export const password = 'a long enough sentence'

/** A person who has just signed up, at a browser. */
export async function signUp(world: World, email: string, more: object = {}): Promise<SignedUp> {
  const browser = world.browser()
  const { body } = await browser.ask(accounts.signUp, { body: { email, password, ...more } })
  const [membership] = body.memberships
  invariant(membership !== undefined, 'a sign-up makes a workspace')
  return { browser, me: body, workspaceId: membership.workspace.id, memberId: membership.member.id }
}

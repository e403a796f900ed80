import { Hono } from 'hono'
import type { z } from 'zod'
import type { Route } from '#contract/route'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/id'
import { type Log, requestLog } from '#platform/log'
import type { Admission, OriginGuard } from '#platform/origin'
import type { JsonObject } from '#std/json'
import { fail, ok, type Result } from '#std/result'
import type { Storage } from '#storage'
import type { ApiFault, Circumstances, Found, Handlers, Reply, Streaming, User } from './http/asked.ts'
import { eventStream } from './http/event-stream.ts'
import { faultResponse, invalid, notFound, unauthenticated } from './http/faults.ts'
import { gate } from './http/gate.ts'
import { apiHeaders } from './http/headers.ts'
import { inputInWords } from './http/input-words.ts'
import { crossSiteFault, readJson } from './http/intake.ts'
import { jsonAnswer } from './http/json-answer.ts'

type Routes = Readonly<Record<string, Route>>

interface AnyAsked extends Circumstances, Partial<Found> {
  readonly user?: User
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}
type AnyHandler = (asked: AnyAsked) => Reply<unknown>

/** A route of the contract with what answers it. */
export interface Served {
  readonly route: Route
  readonly handler: AnyHandler
}

/** Pairs each route of one file of the contract with its handler; the overload is the typed face. */
export function serve<Given extends Routes>(routes: Given, handlers: Handlers<Given>): readonly Served[]
export function serve(routes: Routes, handlers: Readonly<Record<string, AnyHandler>>): readonly Served[] {
  // None is left out: `Handlers` has one for each, and routes.test.ts asks every address.
  return Object.entries(routes).flatMap(([name, route]) => {
    const handler = handlers[name]
    return handler === undefined ? [] : [{ route, handler }]
  })
}

/** What serving needs beside the handlers. */
export interface HandleParts {
  readonly storage: Storage
  readonly clock: Clock
  readonly log: Log
  readonly originGuard: OriginGuard
  /** Who the cookies say is there; renewed cookies are told to `setCookie`. */
  readonly userOf: (headers: Headers, setCookie: (cookie: string) => void) => Promise<User | undefined>
  /** Aborted when the process stops: open streams end. */
  readonly stopping: AbortSignal
  /** What describes all this to other programs. */
  readonly document: () => JsonObject
}

/** The only place that turns contract routes into HTTP: parse, authorise, handler, faults. */
export function mount(served: readonly Served[], parts: HandleParts): Hono<{ Bindings: ApiEnv }> {
  const app = new Hono<{ Bindings: ApiEnv }>()
  for (const one of served) {
    const path = one.route.path.replace(/\{(\w+)\}/g, ':$1')
    app.on(one.route.method.toUpperCase(), path, (c) =>
      answered(parts, c.req.raw, c.env, (facts) => outcome(one, parts, { ...facts, raw: c.req.param() })),
    )
  }
  app.get('/api/openapi.json', (c) =>
    answered(parts, c.req.raw, c.env, async (facts) => {
      const foreign = crossSiteFault(facts.request, facts.admission)
      return foreign === undefined ? ok(await jsonAnswer(facts.request, parts.document())) : fail(foreign)
    }),
  )
  app.all('*', (c) => answered(parts, c.req.raw, c.env, async () => fail(noSuchAddress)))
  return app
}

const noSuchAddress: ApiFault = {
  code: 'not_found',
  message: 'The API has no such address; /api/openapi.json lists those it has.',
}

const internal: ApiFault = {
  code: 'internal',
  message: 'Something went wrong on our side. The log has more under this request id.',
}

interface Facts extends Circumstances {
  readonly request: Request
  readonly admission: Admission
}

/** What the node:http adapter gives beside a request; absent where a request comes by no socket. */
export interface ApiEnv {
  readonly incoming?: { readonly socket: { readonly remoteAddress?: string | undefined } }
}

/** The edge where throws are caught: they are logged under the request's id, and nothing of them is told. */
async function answered(
  parts: HandleParts,
  request: Request,
  env: ApiEnv | undefined,
  decide: (facts: Facts) => Promise<Result<Response, ApiFault>>,
): Promise<Response> {
  const begun = parts.clock.now()
  const { pathname: path } = new URL(request.url)
  const requestId = newId('req', parts.clock)
  const log = requestLog(parts.log, requestId)
  const cookies: string[] = []
  const headers = Object.fromEntries(request.headers)
  const admission = parts.originGuard.admit({ headers, socket: env?.incoming?.socket ?? {} })
  const facts: Facts = {
    request,
    requestId,
    log,
    admission,
    headers: request.headers,
    address: admission.client,
    setCookie: (cookie) => void cookies.push(cookie),
  }
  const response = await decide(facts)
    .then((result) => (result.ok ? result.value : faultResponse(result.fault, requestId)))
    .catch((thrown: unknown) => {
      log.error({ err: thrown, method: request.method, path }, 'a request failed')
      return faultResponse(internal, requestId)
    })
  for (const [name, value] of Object.entries(apiHeaders)) response.headers.set(name, value)
  response.headers.set('x-request-id', requestId)
  // What changes something is worth a line at any time; looks are many.
  const line = { method: request.method, path, status: response.status, ms: parts.clock.now() - begun }
  log[request.method === 'GET' ? 'debug' : 'info'](line, 'answered')
  for (const cookie of cookies) response.headers.append('set-cookie', cookie)
  return response
}

interface Taken extends Facts {
  readonly raw: Readonly<Record<string, string>>
}

/**
 * INVARIANT: in this order. Nothing is read of a request of another site; nobody learns what exists before it is known
 * that it is theirs; a body is read only for those who may send it.
 */
async function outcome(
  served: Served,
  parts: HandleParts,
  taken: Taken,
): Promise<Result<Response, ApiFault>> {
  const { route, handler } = served
  const foreign = crossSiteFault(taken.request, taken.admission)
  if (foreign !== undefined) return fail(foreign)
  const user = route.access.kind === 'public' ? undefined : await parts.userOf(taken.headers, taken.setCookie)
  if (route.access.kind !== 'public' && user === undefined) return fail(unauthenticated)
  if (user !== undefined) taken.log.setBindings({ userId: user.id })
  const params = parsed(route.params, taken.raw)
  if (!params.ok) return fail(notFound)
  const letIn = await gate(parts.storage, route.access, user, taken.raw)
  if (!letIn.ok) return letIn
  const input = await inputOf(route, taken.request)
  if (!input.ok) return input
  const { request, raw, admission, ...circumstances } = taken
  const reply = await handler({ ...circumstances, ...letIn.value, ...input.value, params: params.value })
  if (!reply.ok) return reply
  if (isStreaming(route, reply.value)) return ok(streamed(reply.value, parts, taken))
  if (reply.value === undefined) return ok(new Response(null, { status: 204 }))
  return ok(await jsonAnswer(taken.request, reply.value))
}

async function inputOf(
  route: Route,
  request: Request,
): Promise<Result<{ readonly query: unknown; readonly body: unknown }, ApiFault>> {
  const query = parsed(route.query, Object.fromEntries(new URL(request.url).searchParams))
  if (!query.ok) return query
  if (route.body === undefined) return ok({ query: query.value, body: undefined })
  const json = await readJson(request, route.access.kind === 'public' ? 'strangers' : 'members')
  if (!json.ok) return json
  const body = parsed(route.body, json.value)
  return body.ok ? ok({ query: query.value, body: body.value }) : body
}

function parsed(schema: z.ZodType | undefined, value: unknown): Result<unknown, ApiFault> {
  if (schema === undefined) return ok(undefined)
  const result = schema.safeParse(value, { error: inputInWords })
  return result.success ? ok(result.data) : fail(invalid(result.error.issues))
}

function isStreaming(route: Route, value: unknown): value is Streaming<unknown> {
  return route.stream === true && typeof value === 'function'
}

function streamed(run: Streaming<unknown>, parts: HandleParts, taken: Taken): Response {
  return eventStream(run, {
    headers: new Headers(),
    ended: [taken.request.signal, parts.stopping],
    failed: (thrown) => taken.log.error({ err: thrown }, 'a stream failed'),
  })
}

import type { z } from 'zod'
import { FaultBody } from '#contract/fault'
import type { Route } from '#contract/route'
import { type ApiFault, networkFault, refusal, unreadableFault } from './api-fault.ts'
import { eventData } from './event-stream.ts'

type Part<Name extends string, Schema extends z.ZodType> = [z.input<Schema>] extends [never]
  ? { readonly [name in Name]?: never }
  : Record<string, never> extends z.input<Schema>
    ? { readonly [name in Name]?: z.input<Schema> }
    : { readonly [name in Name]: z.input<Schema> }

/** What a route needs to be asked, as its contract says. */
export type RequestInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Part<'params', P> &
  Part<'query', Q> &
  Part<'body', B> & { readonly signal?: AbortSignal | undefined }

type Answered<Schema extends z.ZodType> = [z.output<Schema>] extends [never] ? undefined : z.output<Schema>

interface AnyInput {
  readonly params?: unknown
  readonly query?: unknown
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks the API; throws an `ApiFault` and nothing else, except when the signal says stop.
 * The overload is the typed face of what the contract's schemas check while it runs.
 */
export async function request<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
>(route: Route<P, Q, B, A>, input: RequestInput<P, Q, B>): Promise<Answered<A>>
export async function request(route: Route, input: AnyInput): Promise<unknown> {
  const response = await send(route, input, 'application/json')
  if (route.answer === undefined) return undefined
  const parsed = route.answer.safeParse(await json(response))
  if (!parsed.success) throw unreadableFault(response.status, requestIdOf(response))
  return parsed.data
}

/** Asks a route that answers with an event stream, and tells each event as it comes; ends when the stream does. */
export async function stream<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  A extends z.ZodType,
>(
  route: Route<P, Q, B, A> & { readonly stream?: true },
  input: RequestInput<P, Q, B>,
  tell: (event: z.output<A>) => void,
  opened?: () => void,
): Promise<void> {
  const response = await send(route, input, 'text/event-stream')
  if (response.body === null || route.answer === undefined) throw unreadableFault(response.status)
  opened?.()
  for await (const data of whole(eventData(response.body), input.signal)) {
    const parsed = route.answer.safeParse(parsedJson(data))
    // An event that a newer server sends is none of ours; the stream goes on.
    if (parsed.success) tell(parsed.data)
  }
}

/** The same events, with an outage told as ours; what whoever is told throws is not caught here. */
async function* whole(
  events: AsyncGenerator<string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  try {
    yield* events
  } catch (thrown) {
    throw signal?.aborted === true ? thrown : networkFault()
  }
}

async function send(route: Route, input: AnyInput, accept: string): Promise<Response> {
  const response = await answerOf(urlOf(route.path, input), {
    method: route.method.toUpperCase(),
    headers: { accept, ...(input.body !== undefined && { 'content-type': 'application/json' }) },
    credentials: 'same-origin',
    ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
    ...(input.signal !== undefined && { signal: input.signal }),
  })
  if (!response.ok) throw await faultOf(response)
  return response
}

async function answerOf(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (thrown) {
    throw init.signal?.aborted === true ? thrown : networkFault()
  }
}

async function faultOf(response: Response): Promise<ApiFault> {
  const body = FaultBody.safeParse(await json(response))
  return body.success
    ? refusal(response.status, body.data)
    : unreadableFault(response.status, requestIdOf(response))
}

async function json(response: Response): Promise<unknown> {
  return parsedJson(await response.text().catch(() => ''))
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function requestIdOf(response: Response): string | undefined {
  return response.headers.get('x-request-id') ?? undefined
}

/** Fills `{name}` from the params, and adds what the query says; what is undefined is left out. */
export function urlOf(path: string, { params, query }: Pick<AnyInput, 'params' | 'query'>): string {
  const values = new Map(Object.entries(params ?? {}))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  const text = search.toString()
  return text === '' ? filled : `${filled}?${text}`
}

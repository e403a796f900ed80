import type { DiscoveryFault } from '#model/discovery'
import type { TransportInput } from '#model/server'
import { isJsonObject, type JsonObject } from '#std/json'
import { fail, ok, type Result } from '#std/result'
import { answerIn } from './answer-in.ts'
import { forPeople } from './health.ts'
import type { Upstream, UpstreamFault } from './upstream.ts'
import { type Exchanged, exchangeWhole } from './whole.ts'

/** `status` is that of an answer which was no message, `error` what the server refused with. */
export type ProbeFault = DiscoveryFault & { readonly status?: number; readonly error?: JsonObject }
export type Found<T> = Result<T, ProbeFault>

/** What a server is asked on our own behalf, one question after the other. */
export interface Conversation {
  readonly kind: TransportInput['kind']
  readonly upstream: Upstream
  /** What the server opened for us. Who asks without sessions does not name it, and ends it all the same. */
  session: string | undefined
  version: string | undefined
  /** Whether each request says for itself who asks and how, as without sessions it must. */
  readonly isModern: boolean
  nextId: number
}

export const ourselves = { name: 'sallyport', version: '1' } as const

const stepTimeoutMs = 30_000
const goodbyeTimeoutMs = 5_000

export function converse(kind: TransportInput['kind'], upstream: Upstream, version?: string): Conversation {
  return { kind, upstream, session: undefined, version, isModern: version !== undefined, nextId: 1 }
}

/** Asks and waits for the answer, in JSON or in an event stream that may go on after it. */
export async function ask(
  conversation: Conversation,
  method: string,
  params: JsonObject,
  timeoutMs = stepTimeoutMs,
): Promise<Found<JsonObject>> {
  const id = conversation.nextId
  conversation.nextId += 1
  const whole = conversation.isModern ? { ...params, _meta: envelope(conversation.version ?? '') } : params
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params: whole }))
  const named = conversation.isModern ? undefined : conversation.session
  const sent = await exchangeWhole(
    conversation.upstream,
    {
      method: 'POST',
      headers: headersOf(conversation, method),
      session: named,
      isSessionSure: true,
      body,
    },
    { timeoutMs, enough: (soFar) => answerIn(soFar, id) !== undefined },
  )
  if (!sent.ok) return fail(discoveryFault(sent.fault, conversation.kind))
  const { headers, body: answered } = sent.value
  const session = headers['mcp-session-id']
  if (typeof session === 'string') conversation.session = session
  const answer = answerIn(answered, id)
  if (answer === undefined) return fail(notMcp(sent.value))
  return answer.result === undefined ? fail(refused(method, answer.text)) : ok(answer.result)
}

/** Says that we are ready, where that is said. */
export async function sayInitialized(conversation: Conversation): Promise<void> {
  if (conversation.isModern) return
  const method = 'notifications/initialized'
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', method }))
  const { upstream, session } = conversation
  await exchangeWhole(
    upstream,
    { method: 'POST', headers: headersOf(conversation, method), session, isSessionSure: true, body },
    { timeoutMs: stepTimeoutMs, isMessage: true },
  )
}

/**
 * Ends the conversation. A server keeps a session until it is told that nobody needs it any more
 * ([MCP 2025-11-25, Session Management](https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#session-management)),
 * and one that has as many as it may have refuses those that are needed. Whatever it says to that, nobody waits for it.
 */
export async function leave({ kind, upstream, session, version, isModern }: Conversation): Promise<void> {
  if (kind !== 'http' || session === undefined) return upstream.close()
  const headers = version === undefined || isModern ? [] : ['mcp-protocol-version', version]
  void exchangeWhole(upstream, { method: 'DELETE', headers, session }, { timeoutMs: goodbyeTimeoutMs })
    .finally(() => upstream.close())
    .catch(() => undefined)
}

/** What each request carries where there are no sessions (MCP 2026-07-28, Base protocol, "_meta"). */
function envelope(version: string): JsonObject {
  return {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': { ...ourselves },
    'io.modelcontextprotocol/clientCapabilities': {},
  }
}

function headersOf({ version, isModern }: Conversation, method: string): string[] {
  const headers = ['content-type', 'application/json', 'accept', 'application/json, text/event-stream']
  if (version !== undefined) headers.push('mcp-protocol-version', version)
  if (isModern) headers.push('mcp-method', method)
  return headers
}

function refused(method: string, text: string): ProbeFault {
  const value: unknown = JSON.parse(text)
  const error = isJsonObject(value) && isJsonObject(value['error']) ? value['error'] : {}
  const said = error['message']
  const reason = sentence(typeof said === 'string' ? said.slice(0, 300) : 'no reason given')
  return { code: 'list_failed', message: `The server refuses \`${method}\`: ${reason}`, error }
}

/** The same words, as a sentence of their own. */
export function sentence(text: string): string {
  const closed = /[.!?]$/.test(text) ? text : `${text}.`
  return closed.charAt(0).toUpperCase() + closed.slice(1)
}

function discoveryFault(fault: UpstreamFault, transport: Conversation['kind']): DiscoveryFault {
  const message = forPeople(fault)
  switch (fault.code) {
    case 'timeout':
      return { code: 'timed_out', message }
    case 'address_refused':
    case 'needs_authorisation':
      return { code: fault.code, message }
    case 'unreachable':
      return { code: transport === 'stdio' ? 'cannot_start' : 'refused', message }
    default:
      return { code: 'not_mcp', message: transport === 'sse' ? `${message} ${sseHint}` : message }
  }
}

const sseHint = 'If it speaks streamable HTTP, choose that as its transport.'

/** What answered and how, so that a wrong path can be told from a wrong server. */
function notMcp({ status, headers }: Exchanged): ProbeFault {
  const type = String(headers['content-type'] ?? 'nothing').split(';', 1)[0]
  const what = type === 'text/html' ? 'a web page' : type
  const hint =
    status === 404 || status === 405
      ? 'Check the path: many servers answer at /mcp, and older ones at /sse.'
      : 'This is probably not the address of an MCP server.'
  return {
    code: 'not_mcp',
    status,
    message: `The answer was HTTP ${status} with ${what}, and no MCP message. ${hint}`,
  }
}

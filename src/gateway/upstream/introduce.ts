import { modernVersion, probeVersion } from '#mcp/version'
import type { TransportInput } from '#model/server'
import { isJsonObject, type JsonObject } from '#std/json'
import { ok } from '#std/result'
import type { GatewaySettings } from '../settings.ts'
import { ask, type Conversation, converse, type Found, leave, ourselves } from './conversation.ts'
import { openUpstream } from './open.ts'

/** A server that has said who it is. */
export interface Met {
  readonly conversation: Conversation
  readonly protocolVersion: string
  readonly serverInfo: JsonObject
}

/** What was written, where only messages belong, by a server that we have met. */
export interface Chatter {
  lines: number
  first: string | undefined
}

/** A server from before may not answer at all to what it does not know. */
const discoverTimeoutMs = 5_000
const unsupportedVersion = -32022
const serverInfoKey = 'io.modelcontextprotocol/serverInfo'

/**
 * Introduces us. Whatever has an address is first asked as is done without sessions, then as is done with them
 * (MCP 2026-07-28, Versioning, "Compatibility"), and where it has no ear for that, as was done before streamable HTTP
 * ([MCP 2025-11-25, Backwards compatibility](https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#backwards-compatibility)).
 */
export async function meet(
  transport: TransportInput,
  settings: GatewaySettings,
  chatter: Chatter,
): Promise<Found<Met>> {
  if (transport.kind !== 'http') return opened(transport, settings, withSession, chatter)
  const modern = await opened(transport, settings, withoutSession)
  if (modern.ok || isFinal(modern.fault.code)) return modern
  const met = await opened(transport, settings, withSession)
  if (met.ok || !mayBeOlder(met.fault.status)) return met
  const older = await opened({ ...transport, kind: 'sse' }, settings, withSession)
  // Where nothing was found the first refusal says more about the address.
  return older.ok || (older.fault.code !== 'not_mcp' && older.fault.code !== 'timed_out') ? older : met
}

/** What another way of asking would only hear again. */
function isFinal(code: string): boolean {
  return code === 'refused' || code === 'address_refused' || code === 'needs_authorisation'
}

function mayBeOlder(status: number | undefined): boolean {
  return status === 400 || status === 404 || status === 405
}

interface Greeting {
  /** Given where each request names it. */
  readonly version?: string
  say(conversation: Conversation): Promise<Found<Met>>
}

const withSession: Greeting = { say: initialize }
const withoutSession: Greeting = { say: discover, version: modernVersion }

async function opened(
  transport: TransportInput,
  settings: GatewaySettings,
  greeting: Greeting,
  chatter?: Chatter,
): Promise<Found<Met>> {
  const noise = (line: string) => {
    if (chatter === undefined) return
    chatter.lines += 1
    chatter.first ??= line
  }
  const upstream = openUpstream(transport, settings, { noise })
  const conversation = converse(transport.kind, upstream, greeting.version)
  const met = await greeting.say(conversation)
  if (!met.ok) await leave(conversation)
  return met
}

async function initialize(conversation: Conversation): Promise<Found<Met>> {
  const answer = await ask(conversation, 'initialize', {
    protocolVersion: probeVersion,
    capabilities: {},
    clientInfo: { ...ourselves },
  })
  if (!answer.ok) return answer
  const { protocolVersion, serverInfo } = answer.value
  conversation.version = typeof protocolVersion === 'string' ? protocolVersion : probeVersion
  return ok(met(conversation, conversation.version, serverInfo))
}

async function discover(conversation: Conversation): Promise<Found<Met>> {
  const first = await ask(conversation, 'server/discover', {}, discoverTimeoutMs)
  // A server may want to be asked again in a version that it names, be it the same.
  const answer =
    first.ok || !isNamedIn(first.fault.error)
      ? first
      : await ask(conversation, 'server/discover', {}, discoverTimeoutMs)
  if (!answer.ok) return answer
  const { supportedVersions, serverInfo, _meta: meta } = answer.value
  if (Array.isArray(supportedVersions) && supportedVersions.includes(modernVersion))
    return ok(met(conversation, modernVersion, (isJsonObject(meta) && meta[serverInfoKey]) || serverInfo))
  const message = `The server does not speak MCP ${modernVersion}.`
  return { ok: false, fault: { code: 'not_mcp', message } }
}

function isNamedIn(error: JsonObject | undefined): boolean {
  const data = error?.['data']
  const supported = isJsonObject(data) ? data['supported'] : undefined
  return (
    error?.['code'] === unsupportedVersion && Array.isArray(supported) && supported.includes(modernVersion)
  )
}

function met(conversation: Conversation, protocolVersion: string, serverInfo: unknown): Met {
  return { conversation, protocolVersion, serverInfo: isJsonObject(serverInfo) ? serverInfo : {} }
}

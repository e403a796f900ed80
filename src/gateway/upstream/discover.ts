import { connect as tcpConnect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { blockSplitter, dataOf } from '#mcp/event-stream'
import { filterTools, type ListAnswer } from '#mcp/list-answer'
import { readServerMessage } from '#mcp/message'
import type { ToolDefinition } from '#mcp/tool'
import { probeVersion } from '#mcp/version'
import type { Discover, Discovered, DiscoveryFault, ProbeStep } from '#model/discovery'
import { isOnWeb, type TransportInput } from '#model/server'
import { lookupPinned, type Pinned, resolveUpstream } from '#platform/address'
import { isJsonObject, type JsonObject } from '#std/json'
import { fail, ok, type Result } from '#std/result'
import type { GatewaySettings } from '../settings.ts'
import { forPeople } from './health.ts'
import { errorCode, faultOf } from './http.ts'
import { openUpstream } from './open.ts'
import type { Upstream, UpstreamFault } from './upstream.ts'
import { type Exchanged, exchangeWhole } from './whole.ts'

/** `status` is that of an answer which was no message. */
type ProbeFault = DiscoveryFault & { readonly status?: number }
type Found<T> = Result<T, ProbeFault>
type Tell = (step: ProbeStep) => void

/** A server that pages without end is stopped here; the largest real list has 1,300 tools, on one page. */
const mostPages = 200
const mostTools = 20_000
const stepTimeoutMs = 30_000

/** What a server is asked and answers, one question after the other. */
interface Conversation {
  readonly kind: TransportInput['kind']
  readonly upstream: Upstream
  session: string | undefined
  version: string | undefined
  nextId: number
}

/** Tries an upstream as a client would, once, and says each step in plain words. */
export function createDiscover(settings: GatewaySettings): Discover {
  return async (transport, tell) => {
    const timed = timedTell(tell)
    try {
      return await discover(transport, settings, timed)
    } catch (error) {
      // Whatever a server makes us stumble over is a failed probe, not a failed gateway.
      const message = `The server could not be tried (${errorCode(error)}).`
      timed.failed(message)
      return fail({ code: 'not_mcp', message })
    }
  }
}

/** Tells a step when it begins and again, with its time, when it ends. */
function timedTell(tell: Tell) {
  let running: { step: ProbeStep['step']; at: number } | undefined
  const end = (state: 'ok' | 'failed', message: string | null) => {
    if (running === undefined) return
    tell({ step: running.step, state, ms: performance.now() - running.at, message })
    running = undefined
  }
  return {
    begin(step: ProbeStep['step']) {
      running = { step, at: performance.now() }
      tell({ step, state: 'running', ms: null, message: null })
    },
    done: (message: string | null = null) => end('ok', message),
    failed: (message: string) => end('failed', message),
  }
}

type Timed = ReturnType<typeof timedTell>

async function discover(
  transport: TransportInput,
  settings: GatewaySettings,
  tell: Timed,
): Promise<Result<Discovered, DiscoveryFault>> {
  const failed = ({ code, message }: ProbeFault) => {
    tell.failed(message)
    return fail({ code, message })
  }
  const reached = isOnWeb(transport) ? await reach(new URL(transport.url), settings, tell) : ok(undefined)
  if (!reached.ok) return failed(reached.fault)
  tell.begin(transport.kind === 'stdio' ? 'start' : 'initialize')
  const met = await meet(transport, settings)
  if (!met.ok) return failed(met.fault)
  const { conversation, answer } = met.value
  try {
    if (transport.kind === 'stdio') {
      tell.done()
      tell.begin('initialize')
    }
    const { protocolVersion, serverInfo } = answer
    conversation.version = typeof protocolVersion === 'string' ? protocolVersion : probeVersion
    await notify(conversation)
    tell.done(`Speaks MCP ${conversation.version}${conversation.kind === 'sse' ? overSse : ''}.`)
    tell.begin('list')
    const tools = await allTools(conversation)
    if (!tools.ok) return failed(tools.fault)
    tell.done(tools.value.length === 0 ? 'The server has no tools.' : `${tools.value.length} tools.`)
    const itself = isJsonObject(serverInfo) ? serverInfo : {}
    return ok({
      serverName: textOrNull(itself['name']),
      serverVersion: textOrNull(itself['version']),
      protocolVersion: textOrNull(protocolVersion),
      speaks: conversation.kind,
      tools: tools.value,
    })
  } finally {
    await conversation.upstream.close()
  }
}

const overSse = ' over HTTP+SSE, the transport before streamable HTTP'

interface Met {
  readonly conversation: Conversation
  /** What it answered to `initialize`. */
  readonly answer: JsonObject
}

/**
 * Introduces us. Whatever has an address is first spoken to as today, and where it has no ear for that, as it was done
 * before ([MCP 2025-11-25, Backwards compatibility](https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#backwards-compatibility)).
 */
async function meet(transport: TransportInput, settings: GatewaySettings): Promise<Found<Met>> {
  const met = await introduce(transport, settings)
  if (met.ok || transport.kind !== 'http' || !mayBeOlder(met.fault.status)) return met
  const older = await introduce({ ...transport, kind: 'sse' }, settings)
  // Where nothing was found the first refusal says more about the address.
  return older.ok || (older.fault.code !== 'not_mcp' && older.fault.code !== 'timed_out') ? older : met
}

function mayBeOlder(status: number | undefined): boolean {
  return status === 400 || status === 404 || status === 405
}

async function introduce(transport: TransportInput, settings: GatewaySettings): Promise<Found<Met>> {
  const upstream = openUpstream(transport, settings)
  const conversation: Conversation = {
    kind: transport.kind,
    upstream,
    session: undefined,
    version: undefined,
    nextId: 1,
  }
  const opened = await ask(conversation, 'initialize', {
    protocolVersion: probeVersion,
    capabilities: {},
    clientInfo: { name: 'sallyport', version: '1' },
  })
  if (opened.ok) return ok({ conversation, answer: opened.value })
  await upstream.close()
  return opened
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, 200) : null
}

async function reach(url: URL, settings: GatewaySettings, tell: Timed): Promise<Found<undefined>> {
  tell.begin('resolve')
  const pinned = await resolveUpstream(url, { allowPrivate: settings.allowPrivate() })
  if (!pinned.ok) return fail({ code: pinned.fault.code, message: sentence(pinned.fault.message) })
  tell.done(`${pinned.value.hostname} is ${pinned.value.addresses.map(({ address }) => address).join(', ')}.`)
  tell.begin('connect')
  const error = await tryConnection(url, pinned.value, settings.connectTimeoutMs)
  if (error !== undefined) return fail(connectFault(error, url))
  tell.done(url.protocol === 'https:' ? 'Connected, and the certificate is good.' : 'Connected.')
  return ok(undefined)
}

function sentence(text: string): string {
  const closed = /[.!?]$/.test(text) ? text : `${text}.`
  return closed.charAt(0).toUpperCase() + closed.slice(1)
}

/** Opens a connection and closes it again, just as the pool will do it. */
function tryConnection(url: URL, pinned: Pinned, timeoutMs: number): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const options = { host: pinned.hostname, port: pinned.port, lookup: lookupPinned(pinned) }
    const isTls = url.protocol === 'https:'
    const socket = isTls
      ? tlsConnect({
          ...options,
          ...(pinned.addresses.some(({ address }) => address === pinned.hostname)
            ? {}
            : { servername: pinned.hostname }),
        })
      : tcpConnect(options)
    const settle = (error?: Error) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(error)
    }
    const timer = setTimeout(
      () => settle(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })),
      timeoutMs,
    )
    socket.once(isTls ? 'secureConnect' : 'connect', () => settle())
    socket.once('error', settle)
  })
}

function connectFault(error: Error, url: URL): DiscoveryFault {
  const code = errorCode(error)
  const { message } = faultOf(error, false, url)
  if (code === 'ETIMEDOUT')
    return { code: 'timed_out', message: `${url.host} does not answer. A firewall may be in between.` }
  if (/CERT|TLS|SSL|EPROTO|SELF_SIGNED|VERIFY/.test(code)) return { code: 'tls', message }
  return { code: 'refused', message: `${message} Is it running, and is the port right?` }
}

async function ask(
  conversation: Conversation,
  method: string,
  params: JsonObject,
): Promise<Found<JsonObject>> {
  const id = conversation.nextId
  conversation.nextId += 1
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
  const sent = await exchangeWhole(
    conversation.upstream,
    { method: 'POST', headers: headersOf(conversation), session: conversation.session, body },
    { timeoutMs: stepTimeoutMs, enough: (soFar) => answerIn(soFar, id) !== undefined },
  )
  if (!sent.ok) return fail(discoveryFault(sent.fault, conversation.kind))
  const { headers, body: answered } = sent.value
  const session = headers['mcp-session-id']
  if (typeof session === 'string') conversation.session = session
  const answer = answerIn(answered, id)
  if (answer === undefined) return fail(notMcp(sent.value))
  if (answer.result === undefined) {
    return fail({
      code: 'list_failed',
      message: `The server refuses \`${method}\`: ${errorMessage(answer.text)}`,
    })
  }
  return ok(answer.result)
}

async function notify(conversation: Conversation): Promise<void> {
  const body = Buffer.from('{"jsonrpc":"2.0","method":"notifications/initialized"}')
  const { upstream, session } = conversation
  await exchangeWhole(
    upstream,
    { method: 'POST', headers: headersOf(conversation), session, body },
    { timeoutMs: stepTimeoutMs },
  )
}

function headersOf({ version }: Conversation): string[] {
  const headers = ['content-type', 'application/json', 'accept', 'application/json, text/event-stream']
  return version === undefined ? headers : [...headers, 'mcp-protocol-version', version]
}

/** The answer to a question, in JSON or in an event stream that may not have ended. */
function answerIn(body: Buffer, id: number): { text: string; result: JsonObject | undefined } | undefined {
  const text = body.toString('utf8')
  const texts = text.trimStart().startsWith('{')
    ? [text]
    : blockSplitter()
        .push(text)
        .flatMap((block) => dataOf(block) ?? [])
  for (const one of texts) {
    const message = readServerMessage(one)
    if (message.kind === 'answer' && message.id === id) return { text: one, result: message.result }
  }
  return undefined
}

async function allTools(conversation: Conversation): Promise<Found<ToolDefinition[]>> {
  const tools = new Map<string, ToolDefinition>()
  const cursors = new Set<string>()
  let cursor: string | undefined
  do {
    const page = await toolsAt(conversation, cursor)
    if (!page.ok) return page
    for (const tool of page.value.tools) if (!tools.has(tool.name)) tools.set(tool.name, tool)
    if (cursor !== undefined) cursors.add(cursor)
    cursor = page.value.nextCursor
    // A cursor that comes again would go round for ever.
  } while (cursor !== undefined && !cursors.has(cursor) && cursors.size < mostPages && tools.size < mostTools)
  return ok([...tools.values()])
}

async function toolsAt(conversation: Conversation, cursor: string | undefined): Promise<Found<ListAnswer>> {
  const listed = await ask(conversation, 'tools/list', cursor === undefined ? {} : { cursor })
  if (!listed.ok)
    return hasNoTools(listed.fault) ? ok({ text: '', tools: [], nextCursor: undefined }) : listed
  const read = filterTools(JSON.stringify({ result: listed.value }), () => true)
  if (read !== undefined) return ok(read)
  return fail({ code: 'list_failed', message: 'The server’s list of tools cannot be read.' })
}

/** A server without tools may say that it does not know the method. */
function hasNoTools({ code, message }: DiscoveryFault): boolean {
  return code === 'list_failed' && /method not found/i.test(message)
}

function errorMessage(text: string): string {
  const value: unknown = JSON.parse(text)
  const error = isJsonObject(value) ? value['error'] : undefined
  const message = isJsonObject(error) ? error['message'] : undefined
  return sentence(typeof message === 'string' ? message.slice(0, 300) : 'no reason given')
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

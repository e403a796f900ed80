import { connect as tcpConnect } from 'node:net'
import { connect as tlsConnect } from 'node:tls'
import { filterTools, type ListAnswer } from '#mcp/list-answer'
import type { ToolDefinition } from '#mcp/tool'
import type { Discover, Discovered, DiscoveryFault, ProbeStep } from '#model/discovery'
import { isOnWeb, type TransportInput } from '#model/server'
import { lookupPinned, type Pinned, resolveUpstream } from '#platform/address'
import { fail, ok, type Result } from '#std/result'
import type { GatewaySettings } from '../settings.ts'
import {
  ask,
  type Conversation,
  type Found,
  leave,
  type ProbeFault,
  sayInitialized,
  sentence,
} from './conversation.ts'
import { errorCode, faultOf } from './http.ts'
import { type Chatter, meet } from './introduce.ts'

type Tell = (step: ProbeStep) => void

/** A server that pages without end is stopped here; the largest real list has 1,300 tools, on one page. */
const mostPages = 200
const mostTools = 20_000

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
  const chatter: Chatter = { lines: 0, first: undefined }
  const met = await meet(transport, settings, chatter)
  if (!met.ok) return failed(met.fault)
  const { conversation, protocolVersion, serverInfo } = met.value
  try {
    if (transport.kind === 'stdio') {
      tell.done()
      tell.begin('initialize')
    }
    await sayInitialized(conversation)
    tell.done(`Speaks MCP ${protocolVersion}${conversation.kind === 'sse' ? overSse : ''}.`)
    tell.begin('list')
    const tools = await allTools(conversation)
    if (!tools.ok) return failed(tools.fault)
    const count = tools.value.length === 0 ? 'The server has no tools.' : `${tools.value.length} tools.`
    tell.done(`${count}${chatterWords(chatter)}`)
    return ok({
      serverName: textOrNull(serverInfo['name']),
      serverVersion: textOrNull(serverInfo['version']),
      protocolVersion: textOrNull(protocolVersion),
      speaks: conversation.kind,
      tools: tools.value,
    })
  } finally {
    await leave(conversation)
  }
}

/** Harmless where it is a banner; where it is a log, answers may drown in it. */
function chatterWords({ lines, first = '' }: Chatter): string {
  if (lines === 0) return ''
  const sample = `\`${first.slice(0, 80)}\``
  return lines === 1
    ? ` A line on its standard output was no message and was skipped: ${sample}.`
    : ` ${lines} lines on its standard output were no messages and were skipped, the first: ${sample}.`
}

const overSse = ' over HTTP+SSE, the transport before streamable HTTP'

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

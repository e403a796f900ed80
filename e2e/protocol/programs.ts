import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { z } from 'zod'

const peers = join(import.meta.dirname, '../peers')

/** Where a client is sent, what it shows there, and the folder in which it may keep what it likes. */
export interface Door {
  readonly url: string
  readonly token: string
  readonly home: string
}

/** What a client's user gets to see of a call: a result, or the client's own words for a failure. */
export type Shown =
  | { readonly kind: 'result'; readonly text: string; readonly isError: boolean }
  | { readonly kind: 'failed'; readonly words: string }

/** Somebody else's client before the gate. */
export interface Visitor {
  list(): Promise<string[]>
  call(name: string, args?: Record<string, unknown>): Promise<Shown>
  end(): Promise<void>
}

/** Nothing of ours leaks into them: no proxy settings, no editor's configuration, no browser to open. */
function environment(home: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: join(process.execPath, '..'),
    HOME: home,
    XDG_CONFIG_HOME: home,
    MCP_REMOTE_CONFIG_DIR: join(home, 'mcp-remote'),
    NO_COLOR: '1',
    ...more,
  }
}

function script(path: string): string {
  return join(peers, 'node_modules', path)
}

const Result = z.object({
  content: z.array(z.looseObject({ text: z.string().optional() })),
  isError: z.boolean().default(false),
})

/** The first text of a result, in the shape of the protocol. */
function shown(result: unknown): Shown {
  const { content, isError } = Result.parse(result)
  return { kind: 'result', text: content[0]?.text ?? '', isError }
}

function failed(error: unknown): Shown {
  return { kind: 'failed', words: error instanceof Error ? error.message : String(error) }
}

const Line = z.union([
  z.object({ names: z.array(z.string()) }),
  z.object({ text: z.string(), isError: z.boolean() }),
  z.object({ failed: z.string() }),
])

/** One of the libraries that `peers/clients/drive.ts` knows, in a process of its own. */
export async function library(name: string, { url, token, home }: Door): Promise<Visitor> {
  const child = spawn(process.execPath, [join(peers, 'clients/drive.ts'), name], {
    cwd: home,
    env: environment(home, { GATE_URL: url, GATE_TOKEN: token }),
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const line = await lines.next()
    if (line.done === true) throw new Error(`${name} ended`)
    return line.value
  }
  const ask = async (told: object) => {
    child.stdin.write(`${JSON.stringify(told)}\n`)
    return Line.parse(JSON.parse(await next()))
  }
  const connected = Line.parse(JSON.parse(await next()))
  if ('failed' in connected) throw new Error(connected.failed)
  return {
    list: async () => {
      const answer = await ask({})
      if ('names' in answer) return answer.names
      throw new Error('failed' in answer ? answer.failed : answer.text)
    },
    call: async (tool, args = {}) => {
      const answer = await ask({ name: tool, args })
      if ('text' in answer) return { kind: 'result', ...answer }
      return failed('failed' in answer ? answer.failed : 'it listed')
    },
    end: () => ended(child),
  }
}

/** A program that speaks over its standard input and output for a remote server, and a host that started it. */
async function bridge(args: readonly string[], home: string): Promise<Visitor> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...args],
    cwd: home,
    env: environment(home),
    stderr: 'ignore',
  })
  const client = new Client({ name: 'stdio-host', version: '1.0.0' })
  await client.connect(transport)
  return {
    list: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: (name, given = {}) => client.callTool({ name, arguments: given }).then(shown, failed),
    end: () => client.close(),
  }
}

export function mcpRemote({ url, token, home }: Door, transport: 'http-only' | 'sse-only'): Promise<Visitor> {
  const header = `Authorization:Bearer ${token}`
  const entry = script('mcp-remote/dist/proxy.js')
  return bridge([entry, url, '--transport', transport, '--header', header], home)
}

export function supergateway({ url, token, home }: Door): Promise<Visitor> {
  const entry = script('supergateway/dist/index.js')
  return bridge([entry, '--streamableHttp', url, '--oauth2Bearer', token, '--logLevel', 'none'], home)
}

interface Ran {
  readonly out: string
  readonly err: string
  readonly code: number | null
}

async function run(args: readonly string[], home: string): Promise<Ran> {
  const child = spawn(process.execPath, [...args], {
    cwd: home,
    env: environment(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { out, err, code: child.exitCode }
}

/** A program that is started for each question. */
interface Command {
  readonly list: readonly string[]
  call(name: string, args: Record<string, unknown>): readonly string[]
  names(ran: Ran): string[]
  shown(ran: Ran): Shown
}

function asked(command: Command, home: string): Visitor {
  return {
    list: async () => {
      const ran = await run(command.list, home)
      if (ran.code !== 0) throw new Error(`${ran.err}${ran.out}`)
      return command.names(ran)
    },
    call: async (name, args = {}) => command.shown(await run(command.call(name, args), home)),
    end: async () => undefined,
  }
}

const Names = z.array(z.object({ name: z.string() })).transform((tools) => tools.map(({ name }) => name))

export function inspector({ url, token, home }: Door): Visitor {
  const entry = script('@modelcontextprotocol/inspector/clients/launcher/build/index.js')
  const header = `Authorization: Bearer ${token}`
  const to = [entry, '--cli', url, '--transport', 'http', '--header', header, '--format', 'json']
  return asked(
    {
      list: [...to, '--method', 'tools/list'],
      call: (name, args) => {
        const pairs = Object.entries(args).flatMap(([key, value]) => [
          '--tool-arg',
          `${key}=${String(value)}`,
        ])
        return [...to, '--method', 'tools/call', '--tool-name', name, ...pairs]
      },
      names: ({ out }) =>
        z.object({ result: z.object({ tools: Names }) }).parse(JSON.parse(out)).result.tools,
      // It prints the result of a tool that failed, and its own code for that on stderr; it exits with 0 or with 5.
      shown: ({ out, err, code }) => {
        if (out === '') return failed(`exit ${code}: ${err.trim()}`)
        const result = shown(z.object({ result: z.unknown() }).parse(JSON.parse(out)).result)
        if (result.kind === 'result' && result.isError !== (code === 5))
          throw new Error(`exit ${code}: ${out}`)
        return result
      },
    },
    home,
  )
}

export function mcporter({ url, token, home }: Door): Visitor {
  const entry = script('mcporter/dist/cli.js')
  const header = `Authorization=Bearer ${token}`
  const to = ['--http-url', url, '--allow-http', '--no-oauth', '--header', header, '--name', 'gate']
  return asked(
    {
      list: [entry, 'list', ...to, '--json'],
      call: (name, args) => {
        const given = ['--args', JSON.stringify(args), '--output', 'json']
        return [entry, 'call', `gate.${name}`, ...given, ...to]
      },
      names: ({ out }) => z.object({ tools: Names }).parse(JSON.parse(out)).tools,
      // Of a success it prints what is structured, where there is any; of a failure the whole result.
      shown: ({ out, err, code }) => {
        if (code === 0) return { kind: 'result', text: out, isError: false }
        const said = z.union([z.object({ error: z.string() }), Result]).parse(JSON.parse(out || '{}'))
        return 'error' in said ? failed(`${said.error}${err}`) : shown(said)
      },
    },
    home,
  )
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

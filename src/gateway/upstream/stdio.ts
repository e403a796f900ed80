import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { TransportInput } from '#model/server'
import type { GatewaySettings } from '../settings.ts'
import { bridgeUpstream } from './bridge.ts'
import { errorCode } from './http.ts'
import type { Ears, OpenPipe, Pipe, PipeEnd, PipeEvents, Sending } from './pipe.ts'
import { shared } from './shared/share.ts'
import type { Upstream } from './upstream.ts'

export type StdioTransport = TransportInput & { readonly kind: 'stdio' }

/** What a program needs to run at all. Everything else of our environment may be a secret. */
const passed = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'SYSTEMDRIVE',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PATHEXT',
  'COMSPEC',
  'PROGRAMFILES',
]

const newline = 10
const longestLine = 16 * 1024 * 1024

/** A server that is a program: a child for each session, or one for all of them. */
export function stdioUpstream(transport: StdioTransport, settings: GatewaySettings, ears: Ears): Upstream {
  const open = stdioPipe(transport, settings)
  if (transport.isShared !== true) return bridge(open, settings, ears, settings.childrenPerServer)
  const line = shared(open, {
    ears,
    lingerMs: settings.sessionIdleMs,
    silentMs: settings.stallTimeoutMs,
    pingMs: settings.startTimeoutMs,
  })
  // A session more costs no child, and each grant has its own bound.
  const sessions = bridge(line.open, settings, ears, Number.POSITIVE_INFINITY)
  return {
    request: (request, answer) => sessions.request(request, answer),
    async close() {
      await sessions.close()
      await line.close()
    },
  }
}

function bridge(open: OpenPipe, settings: GatewaySettings, ears: Ears, mostSessions: number): Upstream {
  return bridgeUpstream({
    open,
    ears,
    refusal: () =>
      settings.allowStdio()
        ? undefined
        : 'Servers that are started by a command are switched off here (SALLYPORT_STDIO).',
    mostSessions,
    startTimeoutMs: settings.startTimeoutMs,
    stallTimeoutMs: settings.stallTimeoutMs,
  })
}

/** Starts the program, never through a shell. */
function stdioPipe(
  transport: StdioTransport,
  settings: Pick<GatewaySettings, 'environment' | 'stopGraceMs'>,
): OpenPipe {
  return (events) => {
    const base = Object.fromEntries(passed.flatMap((name) => entry(name, settings.environment[name])))
    const child = spawn(transport.command, transport.args, {
      cwd: transport.cwd,
      env: { ...base, ...transport.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      shell: false,
      windowsHide: true,
      // A group of its own, so that what a launcher such as npx started ends with it.
      detached: process.platform !== 'win32',
    })
    return new ChildPipe(child, transport.command, events, settings.stopGraceMs)
  }
}

/** What a program has not read yet, in bytes: as much as four of the longest requests. */
const mostUnread = 16 * 1024 * 1024

function entry(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]]
}

class ChildPipe implements Pipe {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #events: PipeEvents
  readonly #graceMs: number
  readonly #exited: Promise<void>
  #isOver = false
  #isClosed = false
  /** Said in this turn of the event loop, to be written in one go. */
  #unsent = ''
  #parts: Buffer[] = []
  #size = 0
  #lastWords = ''

  constructor(child: ChildProcessWithoutNullStreams, command: string, events: PipeEvents, graceMs: number) {
    this.#child = child
    this.#events = events
    this.#graceMs = graceMs
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#exited = promise
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk))
    // Drained whatever happens: a child that writes to a full pipe stands still.
    child.stderr.on('data', (chunk: Buffer) => {
      this.#lastWords = (this.#lastWords + chunk.toString('utf8')).slice(-2_000)
    })
    child.stdin.on('error', () => undefined)
    child.on('error', (error) => {
      this.#end({ message: startFailure(command, error) })
      resolve()
    })
    // What it started may hold its pipes, which then never close by themselves.
    child.on('exit', () => setTimeout(() => this.#cut(), graceMs / 4).unref())
    child.on('close', (code, signal) => {
      this.#isClosed = true
      this.#end({ message: exitWords(code, signal), ...lastLine(this.#lastWords) })
      resolve()
    })
  }

  send(line: string, sending?: Sending): void {
    if (this.#unsent === '') process.nextTick(() => this.#write())
    this.#unsent += `${line}\n`
    sending?.done()
  }

  #write(): void {
    const lines = this.#unsent
    this.#unsent = ''
    const { stdin } = this.#child
    if (lines === '' || !stdin.writable) return
    if (stdin.writableLength > mostUnread) {
      this.#end({ message: 'The program does not read what it is told.' })
      this.#kill('SIGKILL')
    } else stdin.write(lines)
  }

  pause(): void {
    this.#child.stdout.pause()
  }

  resume(): void {
    this.#child.stdout.resume()
  }

  /** Asked, then told, then made to: stdin ends, SIGTERM, SIGKILL (MCP, Lifecycle, "Shutdown"). */
  async close(): Promise<void> {
    this.#isOver = true
    this.#write()
    this.#child.stdin.end()
    // Its end is only heard when all it said was read.
    this.#child.stdout.resume()
    const term = setTimeout(() => this.#kill('SIGTERM'), this.#graceMs / 4)
    const kill = setTimeout(() => this.#kill('SIGKILL'), this.#graceMs)
    await this.#exited
    clearTimeout(term)
    clearTimeout(kill)
    // Whatever the child itself left running.
    this.#kill('SIGKILL')
  }

  /** The program is gone, and whoever has its pipes does not speak for it. */
  #cut(): void {
    if (this.#isClosed) return
    this.#kill('SIGKILL')
    for (const pipe of this.#child.stdio) pipe?.destroy()
  }

  #kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child
    if (pid === undefined) return
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, signal)
    } catch {
      // Gone already, which is what was wanted.
    }
  }

  #read(chunk: Buffer): void {
    let from = 0
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      if (this.#parts.length === 0) this.#line(chunk.toString('utf8', from, at))
      else this.#line(Buffer.concat([...this.#parts, chunk.subarray(from, at)]).toString('utf8'))
      this.#parts = []
      this.#size = 0
      from = at + 1
    }
    if (from === chunk.length) return
    this.#parts.push(chunk.subarray(from))
    this.#size += chunk.length - from
    if (this.#size <= longestLine) return
    this.#end({ message: 'The server wrote a line longer than 16 MB.' })
    this.#kill('SIGKILL')
  }

  #line(text: string): void {
    const line = text.trim()
    if (!this.#isOver && line !== '') this.#events.message(line)
  }

  #end(why: PipeEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#events.end(why)
  }
}

function startFailure(command: string, error: Error): string {
  const code = errorCode(error)
  if (code === 'ENOENT') return `The command \`${command}\` was not found on the gateway's machine.`
  if (code === 'EACCES') return `The command \`${command}\` may not be run: it is not executable.`
  return `The command \`${command}\` could not be started (${code}).`
}

function exitWords(code: number | null, signal: string | null): string {
  const how = signal === null ? `ended with exit code ${code ?? 'unknown'}` : `was ended by ${signal}`
  return `The server's process ${how}.`
}

function lastLine(said: string): Pick<PipeEnd, 'detail'> {
  const line = said.trim().split('\n').at(-1)?.trim().slice(0, 300) ?? ''
  return line === '' ? {} : { detail: `Its last words: ${line}` }
}

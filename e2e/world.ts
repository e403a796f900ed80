import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'

const root = resolve(import.meta.dirname, '..')
const dayMs = 86_400_000

const Package = z.object({ scripts: z.object({ start: z.string().startsWith('node ') }) })

/** What `npm start` gives Node: what is tested and measured is started as it is for everybody. */
export const startArgs: readonly string[] = Package.parse(
  JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')),
)
  .scripts.start.split(' ')
  .slice(1)

/** The built product as a process of its own, on a data directory of its own. */
export interface World {
  readonly origin: string
  readonly dataDir: string
  /** Everything it logged so far, a line each. */
  readonly log: readonly string[]
  kill(signal: NodeJS.Signals): Promise<void>
  /** The same data and port, another process, on a clock that is so many days behind. */
  start(daysAgo?: number): Promise<void>
  end(): Promise<void>
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Resolves with the first line of `child` that matches; rejects, with all it said, when it ends before. */
export function said(child: ChildProcess, pattern: RegExp, log: string[] = []): Promise<RegExpMatchArray> {
  return new Promise((found, lost) => {
    const hear = (line: string) => {
      log.push(line)
      const match = line.match(pattern)
      if (match !== null) found(match)
    }
    if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', hear)
    if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', hear)
    child.once('exit', (code) => lost(new Error(`ended with ${code}:\n${log.join('\n')}`)))
  })
}

export async function openWorld(env: Record<string, string> = {}): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sallyport-e2e-'))
  const port = await freePort()
  const log: string[] = []
  let child: ChildProcess | undefined

  const start = async (daysAgo = 0) => {
    const clock = daysAgo === 0 ? [] : ['--import', import.meta.resolve('./shifted-clock.ts')]
    child = spawn(process.execPath, [...clock, ...startArgs], {
      cwd: root,
      // A slow machine must not make a held call run out while the browser is still drawing.
      env: {
        PATH: process.env['PATH'],
        HOME: dataDir,
        PORT: String(port),
        DATA_DIR: dataDir,
        SALLYPORT_HOLD_SECONDS: '240',
        CLOCK_SHIFT_MS: String(-daysAgo * dayMs),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    await said(child, /^Sallyport is ready at (http:\S+)/, log)
  }
  const kill = async (signal: NodeJS.Signals) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  await start()
  return {
    origin: `http://127.0.0.1:${port}`,
    dataDir,
    log,
    kill,
    start,
    end: async () => {
      await kill('SIGTERM')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

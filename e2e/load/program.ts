import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { said } from '../world.ts'

export const root = resolve(import.meta.dirname, '../..')

/** What is measured has one core to itself, and all that loads it the other. */
export const cores = { tested: '0', load: '1' }
export type Core = keyof typeof cores

/** A program found on PATH, or undefined. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path))
}

const taskset = findProgram('taskset')
/** Two cores at least, or the load and what it loads would share one. */
export const canPin = taskset !== undefined && availableParallelism() >= 2

export interface Started {
  readonly child: ChildProcess
  readonly pid: number
  /** What its ready line says after "at". */
  readonly at: string
  stop(): Promise<void>
}

interface Startable {
  readonly command: string
  readonly args: readonly string[]
  readonly core: Core
  readonly ready: RegExp
  readonly env?: Readonly<Record<string, string>>
  readonly channel?: boolean
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a program on its core and waits for the line that says it is ready. */
export async function start(wanted: Startable): Promise<Started> {
  const line = [wanted.command, ...wanted.args]
  const [command = '', ...args] = canPin ? [taskset ?? '', '-c', cores[wanted.core], ...line] : line
  const child = spawn(command, args, {
    cwd: root,
    env: { PATH: process.env['PATH'], ...wanted.env },
    stdio: wanted.channel === true ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const match = await said(child, wanted.ready)
  return {
    child,
    // `taskset` becomes the program that it starts, so this is the program's own.
    pid: child.pid ?? 0,
    at: match[1] ?? '',
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Puts a process that runs already on another core. */
export function move(pid: number, core: Core): void {
  if (canPin) execFileSync(taskset ?? '', ['-a', '-c', '-p', cores[core], String(pid)])
}

/** One of `programs/`, on the Node that runs the bench. */
export function startProgram(name: string, core: Core, args: readonly string[] = []): Promise<Started> {
  return start({
    command: process.execPath,
    args: [`e2e/load/programs/${name}.ts`, ...args],
    core,
    ready: /^ready at (.+)$/,
    channel: name === 'client',
  })
}

const ticksPerSecond = existsSync('/proc/self/stat')
  ? Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  : 0

/** User and system time of a process so far, in microseconds (proc(5), fields 14 and 15); NaN where there is no /proc. */
export function cpuOf(pid: number): number {
  if (ticksPerSecond === 0) return Number.NaN
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The second field is a name in brackets, which may itself hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / ticksPerSecond
}

/** Resident memory in bytes. */
export function memoryOf(pid: number): number {
  if (ticksPerSecond === 0) return Number.NaN
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

/** The processes that a program started in its turn. */
export function familyOf(pid: number): number[] {
  if (ticksPerSecond === 0) return [pid]
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(familyOf)]
}

import type { Log } from './log.ts'

export interface Shutdown {
  /** Closed in the order of adding: first what lets work in, last what the others write to. */
  add(name: string, close: () => unknown): void
  /** The first call closes everything and exits; another exits at once. */
  begin(reason: string): void
}

export interface ShutdownOptions {
  readonly log: Log
  readonly exit: (code: number) => void
  /** What hangs for longer than this is left behind. */
  readonly limitMs?: number
}

/** An orderly end: never longer than `limitMs`, and a closer that fails does not keep the others from closing. */
export function createShutdown({ log, exit, limitMs = 10_000 }: ShutdownOptions): Shutdown {
  const closers: { name: string; close: () => unknown }[] = []
  let hasBegun = false
  let current = ''

  const closeAll = async () => {
    let failures = 0
    for (const { name, close } of closers) {
      current = name
      try {
        await close()
      } catch (error) {
        failures += 1
        log.error({ err: error, closing: name }, 'could not close in order')
      }
    }
    return failures
  }

  const run = async () => {
    const timer = setTimeout(() => {
      log.error({ closing: current, limitMs }, 'took too long to close, leaving')
      exit(1)
    }, limitMs)
    const failures = await closeAll()
    clearTimeout(timer)
    log.info('closed')
    exit(failures === 0 ? 0 : 1)
  }

  return {
    add(name, close) {
      closers.push({ name, close })
    },
    begin(reason) {
      if (hasBegun) {
        log.warn({ reason, closing: current }, 'told again, leaving at once')
        exit(1)
        return
      }
      hasBegun = true
      log.info({ reason }, 'closing')
      // `run` ends by exiting and catches what its closers throw.
      void run()
    },
  }
}

/** Begins on the signals by which terminals, containers and init systems ask a process to end. */
export function closeOnSignals(shutdown: Shutdown, process: Pick<NodeJS.Process, 'on'>): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => shutdown.begin(signal))
}

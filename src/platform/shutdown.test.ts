import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { silentLog } from './log.ts'
import { closeOnSignals, createShutdown } from './shutdown.ts'

function ending() {
  const { promise, resolve } = Promise.withResolvers<number>()
  return { exited: promise, exit: resolve }
}

test('everything is closed in order, then the process exits with 0', async () => {
  const { exit, exited } = ending()
  const shutdown = createShutdown({ log: silentLog, exit })
  const closed: string[] = []
  shutdown.add('listener', async () => {
    await Promise.resolve()
    closed.push('listener')
  })
  shutdown.add('storage', () => closed.push('storage'))
  shutdown.begin('SIGTERM')
  expect(await exited).toBe(0)
  expect(closed).toEqual(['listener', 'storage'])
})

test('a closer that fails keeps none of the others from closing, and shows in the exit code', async () => {
  const { exit, exited } = ending()
  const shutdown = createShutdown({ log: silentLog, exit })
  const close = vi.fn()
  shutdown.add('gateway', () => Promise.reject(new Error('stuck')))
  shutdown.add('storage', close)
  shutdown.begin('SIGTERM')
  expect(await exited).toBe(1)
  expect(close).toHaveBeenCalledOnce()
})

test('what hangs is left behind when the time is up', async () => {
  vi.useFakeTimers()
  const { exit, exited } = ending()
  const shutdown = createShutdown({ log: silentLog, exit })
  shutdown.add('gateway', () => new Promise(() => {}))
  shutdown.begin('SIGTERM')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await exited).toBe(1)
  vi.useRealTimers()
})

test('a second signal exits at once', async () => {
  const { exit, exited } = ending()
  const process = new EventEmitter()
  const shutdown = createShutdown({ log: silentLog, exit })
  closeOnSignals(shutdown, { on: process.on.bind(process) } as never)
  shutdown.add('gateway', () => new Promise(() => {}))
  process.emit('SIGINT')
  process.emit('SIGTERM')
  expect(await exited).toBe(1)
})

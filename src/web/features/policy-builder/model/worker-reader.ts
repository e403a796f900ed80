import type { Inventory } from '#policy'
import type { Reading } from './reading.ts'
import type { Reader } from './sync.ts'

export type ToWorker =
  | { readonly kind: 'inventory'; readonly inventory: Inventory }
  | { readonly kind: 'text'; readonly version: number; readonly text: string }

export interface WorkerReader {
  readonly read: Reader
  readonly stop: () => void
}

/** Reads texts in a worker of its own. While one is being read only the newest of those that wait is kept. */
export function createWorkerReader(inventory: Inventory): WorkerReader {
  const worker = new Worker(new URL('./read.worker.ts', import.meta.url), { type: 'module' })
  const tell = (message: ToWorker) => worker.postMessage(message)
  let busy = false
  let waiting: { readonly version: number; readonly text: string } | undefined
  let answer: (reading: Reading) => void = () => {}

  function next(): void {
    if (busy || waiting === undefined) return
    busy = true
    tell({ kind: 'text', ...waiting })
    waiting = undefined
  }

  worker.addEventListener('message', ({ data }: MessageEvent<Reading>) => {
    busy = false
    answer(data)
    next()
  })
  tell({ kind: 'inventory', inventory })
  return {
    read(version, text, show) {
      answer = show
      waiting = { version, text }
      next()
    },
    stop: () => worker.terminate(),
  }
}

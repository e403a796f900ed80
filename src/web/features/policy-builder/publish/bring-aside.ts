import type { MergeFault } from '#policy'
import type { Result } from '#std/result'
import type { Brought, ToBring } from './bring.ts'

export interface BringAside {
  /** Tells what comes of two texts. Who asks again before that is told of the later ones alone. */
  readonly bring: (asked: ToBring, tell: (brought: Result<Brought, MergeFault>) => void) => void
  readonly stop: () => void
}

/** How long until a worker that did not start is tried again: the line was down, or a new version was deployed. */
const retryPause = 2000

/** Brings texts together in a worker of its own. */
export function createBringAside(): BringAside {
  let worker: Worker | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    clearTimeout(timer)
    worker?.terminate()
    worker = undefined
  }

  return {
    bring(asked, tell) {
      const isBusy = worker?.onmessage != null
      // What nobody waits for any more is not worked out to its end.
      if (isBusy) stop()
      worker ??= new Worker(new URL('./bring.worker.ts', import.meta.url), { type: 'module' })
      const current = worker
      current.onmessage = ({ data }: MessageEvent<Result<Brought, MergeFault>>) => {
        current.onmessage = null
        tell(data)
      }
      current.onerror = () => {
        stop()
        timer = setTimeout(() => this.bring(asked, tell), retryPause)
      }
      current.postMessage(asked)
    },
    stop,
  }
}

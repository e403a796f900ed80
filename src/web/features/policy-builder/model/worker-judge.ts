import type { Judgement, Surroundings } from './reading.ts'
import type { Judge } from './sync.ts'

export type ToWorker =
  | { readonly kind: 'surroundings'; readonly surroundings: Surroundings }
  | { readonly kind: 'text'; readonly version: number; readonly text: string }

export interface WorkerJudge {
  readonly judge: Judge
  /** The server was discovered anew, or its grants are others. */
  readonly learn: (surroundings: Surroundings) => void
  readonly stop: () => void
}

/**
 * Judges texts in a worker of its own, which starts with the first text and, once stopped, again with the next. While one text
 * is being judged only the newest of those that wait is kept.
 */
export function createWorkerJudge(first: Surroundings): WorkerJudge {
  let surroundings = first
  let worker: Worker | undefined
  let busy = false
  let waiting: Extract<ToWorker, { kind: 'text' }> | undefined
  let answer: (judgement: Judgement) => void = () => {}

  function started(): Worker {
    if (worker !== undefined) return worker
    worker = new Worker(new URL('./judge.worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<Judgement>) => {
      busy = false
      answer(data)
      next()
    })
    worker.postMessage({ kind: 'surroundings', surroundings } satisfies ToWorker)
    return worker
  }

  function next(): void {
    if (busy || waiting === undefined) return
    busy = true
    started().postMessage(waiting)
    waiting = undefined
  }

  return {
    judge(version, text, show) {
      answer = show
      waiting = { kind: 'text', version, text }
      next()
    },
    learn(next) {
      surroundings = next
      worker?.postMessage({ kind: 'surroundings', surroundings } satisfies ToWorker)
    },
    stop() {
      worker?.terminate()
      worker = undefined
      busy = false
    },
  }
}
